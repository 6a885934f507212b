"""Exercises drawn from the families: a problem, a right solution, and slipped copies of it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from goals import Goal, reached
from normalform import BOS, EOS, NEWLINE, encode
from pen import Pen, Problem, Unsuitable

LONGEST = 400  # characters of problem and solution together


@dataclass(frozen=True)
class Solution:
    family: str
    problem: str  # as the PRM sees it: parts may be hidden
    steps: tuple[str, ...]
    right: bool
    slip: str  # the kind of slip, "right", or "sampled"
    first_wrong: int  # −1 for a right one; evaluation only
    goal: Goal


def write(family, seed: int, slip_at: int | None = None, slip_seed: int = 0) -> tuple[Problem, Pen]:
    pen = Pen(seed, slip_at, slip_seed)
    problem = family(pen)
    pen.end_step()
    if not pen.steps or len(problem.text) + sum(map(len, pen.steps)) > LONGEST or len(pen.steps) > 16:
        raise Unsuitable
    return problem, pen


def visible(problem: Problem, pen: Pen, chance: random.Random) -> str:
    """What a formula extractor would have found of the problem: now and then only a part, or nothing."""
    if pen.hidden:
        return ""
    text = problem.text
    k = chance.random()
    if problem.ask and k < 0.1:
        return f"{text};{problem.ask}" if k < 0.07 else f"{problem.ask};{text}"
    parts = text.split(";")
    if len(parts) > 2 and k > 0.85:  # a number that the text says in words
        parts.pop(chance.randrange(len(parts)))
    return ";".join(parts)


def draw(rng: random.Random, families: dict, slipped: int) -> list[Solution]:
    """One right solution and up to `slipped` wrong ones of the same problem."""
    family = rng.choices(list(families), list(families.values()))[0]
    while True:
        seed = rng.getrandbits(48)
        try:
            problem, pen = write(family, seed)
        except (Unsuitable, ZeroDivisionError, OverflowError):
            continue
        if reached(problem.goal, pen.steps):
            break
    shown = visible(problem, pen, random.Random(seed))
    right = tuple(pen.steps)
    found = [Solution(family.__name__, shown, right, True, "right", -1, problem.goal)]
    for _ in range(slipped * 4):
        if len(found) > slipped or not pen.places:
            break
        at = rng.choices(range(len(pen.places)), pen.places)[0]
        try:
            _, wrong = write(family, seed, at, rng.getrandbits(32))
        except (Unsuitable, ZeroDivisionError, OverflowError, ValueError):
            continue
        steps = tuple(wrong.steps)
        if reached(problem.goal, steps) or steps in [s.steps for s in found]:
            continue
        first = next((i for i, (a, b) in enumerate(zip(right, steps)) if a != b), min(len(right), len(steps)) - 1)
        found.append(Solution(family.__name__, shown, steps, False, wrong.kind, first, problem.goal))
    return found


def tokens(problem: str, steps) -> tuple[list[int], int, list[int]]:
    """Token ids of the whole view, where the solution starts, and the end of every step."""
    ids = [BOS, *encode(problem), NEWLINE]
    start, ends = len(ids), []
    for step in steps:
        ids += [*encode(step), NEWLINE]
        ends.append(len(ids))
    ids[-1] = EOS if steps else NEWLINE
    return ids, start, ends
