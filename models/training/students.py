"""Thirty solutions written by hand, as formula views: what is left of a student's text in any language.

Half are right, half have one typical mistake each; nothing of them was seen in training or calibration.

    python models/training/students.py --out DIR
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

import product
from corpus import Corpus
from evaluate import calibrated, judge, score_read
from exercises import Solution
from goals import Value
from tower import Tower

# problem | steps, one per "/" between spaces | the first wrong step, −1 for none
SOLUTIONS = """
3x+5=20 | 3x=20-5 / 3x=15 / x=5 | -1
3x+5=20 | 3x=20+5 / 3x=25 / x=25/3 | 0
4(x-2)=20 | 4x-8=20 / 4x=28 / x=7 | -1
4(x-2)=20 | 4x-2=20 / 4x=22 / x=5.5 | 0
7x-3=4x+12 | 7x-4x=12+3 / 3x=15 / x=5 | -1
7x-3=4x+12 | 7x+4x=12+3 / 11x=15 / x=15/11 | 0
x^2-5x+6=0 | (x-2)(x-3)=0 / x=2;x=3 | -1
x^2-5x+6=0 | (x+2)(x+3)=0 / x=-2;x=-3 | 0
x^2=49 | x=7;x=-7 | -1
x^2=49 | x=√49 / x=7 | 0
x^2+6x+5=0 | x^2+6x+9=4 / (x+3)^2=4 / x+3=±2 / x=-1;x=-5 | -1
x^2+6x+5=0 | x^2+6x+9=4 / (x+3)^2=4 / x+3=2 / x=-1 | 2
-2x>8 | x<-4 | -1
-2x>8 | x>-4 | 0
5-3x≤14 | -3x≤9 / x≥-3 | -1
5-3x≤14 | -3x≤9 / x≤-3 | 1
(2x+3)^2 | (2x+3)^2=4x^2+12x+9 | -1
(2x+3)^2 | (2x+3)^2=4x^2+9 | 0
f(x)=3x^4-2x^2+7 | f'(x)=12x^3-4x | -1
f(x)=3x^4-2x^2+7 | f'(x)=12x^4-4x^2 | 0
f(x)=x^2(x+1) | f'(x)=2x*(x+1)+x^2 / f'(x)=3x^2+2x | -1
f(x)=x^2(x+1) | f'(x)=2x*1 / f'(x)=2x | 0
2x+y=11;x-y=1 | 3x=12 / x=4 / 4-y=1 / y=3 | -1
2x+y=11;x-y=1 | 3x=10 / x=10/3 / y=7/3 | 0
2^(x-1)=32 | 2^(x-1)=2^5 / x-1=5 / x=6 | -1
2^(x-1)=32 | 2^(x-1)=2^5 / x-1=5 / x=4 | 2
int(6x^2+2x,x) | int(6x^2+2x,x)=2x^3+x^2+C | -1
int(6x^2+2x,x) | int(6x^2+2x,x)=6x^3+2x^2+C | 0
x/4+3=8 | x/4=5 / x=20 | -1
x/4+3=8 | x/4=5 / x=5/4 | 1
"""


def solutions() -> list[Solution]:
    found = []
    for line in SOLUTIONS.strip().splitlines():
        problem, steps, wrong = line.split(" | ")
        found.append(Solution("student", problem, tuple(steps.split(" / ")), wrong == "-1", "", int(wrong), Value("0")))
    return found


def report(out: Path, policy: str) -> dict:
    results = json.loads((out / "results.json").read_text())
    asked = solutions()
    read = product.read(out, "students", Corpus.pack([[s] for s in asked]))
    scored = score_read(read, Tower.load(out / f"{policy}.pt").eval(), Tower.load(out / "mixed.pt").eval())
    chances = calibrated(scored, results["beta"], results["rule"], results["calibration"])
    found = {}
    for sensitivity, threshold in results["thresholds"].items():
        hits = elsewhere = alarms = 0
        for solution, s, chance, first in zip(asked, scored, chances, judge(scored, chances, threshold, results["range"], results.get("range over", "step"))):
            alarms += solution.right and first >= 0
            hits += not solution.right and first == solution.first_wrong
            elsewhere += not solution.right and first not in (-1, solution.first_wrong)
            if sensitivity == "balanced":
                print(f"{'right' if solution.right else 'wrong'} {solution.problem:18} {solution.first_wrong:2} → {first:2}  {np.round(chance, 2)}  in range {np.round(s.mean(s.reference), 2)}  exact {s.exact.broken * 1 - s.exact.proven * 1}")
        found[sensitivity] = {"right step": hits, "another step": elsewhere, "false alarms": alarms, "wrong solutions": sum(not s.right for s in asked)}
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--policy", default="policy-ce")
    args = parser.parse_args()
    found = report(args.out, args.policy)
    (args.out / "students.json").write_text(json.dumps(found, indent=1))
    print(json.dumps(found))
