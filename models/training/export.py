"""Both towers as Hugging Face folders, and the manifest that makes them a PRM."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from normalform import BOS, EOS, PAD, SPECIALS, VIEW_VERSION, VOCABULARY
from tower import Shape, Tower

VERSION = "1.2.2"
TEMPLATE = {"kind": "raw", "prefix": "<bos>", "afterProblem": "\n", "separator": "\n", "end": "<eos>"}


def write_json(path: Path, content) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def weights(tower: Tower) -> dict[str, torch.Tensor]:
    found = {"model.embed_tokens.weight": tower.embedding.weight, "model.norm.weight": tower.norm}
    for index, layer in enumerate(tower.layers):
        at = f"model.layers.{index}."
        for name, block in zip("qkv", layer.qkv.weight.chunk(3)):
            found[f"{at}self_attn.{name}_proj.weight"] = block
        gate, up = layer.gate_up.weight.chunk(2)
        found |= {
            f"{at}self_attn.o_proj.weight": layer.out.weight,
            f"{at}mlp.gate_proj.weight": gate,
            f"{at}mlp.up_proj.weight": up,
            f"{at}mlp.down_proj.weight": layer.down.weight,
            f"{at}input_layernorm.weight": layer.norm1,
            f"{at}post_attention_layernorm.weight": layer.norm2,
        }
    return {name: tensor.detach().float().contiguous() for name, tensor in found.items()}


def load_tower(folder: Path) -> Tower:
    """An exported tower, as this recipe's own."""
    stored = json.loads((folder / "config.json").read_text())
    tower = Tower(
        Shape(
            width=stored["hidden_size"],
            layers=stored["num_hidden_layers"],
            heads=stored["num_attention_heads"],
            inner=stored["intermediate_size"],
            context=stored["max_position_embeddings"],
            vocabulary=stored["vocab_size"],
            theta=stored["rope_theta"],
            epsilon=stored["rms_norm_eps"],
        )
    )
    found = load_file(folder / "model.safetensors")
    state = {"embedding.weight": found["model.embed_tokens.weight"], "norm": found["model.norm.weight"]}
    for index in range(tower.shape.layers):
        at, to = f"model.layers.{index}.", f"layers.{index}."
        state |= {
            f"{to}qkv.weight": torch.cat([found[f"{at}self_attn.{name}_proj.weight"] for name in "qkv"]),
            f"{to}gate_up.weight": torch.cat([found[f"{at}mlp.{name}_proj.weight"] for name in ("gate", "up")]),
            f"{to}out.weight": found[f"{at}self_attn.o_proj.weight"],
            f"{to}down.weight": found[f"{at}mlp.down_proj.weight"],
            f"{to}norm1": found[f"{at}input_layernorm.weight"],
            f"{to}norm2": found[f"{at}post_attention_layernorm.weight"],
        }
    tower.load_state_dict(state)
    return tower.eval()


def config(tower: Tower) -> dict:
    shape = tower.shape
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": shape.width,
        "intermediate_size": shape.inner,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.heads,
        "head_dim": shape.width // shape.heads,
        "hidden_act": "silu",
        "max_position_embeddings": shape.context,
        "rms_norm_eps": shape.epsilon,
        "rope_theta": shape.theta,
        "rope_scaling": None,
        "tie_word_embeddings": True,
        "vocab_size": shape.vocabulary,
        "attention_bias": False,
        "attention_dropout": 0.0,
        "mlp_bias": False,
        "bos_token_id": BOS,
        "eos_token_id": EOS,
        "pad_token_id": PAD,
        "torch_dtype": "float32",
        "use_cache": True,
    }


def tokenizer() -> dict:
    """One token per character: a BPE without merges."""
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
            for i, token in enumerate(SPECIALS)
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "[\\s\\S]"}, "behavior": "Isolated", "invert": False},
        "post_processor": None,
        "decoder": {"type": "Fuse"},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": {token: i for i, token in enumerate(VOCABULARY)},
            "merges": [],
        },
    }


def export_tower(tower: Tower, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights(tower), folder / "model.safetensors", metadata={"format": "pt"})
    write_json(folder / "config.json", config(tower))
    write_json(folder / "tokenizer.json", tokenizer())
    write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": SPECIALS[BOS],
            "eos_token": SPECIALS[EOS],
            "pad_token": SPECIALS[PAD],
            "model_max_length": tower.shape.context,
            "clean_up_tokenization_spaces": False,
        },
    )
    write_json(folder / "generation_config.json", {"bos_token_id": BOS, "eos_token_id": EOS, "pad_token_id": PAD, "do_sample": True, "temperature": 1.0})
    return sum(p.stat().st_size for p in folder.iterdir())


def manifest(beta: float, *, rule: str, calibration: dict, thresholds: dict, mean_log_probability: float, over: str = "step") -> dict:
    return {
        "name": "starter",
        "version": VERSION,
        "family": "implicit",
        "policy": "policy",
        "reference": "reference",
        "beta": beta,
        "view": "formulas",
        "viewVersion": VIEW_VERSION,
        "template": TEMPLATE,
        "aggregation": "min",
        "rule": rule,
        "calibration": calibration,
        "thresholds": thresholds,
        "range": {"meanLogProb": mean_log_probability} | ({} if over == "step" else {"over": over}),
        "license": "MIT",
        "card": "README.md",
    }


def export_prm(out: Path, policy: str, to: Path) -> dict[str, int]:
    return {
        "policy": export_tower(Tower.load(out / f"{policy}.pt"), to / "policy"),
        "reference": export_tower(Tower.load(out / "mixed.pt"), to / "reference"),
    }
