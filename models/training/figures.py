"""The figures of the model card from a run's log and results: `python models/training/figures.py --out DIR`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def curves(log: list[dict], to: Path) -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
    for stage in ("reference", "mixed"):
        rows = [r for r in log if r["stage"] == stage and "loss" in r]
        left.plot([r["tokens"] / 1e6 for r in rows], [r["loss"] for r in rows], marker=".", label=stage)
    left.set(xlabel="million solution tokens of the stage", ylabel="loss per token (nats)", ylim=(0, 1.5))
    for stage in sorted({r["stage"] for r in log if r["stage"].startswith("policy")}):
        rows = [r for r in log if r["stage"] == stage and "accuracy" in r]
        if len(rows) < 5:
            continue
        right.plot([r["solutions"] / 1e3 for r in rows], [r["accuracy"] for r in rows], label=stage)
    right.set(xlabel="thousand solutions", ylabel="outcome told right, training batches", ylim=(0.5, 1))
    for axes in (left, right):
        axes.legend()
        axes.grid(alpha=0.3)
    save(figure, to / "curves.png")


def methods(results: dict, to: Path) -> None:
    tests = ("test", "test-rollouts", "held-out", "held-out-rollouts")
    wanted = ("log-ratio, cumulative rule", "log-ratio, difference rule", "policy only, least token", "policy only, mean", "reference likelihood, least token", "reference likelihood, mean", "exact check alone")
    figure, axes = plt.subplots(figsize=(9, 3.6))
    for k, method in enumerate(wanted):
        exact = method == "exact check alone"
        row = {r["test"]: r["F1"] for r in results["methods"] if r["method"] == method and r["exact check"] == exact}
        axes.bar([t + k * 0.11 for t in range(len(tests))], [row[t] for t in tests], 0.1, label=method)
    axes.set_xticks([t + 0.33 for t in range(len(tests))], tests)
    axes.set(ylabel="first-error F1, without the exact check", ylim=(0, 1))
    axes.legend(fontsize=7, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
    axes.grid(alpha=0.3, axis="y")
    save(figure, to / "methods.png")


def reliability(results: dict, to: Path) -> None:
    figure, axes = plt.subplots(figsize=(4, 3.6))
    axes.plot([0, 1], [0, 1], color="gray", linewidth=1)
    for name, bins in results["reliability"].items():
        axes.plot([b["said"] for b in bins], [b["was"] for b in bins], marker="o", markersize=3, label=name)
    axes.set(xlabel="on-track after the last step", ylabel="share of right solutions")
    axes.legend(fontsize=7)
    axes.grid(alpha=0.3)
    save(figure, to / "reliability.png")


def save(figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent.parent / "starter" / "figures")
    args = parser.parse_args()
    args.to.mkdir(parents=True, exist_ok=True)
    log = [json.loads(line) for line in (args.out / "log.jsonl").read_text().splitlines()]
    results = json.loads((args.out / "results.json").read_text())
    curves(log, args.to)
    methods(results, args.to)
    reliability(results, args.to)
