"""CE, DPO, KTO and NCA at equal steps from the same reference: `python models/training/compare_objectives.py --out RUN --steps 400`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import torch

from corpus import Corpus
from evaluate import auc, best_threshold, f1, predictions, score
from objectives import OBJECTIVES
from tower import Tower


def measure(out: Path, name: str, beta: float) -> dict[str, float]:
    policy, reference = Tower.load(out / f"{name}.pt").eval(), Tower.load(out / "mixed.pt").eval()
    sets = {part: score(Corpus.load(out / f"{part}.npz"), policy, reference) for part in ("valid", "test", "test-rollouts", "held-out")}
    rewards = {part: [s.reward(beta) for s in scored] for part, scored in sets.items()}
    threshold = best_threshold(sets["valid"], rewards["valid"])
    found: dict[str, float] = {}
    for part in ("test", "test-rollouts", "held-out"):
        scored = sets[part]
        found[f"F1 {part}"] = f1(scored, predictions(scored, rewards[part], threshold)[0])[0]
        found[f"AUC {part}"] = auc([s.right for s in scored], [r.sum() for r in rewards[part]])
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--beta", type=float, default=0.2)
    parser.add_argument("--threads", type=int, default=2)
    args, rest = parser.parse_known_args()
    torch.set_num_threads(args.threads)
    table = {}
    for objective in OBJECTIVES:
        name = f"policy-{objective}-{args.steps}"
        recipe = [sys.executable, str(Path(__file__).parent / "train.py"), "--stage", "policy", "--out", str(args.out), "--threads", str(args.threads)]
        subprocess.run([*recipe, "--objective", objective, "--policy-steps", str(args.steps), "--beta", str(args.beta), "--name", name, *rest], check=True)
        table[objective.upper()] = measure(args.out, name, args.beta)
    (args.out / "objectives.json").write_text(json.dumps(table, indent=1))
    print(json.dumps(table, indent=1))
