"""Solutions sampled from a reference, labelled by their final answer alone."""

from __future__ import annotations

import random
from collections import defaultdict

import torch

from corpus import Corpus
from exercises import Solution, draw, tokens
from goals import reached
from normalform import EOS, decode
from tower import Tower
from truth import first_wrong_step


def judged(problem: Solution, written: list[int], *, truth: bool) -> Solution | None:
    """The sampled solution with its label; None when it never ended, has empty lines, or its first mistake is asked for and can't be told."""
    if not written or written[-1] != EOS:
        return None
    steps = tuple(decode(written).split("\n"))
    if not all(steps):
        return None
    first = first_wrong_step(problem.goal, list(steps), problem.problem, problem.steps) if truth else -1
    if first is None:
        return None
    return Solution(problem.family, problem.problem, steps, reached(problem.goal, list(steps)), "sampled", first, problem.goal)


def problems(families: dict, count: int, seed: int, *, whole: bool = False) -> list[Solution]:
    """Right solutions to take problems from; `whole`: only those whose problem is fully in the view."""
    rng, found = random.Random(seed), []
    while len(found) < count:
        solution = draw(rng, families, 0)[0]
        if solution.problem and (not whole or solution.whole):
            found.append(solution)
    return found


@torch.no_grad()
def sample(tower: Tower, asked: list[Solution], each: int, temperature: float, seed: int, *, truth: bool, longest: int = 200, device: str = "cpu", together: int = 256) -> list[list[Solution]]:
    """For every problem up to `each` ended solutions."""
    tower.eval()
    generator = torch.Generator(device).manual_seed(seed)
    by_length: dict[int, list[int]] = defaultdict(list)
    prompts = [tokens(s.problem, ())[0] for s in asked]
    for index, prompt in enumerate(prompts):
        by_length[len(prompt)] += [index] * each
    groups: list[list[Solution]] = [[] for _ in asked]
    for rows in by_length.values():
        for at in range(0, len(rows), together):
            part = rows[at : at + together]
            ids = torch.tensor([prompts[i] for i in part], device=device)
            for i, written in zip(part, tower.sample(ids, temperature, longest, generator)):
                solution = judged(asked[i], written, truth=truth)
                if solution:
                    groups[i].append(solution)
    return groups


def distinct(groups: list[list[Solution]]) -> list[list[Solution]]:
    return [list({s.steps: s for s in group}.values()) for group in groups]


def corpus(groups: list[list[Solution]]) -> Corpus:
    return Corpus.pack([g for g in distinct(groups) if g])
