"""A small fixed set of problems for `npm run bench -- best-of`, as JSON lines: each with its answer and a right solution.

    python models/training/problems.py > bench/data/problems.jsonl
"""

from __future__ import annotations

import json

import families
import rollouts
from goals import Expression, Goal, Inequality, Roots, Value

SEED = 20_260  # of no other stage


def answer(goal: Goal) -> str | None:
    """What a solution has to end in; None where it ends in more than one line can say, or its form matters."""
    match goal:
        case Value(gold) | Expression(gold, "expanded" | "short" | "any"):
            return gold
        case Roots(_, gold):
            return ", ".join(gold)
        case Inequality(letter, relation, bound):
            return f"{letter}{relation}{bound}"
    return None


def problems(drawn: dict, each: int) -> list[dict]:
    """So many of every family, no problem twice, only those that a view shows whole."""
    found = []
    for at, family in enumerate(drawn):
        own: dict[str, dict] = {}
        for one in rollouts.problems({family: 1}, 20 * each, SEED + at, whole=True):
            wanted = answer(one.goal)
            if wanted is not None and len(own) < each:
                own.setdefault(one.problem, {"family": one.family, "problem": one.problem, "answer": wanted, "solution": one.steps})
        found += own.values()
    return found


if __name__ == "__main__":
    for name, drawn, each in (("held-out", families.HELD_OUT, 14), ("trained", families.JUDGED, 3)):
        for row in problems(drawn, each):
            print(json.dumps({"set": name, **row}, ensure_ascii=False))
