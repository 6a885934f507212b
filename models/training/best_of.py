"""Best-of-N on problems the towers never saw the family of: does the PRM pick better than a majority?

    python models/training/best_of.py --out DIR
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

import families
import rollouts
from corpus import Corpus
from evaluate import calibrated, score, sigmoid
from goals import answer
from tower import Tower


def chosen(answers: list, weights) -> object:
    """The answer with the greatest weight; unreadable ones have none."""
    total: dict = defaultdict(float)
    for a, w in zip(answers, weights):
        if a is not None:
            total[a] += w
    return max(total, key=total.get) if total else None


def interval(values: np.ndarray, seed: int = 0, rounds: int = 2000) -> tuple[float, float]:
    """95 % of the bootstrap over problems."""
    rng = np.random.default_rng(seed)
    means = values[rng.integers(0, len(values), (rounds, len(values)))].mean(1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def measure(out: Path, policy_name: str, drawn: dict, count: int, n: int, temperature: float, seed: int) -> dict:
    results = json.loads((out / "results.json").read_text())
    beta, numbers = results["beta"], results["calibration"]
    reference, policy = Tower.load(out / "mixed.pt").eval(), Tower.load(out / f"{policy_name}.pt").eval()
    asked = rollouts.problems(drawn, count, seed)
    groups = rollouts.sample(reference, asked, n, temperature, seed, truth=False)
    kept = [g for g in groups if g]
    scored = iter(score(Corpus.pack(kept), policy, reference))
    rates, rows = [], defaultdict(list)
    for group in kept:
        own = [next(scored) for _ in group]
        rate = sum(s.right for s in group) / n  # a solution that never ended is wrong
        rates.append(rate)
        answers = [answer(s.goal, list(s.steps)) for s in group]
        right = {a for a, s in zip(answers, group) if s.right}
        least = np.array([s.reward(beta).min() for s in own])
        last = np.array([c[-1] for c in calibrated(own, beta, "cumulative", numbers)])
        likely = np.array([s.reference.sum() / s.tokens.sum() for s in own])
        rows["pass@1"].append(rate)
        rows["majority"].append(chosen(answers, np.ones(len(group))) in right)
        rows["weighted vote, least step reward"].append(chosen(answers, sigmoid(least)) in right)
        rows["weighted vote, on-track"].append(chosen(answers, last) in right)
        rows["best by least step reward"].append(group[int(least.argmax())].right)
        rows["best by on-track"].append(group[int(last.argmax())].right)
        rows["best by reference likelihood"].append(group[int(likely.argmax())].right)
        rows[f"any of {n}"].append(rate > 0)
    table = {name: {"mean": float(np.mean(v)), "interval": interval(np.array(v, float))} for name, v in rows.items()}
    gain = np.array(rows["weighted vote, on-track"], float) - np.array(rows["majority"], float)
    table["weighted vote, on-track, over majority"] = {"mean": float(gain.mean()), "interval": interval(gain)}
    return {"problems": len(kept), "temperature": temperature, "n": n, "table": table}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--policy", default="policy-ce")
    parser.add_argument("--problems", type=int, default=300)
    parser.add_argument("--n", type=int, default=8)
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    found = {
        name: measure(args.out, args.policy, drawn, args.problems, args.n, args.temperature, 77)
        for name, drawn in (("held-out families", families.HELD_OUT), ("trained families", families.TRAINED))
    }
    (args.out / "best-of.json").write_text(json.dumps(found, indent=1))
    print(json.dumps(found, indent=1))
