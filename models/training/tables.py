"""The tables of the model card, as Markdown, from what the other commands left in RUN: `python models/training/tables.py --out RUN`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

TESTS = ("test", "test-rollouts", "held-out", "held-out-rollouts")


def table(head: list[str], rows: list[list]) -> str:
    show = lambda v: f"{v:.3f}" if isinstance(v, float) else str(v)  # noqa: E731
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(map(show, row)) + " |" for row in rows)]) + "\n"


def methods(results: dict, exact: bool) -> str:
    rows: dict[str, dict[str, float]] = {}
    for r in results["methods"]:
        if r["exact check"] == exact:
            rows.setdefault(r["method"], {})[r["test"]] = r["F1"]
    return table(["first-error F1", *TESTS], [[name, *(row[t] for t in TESTS)] for name, row in rows.items()])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=Path)
    out = parser.parse_args().out
    results = json.loads((out / "results.json").read_text())
    print("### Without the exact check\n\n" + methods(results, False))
    print("### With the exact check\n\n" + methods(results, True))
    for name, rows in results["families"].items():
        print(f"### {name}, family by family\n\n" + table(["", "F1", "wrong", "right", "solutions"], [[k, *v.values()] for k, v in sorted(rows.items(), key=lambda row: -row[1]["F1"])]))
    names = list(results["outcome"]["test"])
    print("### Outcome\n\n" + table(["", *TESTS], [[n, *(results["outcome"][t][n] for t in TESTS)] for n in names]))
    print("### The product's settings\n\n" + table(["set, sensitivity", "F1", "wrong", "right"], [[k, v["F1"], v["wrong"], v["right"]] for k, v in results["product"].items()]))
    real = {k: v for k, v in results.get("real text", {}).items() if isinstance(v, dict)}
    if real:
        columns = ("false alarms", "found", "warnings", "on the labelled step", "in a wrong solution", "F1")
        print("### Real text\n\n" + table(["", *columns], [[k, *(v[c] for c in columns)] for k, v in real.items()]))
        print("\n".join(f"{k}: {v:.3f}" for k, v in results["real text"].items() if isinstance(v, float)) + "\n")
    for name, path in (("Best of 8", out / "best-of.json"), ("Students", out / "students.json"), ("Objectives", out / "objectives.json")):
        if not path.exists():
            continue
        found = json.loads(path.read_text())
        if name == "Best of 8":
            for part, f in found.items():
                rows = [[k, v["mean"], f"{v['interval'][0]:.3f} to {v['interval'][1]:.3f}"] for k, v in f["table"].items()]
                print(f"### {name}, {part}, {f['problems']} problems, temperature {f['temperature']}\n\n" + table(["", "mean", "95 %"], rows))
        elif name == "Students":
            columns = list(next(iter(found.values())))
            print(f"### {name}\n\n" + table(["", *columns], [[k, *(v[c] for c in columns)] for k, v in found.items()]))
        else:
            print(f"### {name}\n\n" + table(["", *next(iter(found.values()))], [[k, *v.values()] for k, v in found.items()]))


if __name__ == "__main__":
    main()
