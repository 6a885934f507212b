"""A Llama tower small enough for two cores, laid out so that Hugging Face's LlamaForCausalLM is the same function."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

from normalform import EOS, VOCABULARY


@dataclass(frozen=True)
class Shape:
    width: int = 128
    layers: int = 6
    heads: int = 4
    inner: int = 384
    context: int = 1024
    vocabulary: int = len(VOCABULARY)
    theta: float = 10000.0
    epsilon: float = 1e-6


def rotate(x, cos, sin):
    half = x.shape[-1] // 2
    return x * cos + torch.cat([-x[..., half:], x[..., :half]], -1) * sin


def attend(q, k, v, *, causal: bool):
    """Attention as plain products, for [sequences × heads, length, width]: for lines this short it is twice as fast on CPU as
    the fused kernel, above all backwards."""
    if q.is_cuda:
        return F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    scores = (q * q.shape[-1] ** -0.5 @ k.mT).float()
    if causal:
        scores = scores.masked_fill(torch.ones(q.shape[1], k.shape[1], dtype=torch.bool, device=q.device).triu(1), -1e30)
    return torch.softmax(scores, -1).to(v.dtype) @ v


class Layer(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        d = shape.width
        self.heads, self.head, self.epsilon = shape.heads, d // shape.heads, shape.epsilon
        self.norm1, self.norm2 = nn.Parameter(torch.ones(d)), nn.Parameter(torch.ones(d))
        self.qkv, self.out = nn.Linear(d, 3 * d, bias=False), nn.Linear(d, d, bias=False)
        self.gate_up, self.down = nn.Linear(d, 2 * shape.inner, bias=False), nn.Linear(shape.inner, d, bias=False)

    def forward(self, x, cos, sin, cache=None):
        batch, length, d = x.shape
        qkv = self.qkv(F.rms_norm(x, (d,), self.norm1, self.epsilon))
        q, k, v = qkv.view(batch, length, 3, self.heads, self.head).permute(2, 0, 3, 1, 4)
        q, k, v = (t.reshape(batch * self.heads, length, self.head) for t in (rotate(q, cos, sin), rotate(k, cos, sin), v))
        if cache is not None:
            keys, values, at = cache
            keys[:, at : at + length], values[:, at : at + length] = k, v
            k, v = keys[:, : at + length], values[:, : at + length]
        mixed = attend(q, k, v, causal=length > 1).view(batch, self.heads, length, self.head)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, length, d))
        gate, up = self.gate_up(F.rms_norm(x, (d,), self.norm2, self.epsilon)).chunk(2, -1)
        return x + self.down(F.silu(gate) * up)


class Tower(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = nn.Parameter(torch.ones(shape.width))
        head = shape.width // shape.heads
        inverse = 1 / shape.theta ** (torch.arange(0, head, 2).float() / head)
        angles = torch.outer(torch.arange(shape.context).float(), inverse)
        angles = torch.cat([angles, angles], -1)
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)
        for name, p in self.named_parameters():
            if p.dim() == 2:
                deep = 1 / math.sqrt(2 * shape.layers) if name.endswith(("out.weight", "down.weight")) else 1
                nn.init.normal_(p, 0, 0.02 if "embedding" in name else deep / math.sqrt(p.shape[1]))

    def forward(self, ids, caches=None, at: int = 0):
        x = self.embedding(ids)
        cos, sin = self.cos[at : at + ids.shape[1]], self.sin[at : at + ids.shape[1]]
        for index, layer in enumerate(self.layers):
            x = layer(x, cos, sin, None if caches is None else (*caches[index], at))
        with torch.autocast(ids.device.type, enabled=False):  # rounded logits would be noise in every reward
            x = F.rms_norm(x.float(), (x.shape[-1],), self.norm, self.shape.epsilon)
            return x @ self.embedding.weight.t()

    def token_logs(self, ids):
        """log π(y_t | y_<t) for every target `ids[:, 1:]`."""
        logits = self(ids[:, :-1]).float()
        return -F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none").view(ids.shape[0], -1)

    def quick(self, *, compiled: bool):
        """`token_logs` with the matrices of the layers rounded to bfloat16 while they are multiplied; the weights stay what they are."""
        if compiled:
            for layer in self.layers:  # one after another, so that a shape is compiled once for all of them
                layer.compile(dynamic=False)

        def run(ids):
            with torch.autocast(ids.device.type, torch.bfloat16):
                return self.token_logs(ids)

        return run

    @torch.no_grad()
    def sample(self, ids, temperature: float, longest: int, generator=None) -> list[list[int]]:
        """Continuations of prompts of one length, each up to its end-of-text token."""
        batch, length = ids.shape
        heads = self.shape.heads
        room = (batch * heads, length + longest, self.shape.width // heads)
        caches = [(ids.new_zeros(room, dtype=torch.float), ids.new_zeros(room, dtype=torch.float)) for _ in self.layers]
        rows, written = torch.arange(batch), torch.full((batch, longest), EOS)
        at, feed = 0, ids
        for place in range(longest):
            logits = self(feed, caches, at)[:, -1]
            at += feed.shape[1]
            feed = torch.multinomial(torch.softmax(logits / temperature, -1), 1, generator=generator)
            written[rows, place] = feed[:, 0].cpu()
            going = (written[rows, : place + 1] != EOS).all(1)
            if going.sum() < 0.7 * len(rows):  # those that have ended stay until it is worth moving the others together
                rows, feed = rows[going], feed[going.to(ids.device)]
                kept = going.to(ids.device).repeat_interleave(heads)
                caches = [(k[kept], v[kept]) for k, v in caches]
            if not len(rows):
                break
        ends = [(row == EOS).nonzero() for row in written]
        return [row[: int(end[0]) + 1].tolist() if len(end) else row.tolist() for row, end in zip(written, ends)]

    def parameters_count(self) -> int:
        return sum(p.numel() for p in self.parameters())

    def save(self, path: Path, **extra) -> None:
        partial = path.with_suffix(".partial")
        torch.save({"shape": asdict(self.shape), "weights": self.state_dict(), **extra}, partial)
        partial.replace(path)

    @staticmethod
    def load(path: Path, device: str = "cpu") -> Tower:
        stored = torch.load(path, map_location=device, weights_only=True)
        tower = Tower(Shape(**stored["shape"])).to(device)
        tower.load_state_dict(stored["weights"])
        return tower


class Muon(torch.optim.Optimizer):
    """Momentum with orthogonalised steps for the matrices of the layers (Jordan et al. 2024).

    q, k, v and gate, up are orthogonalised each on their own; matrices of one shape go through the
    iteration as one stack, which is what makes it cheap for many small ones.
    """

    def __init__(self, parameters, lr: float, momentum: float = 0.95, weight_decay: float = 0.05):
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            stacks: dict[tuple, list] = {}
            for p in group["params"]:
                if p.grad is None:
                    continue
                buffer = self.state[p].setdefault("momentum", torch.zeros_like(p))
                buffer.lerp_(p.grad, 1 - group["momentum"])
                update = p.grad.lerp(buffer, group["momentum"])
                blocks = 3 if p.shape[0] == 3 * p.shape[1] else 2 if p.shape[0] > 3 * p.shape[1] else 1
                p.mul_(1 - group["lr"] * group["weight_decay"])
                for target, block in zip(p.chunk(blocks), update.chunk(blocks)):
                    tall = block.shape[0] > block.shape[1]
                    stacks.setdefault(tuple(sorted(block.shape)), []).append((target, block.T if tall else block, tall))
            for rows in stacks.values():
                steps = orthogonal(torch.stack([block for _, block, _ in rows]))
                for (target, _, tall), step in zip(rows, steps):
                    size = max(1, target.shape[0] / target.shape[1]) ** 0.5
                    target.add_(step.T if tall else step, alpha=-group["lr"] * size)


def orthogonal(x, rounds: int = 5):
    """Newton–Schulz towards the nearest orthogonal matrices, for a stack of wide ones."""
    x = (x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)).bfloat16()
    for _ in range(rounds):
        square = x @ x.mT
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x
