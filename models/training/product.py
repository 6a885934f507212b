"""What the product says of the recipe's sets: they are written as a person would write them, read by the product's extractor and
judged by its exact check. The texts are also what `steplight eval` reads:

    python models/training/product.py --out RUN
    npm run steplight -- eval RUN/texts/held-out.json

Nothing of this needs a tower. The exact check's answers are kept in RUN/texts until the check or the set changes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from corpus import Corpus

REPOSITORY = Path(__file__).parents[2]
TESTS = ("test", "test-rollouts", "held-out", "held-out-rollouts")
OLDEST_NODE = (22, 18)  # runs TypeScript as it is


@dataclass
class Said:
    """What the exact check comes to in a verdict, step by step."""

    broken: np.ndarray  # something the step states fails
    proven: np.ndarray  # all it states was worked out and holds, so that the PRM's doubt doesn't count


@dataclass
class Read:
    """A solution as the product reads it, with its labels."""

    family: str
    right: bool
    first_wrong: int
    problem: str
    steps: list[str]  # empty where there is no formula
    exact: Said
    closed: Said  # with closed equalities alone


@cache
def node() -> str:
    tried = [REPOSITORY / "node_modules" / ".bin" / "node", shutil.which("node")]
    for program in filter(None, map(str, filter(None, tried))):
        try:
            version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            continue
        if tuple(map(int, re.findall(r"\d+", version)[:2])) >= OLDEST_NODE:
            return program
    raise SystemExit(
        f"The exact check is the product's and runs on Node {'.'.join(map(str, OLDEST_NODE))} or newer, which is neither in {tried[0].parent} "
        "nor on the PATH. `npm ci` in the repository installs it."
    )


def run(script: str, *operands: str, given: str = "") -> str:
    done = subprocess.run([node(), str(Path(__file__).with_name(script)), *operands], input=given, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{script} failed: {done.stderr.strip()}")
    return done.stdout


@cache
def fingerprint() -> str:
    """Of all that decides what the product reads and says."""
    server = REPOSITORY / "server" / "src"
    sources = [*sorted((server / "formulas").glob("*.ts")), server / "reward" / "verdict.ts", server / "generate" / "written.ts"]
    own = [Path(__file__).with_name(name) for name in ("written.ts", "views.ts")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in (*sources, *own))).hexdigest()


def texts(corpus: Corpus) -> str:
    """The solutions as a person would write them, as JSON of ProcessBench's form."""
    lines = []
    for i in range(len(corpus)):
        problem, steps = corpus.texts(i)
        row = {"id": str(i), "family": str(corpus.family[i]), "problem": problem, "steps": steps}
        lines.append(json.dumps(row | {"label": int(corpus.first_wrong[i]), "final_answer_correct": bool(corpus.right[i])}, ensure_ascii=False))
    return run("written.ts", given="\n".join(lines))


def read(out: Path, name: str, corpus: Corpus) -> list[Read]:
    """The solutions of a set as the product reads them, and its exact check's word on their steps."""
    folder = out / "texts"
    folder.mkdir(exist_ok=True)
    text, views, key = (folder / f"{name}.{ending}" for ending in ("json", "views.jsonl", "key"))
    wanted = hashlib.sha256(corpus.ids.tobytes() + corpus.offsets.tobytes() + corpus.first_wrong.tobytes() + fingerprint().encode()).hexdigest()
    if not key.exists() or key.read_text() != wanted:
        text.write_text(texts(corpus))
        views.write_text(run("views.ts", str(text)))
        key.write_text(wanted)
    rows = map(json.loads, views.read_text().splitlines())
    return [parsed(row, str(corpus.family[i]), int(corpus.first_wrong[i]), bool(corpus.right[i])) for i, row in enumerate(rows)]


def parsed(row: dict, family: str, first_wrong: int, right: bool | None = None) -> Read:
    """A line of `views.ts`."""
    said = lambda part: Said(np.array(part["broken"], bool), np.array(part["proven"], bool))  # noqa: E731
    return Read(family, first_wrong < 0 if right is None else right, first_wrong, row["problem"], row["steps"], said(row), said(row["closed"]))


def as_written(corpus: Corpus, found: list[Read]) -> tuple[int, int, list[tuple[str, str]]]:
    """How many problems and steps the product reads as they are in normal form, of how many, and those it doesn't."""
    pairs = []
    for i, one in enumerate(found):
        problem, steps = corpus.texts(i)
        pairs += zip((problem, *steps), (one.problem, *one.steps))
    other = [(wanted, seen) for wanted, seen in pairs if wanted != seen]
    return len(pairs) - len(other), len(pairs), other


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=Path, help="folder of a run, with its sets")
    parser.add_argument("--show", type=int, default=0, help="so many passages that the product reads differently")
    args = parser.parse_args()
    for name in TESTS:
        corpus = Corpus.load(args.out / f"{name}.npz")
        found = read(args.out, name, corpus)
        same, of, other = as_written(corpus, found)
        print(f"{args.out / 'texts' / f'{name}.json'}: {len(corpus)} solutions, {same} of {of} passages read as in normal form ({same / of:.2%})")
        for wanted, seen in other[:: max(1, len(other) // args.show)][: args.show] if args.show else ():
            print(f"  {wanted}\n  → {seen}")


if __name__ == "__main__":
    main()
