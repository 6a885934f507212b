"""The problems of `npm run bench -- best-of`, as JSON lines: each with its answer and a right solution.

    python models/training/problems.py --held-out 110 --trained 6 bench/data/problems.jsonl

adds to those that are there, so that what was measured on the first of them can be measured again.
"""

from __future__ import annotations

import argparse
import json
from itertools import zip_longest
from pathlib import Path

import families
import rollouts
from goals import Expression, Goal, Inequality, Roots, Value

SEED = 20_360  # of no other stage


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


def more(drawn: dict, each: int, known: list[dict]) -> list[dict]:
    """What is missing to so many of every family, the families in turn; no problem twice, each whole in the view.

    A family of few problems gives those it has.
    """
    found = []
    for at, family in enumerate(drawn):
        own = {row["problem"] for row in known if row["family"] == family.__name__}
        rows = []
        for one in rollouts.problems({family: 1}, 4 * max(0, each - len(own)), SEED + at, whole=True):
            wanted = answer(one.goal)
            if wanted is not None and len(own) < each and one.problem not in own:
                own.add(one.problem)
                rows.append({"family": one.family, "problem": one.problem, "answer": wanted, "solution": one.steps})
        found.append(rows)
    return [row for together in zip_longest(*found) for row in together if row]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--held-out", type=int, default=14, help="problems of every held-out family")
    parser.add_argument("--trained", type=int, default=3, help="problems of every trained family")
    args = parser.parse_args()
    known = [json.loads(line) for line in args.file.read_text().splitlines()] if args.file.exists() else []
    with args.file.open("a") as file:
        for name, drawn, each in (("held-out", families.HELD_OUT, args.held_out), ("trained", families.JUDGED, args.trained)):
            for row in more(drawn, each, [row for row in known if row["set"] == name]):
                file.write(json.dumps({"set": name, **row}, ensure_ascii=False) + "\n")
