"""Solutions packed into flat arrays on disk, and batches of like length from them."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch

from exercises import Solution, draw, tokens
from normalform import EOS, NEWLINE, PAD, decode

LENGTHS = (32, 48, 64, 80, 112, 160, 256, 416)  # few shapes, so that a compiled model is compiled few times


class Corpus:
    """`ids[offsets[i]:offsets[i+1]]` is the whole view of solution i; solutions of one problem share a group."""

    FIELDS = ("ids", "offsets", "starts", "groups", "right", "first_wrong", "family", "slip")

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def __len__(self) -> int:
        return len(self.starts)

    def view(self, i: int) -> np.ndarray:
        return self.ids[self.offsets[i] : self.offsets[i + 1]]

    def texts(self, i: int) -> tuple[str, list[str]]:
        ids = self.view(i)
        return decode(ids[: self.starts[i] - 1]), decode(ids[self.starts[i] :]).split("\n")

    def ends(self, i: int) -> np.ndarray:
        """Where every step ends: after its newline, the last after the end-of-text token."""
        ids = self.view(i)
        at = np.flatnonzero((ids == NEWLINE) | (ids == EOS)) + 1
        return at[at > self.starts[i]]

    def save(self, path: Path) -> None:
        partial = path.with_name(f".{path.name}")  # a stage at work picks up whole files only
        np.savez(partial, **{name: getattr(self, name) for name in self.FIELDS})
        partial.replace(path)

    @staticmethod
    def load(path: Path) -> Corpus:
        with np.load(path) as stored:
            return Corpus(**{name: stored[name] for name in Corpus.FIELDS})

    @staticmethod
    def pack(groups: list[list[Solution]]) -> Corpus:
        rows = [(g, s) for g, group in enumerate(groups) for s in group]
        views = [tokens(s.problem, s.steps) for _, s in rows]
        return Corpus(
            ids=np.concatenate([np.array(v[0], np.uint8) for v in views]),
            offsets=np.cumsum([0, *[len(v[0]) for v in views]]),
            starts=np.array([v[1] for v in views], np.int32),
            groups=np.array([g for g, _ in rows], np.int32),
            right=np.array([s.right for _, s in rows]),
            first_wrong=np.array([s.first_wrong for _, s in rows], np.int16),
            family=np.array([s.family for _, s in rows]),
            slip=np.array([s.slip for _, s in rows]),
        )

    @staticmethod
    def join(parts: list[Corpus]) -> Corpus:
        shift, groups = 0, []
        for part in parts:
            groups.append(part.groups + shift)
            shift += int(part.groups.max()) + 1 if len(part) else 0
        return Corpus(
            ids=np.concatenate([p.ids for p in parts]),
            offsets=np.cumsum(np.concatenate([[0], *[np.diff(p.offsets) for p in parts]])),
            groups=np.concatenate(groups),
            **{n: np.concatenate([getattr(p, n) for p in parts]) for n in ("starts", "right", "first_wrong", "family", "slip")},
        )


def generate(families: dict, count: int, slipped: int, seed: int) -> Corpus:
    rng = random.Random(seed)
    return Corpus.pack([draw(rng, families, slipped) for _ in range(count)])


def padded(corpus: Corpus, rows) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Token ids, a mask over the targets `ids[:, 1:]` that belong to the solution, and one over the problem's."""
    longest = max(int(corpus.offsets[i + 1] - corpus.offsets[i]) for i in rows)
    width = next((length for length in LENGTHS if length >= longest), longest)
    ids = torch.full((len(rows), width), PAD)
    solution = torch.zeros(len(rows), width - 1, dtype=torch.bool)
    for r, i in enumerate(rows):
        view = corpus.view(i)
        ids[r, : len(view)] = torch.from_numpy(view.astype(np.int64))
        solution[r, corpus.starts[i] - 1 : len(view) - 1] = True
    return ids, solution, (ids[:, 1:] != PAD) & ~solution


def like_length(corpus: Corpus, rows: list[int], budget: int, rng: random.Random):
    """Endless batches of about `budget` tokens, of solutions that need the same width."""
    width = {i: next((w for w in LENGTHS if w >= corpus.offsets[i + 1] - corpus.offsets[i]), LENGTHS[-1]) for i in rows}
    waiting: dict[int, list[int]] = {w: [] for w in LENGTHS}
    while True:
        for i in rng.sample(rows, len(rows)):
            bucket = waiting[width[i]]
            bucket.append(i)
            if len(bucket) * width[i] >= budget:
                yield bucket
                waiting[width[i]] = []


def like_length_pairs(corpus: Corpus, budget: int, rng: random.Random):
    """Endless batches that hold, for a problem, one right and one wrong solution side by side."""
    right: dict[int, list[int]] = {}
    wrong: dict[int, list[int]] = {}
    for i in range(len(corpus)):
        (right if corpus.right[i] else wrong).setdefault(int(corpus.groups[i]), []).append(i)
    both = sorted(set(right) & set(wrong))
    if not both:
        raise ValueError("no problem has a right and a wrong solution: nothing to learn an outcome from")
    size = np.diff(corpus.offsets)
    waiting: dict[int, list[int]] = {w: [] for w in LENGTHS}
    while True:
        for g in rng.sample(both, len(both)):
            pair = rng.choice(right[g]), rng.choice(wrong[g])
            w = next((w for w in LENGTHS if w >= max(size[pair[0]], size[pair[1]])), LENGTHS[-1])
            waiting[w] += pair
            if len(waiting[w]) * w >= budget:
                yield waiting[w]
                waiting[w] = []
