"""Exercises drawn from the families: a problem, a right solution, and slipped copies of it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from goals import Goal, reached
from normalform import BOS, EOS, NEWLINE, RELATIONS, encode, sides
from pen import Pen, Problem, Unsuitable

LONE_LETTER = re.compile(r"[-+±]?(?:[^\W\d_](?:_(?:\w|\(\w+\)))?'*|∞)|\([^()]*,[^()]*\)")
LONE_NUMBER = re.compile(r"[-+±]?\d+(?:\.\d+)?%?")
LONGEST = 390  # characters of problem and solution together


@dataclass(frozen=True)
class Solution:
    family: str
    problem: str  # as the PRM sees it: parts may be hidden
    steps: tuple[str, ...]
    right: bool
    slip: str  # the kind of slip, "right", or "sampled"
    first_wrong: int  # −1 for a right one; evaluation only
    goal: Goal
    whole: bool = True  # nothing that the problem says is hidden


def write(family, seed: int, slip_at: int | None = None, slip_seed: int = 0) -> tuple[Problem, Pen]:
    pen = Pen(seed, slip_at, slip_seed)
    problem = family(pen)
    pen.end_step()
    read = list(map(as_read, pen.steps))
    if not read or not all(read) or len(problem.text) + sum(map(len, read)) > LONGEST or len(read) > 16:
        raise Unsuitable
    return problem, pen


def visible(problem: Problem, pen: Pen, chance: random.Random) -> str:
    """What a formula extractor would have found of the problem: now and then only a part, or nothing."""
    if pen.hidden:
        return ""
    text = problem.text
    k = chance.random()
    parts = text.split(";")
    if problem.ask and k < 0.1:
        parts = [*parts, problem.ask] if k < 0.07 else [problem.ask, *parts]
    elif len(parts) > 2 and k > 0.85:  # a number that the text says in words
        parts.pop(chance.randrange(len(parts)))
    return ";".join(part for part in parts if not LONE_LETTER.fullmatch(part))


def as_read(step: str) -> str:
    """A step as the product reads it: a number, a letter or a point alone is no formula there, a boxed formula is read twice."""
    found: list[str] = []
    for formula in step.split(";"):
        bare = formula.removeprefix("#")
        lone = LONE_LETTER.fullmatch(bare) or LONE_NUMBER.fullmatch(bare)
        if formula != bare:
            found += [formula] if lone else [bare, formula]
        elif not lone:
            found.append(formula)
    return ";".join(found)


def cluttered(steps, problem: str, chance: random.Random) -> tuple[str, ...]:
    """What prose leaves in a view: expressions named before they are worked on, lines and the problem said again.

    Only put in front of what was written, so that every step keeps its place and the answer stays last.
    """
    often = chance.choice([0.1, 0.2, 0.4])
    found = []
    for index, step in enumerate(steps):
        formulas: list[str] = []
        if index == 0 and problem and chance.random() < 0.3:
            formulas += [f for f in problem.split(";") if not f.isdigit()]
        elif index and chance.random() < often / 3:
            formulas.append(steps[index - 1].split(";")[-1].removeprefix("#"))
        for formula in step.split(";"):
            if not formula.startswith("#") and chance.random() < often:
                named = [part for part in [*sides(formula)[0], *terms(formula)] if len(part) > 1 and not part.lstrip('-').replace('.', '').isdigit()]
                formulas += chance.sample(named, min(len(named), chance.choice([1, 1, 2])))
            formulas.append(formula)
        found.append(";".join(f for i, f in enumerate(formulas) if f and (i == 0 or f != formulas[i - 1])))
    return tuple(found)


def terms(formula: str) -> list[str]:
    """The summands of a formula that stand outside every bracket."""
    found, depth, start = [], 0, 0
    for at, c in enumerate(formula + "="):
        depth += {"(": 1, ")": -1}.get(c, 0)
        if depth == 0 and c in "+-±" + RELATIONS:
            found.append(formula[start:at])
            start = at + 1
    return found


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
    clutter = rng.random() < 0.35

    def written(steps) -> tuple[str, ...]:
        plain = tuple(map(as_read, steps))
        busy = tuple(map(as_read, cluttered(steps, shown, random.Random(seed)))) if clutter else plain
        return busy if len(shown) + sum(map(len, busy)) <= LONGEST else plain

    whole = {part for part in problem.text.split(";") if not LONE_LETTER.fullmatch(part)} <= set(shown.split(";"))
    found = [Solution(family.__name__, shown, written(right), True, "right", -1, problem.goal, whole)]
    for _ in range(slipped * 4):
        if len(found) > slipped or not pen.places:
            break
        at = rng.choices(range(len(pen.places)), pen.places)[0]
        try:
            _, wrong = write(family, seed, at, rng.getrandbits(32))
        except (Unsuitable, ZeroDivisionError, OverflowError, ValueError):
            continue
        steps = tuple(wrong.steps)
        if reached(problem.goal, steps) or written(steps) in [s.steps for s in found]:
            continue
        first = next((i for i, (a, b) in enumerate(zip(right, steps)) if a != b), min(len(right), len(steps)) - 1)
        found.append(Solution(family.__name__, shown, written(steps), False, wrong.kind, first, problem.goal))
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
