"""The recipe of the embedded PRM, one stage after another; every stage resumes where it stopped.

    python models/training/train.py --stage all --out DIR
    python models/training/train.py --stage policy --objective dpo --device cuda --policy-minutes 60 --out DIR
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch

import families
import rollouts
from corpus import Corpus, generate, like_length, like_length_pairs, padded
from objectives import OBJECTIVES
from tower import Muon, Shape, Tower

ROLLED_TOGETHER = 1_000  # problems of one part of the rollouts
SHARD = 40_000  # problems a file of training data holds
STAGES = ("data", "reference", "mixed", "rollouts", "policy", "export", "calibrate")


class Log:
    """One JSON line per note, printed as well; `figures.py` draws the curves from it."""

    def __init__(self, path: Path):
        self.file = path.open("a")

    def __call__(self, **note) -> None:
        self.file.write(json.dumps(note) + "\n")
        self.file.flush()
        print("  ".join(f"{k} {v:.4g}" if isinstance(v, float) else f"{k} {v}" for k, v in note.items()), flush=True)


class Clock:
    """A stage's budget in minutes of its own run time, kept across restarts."""

    def __init__(self, minutes: float, spent: float = 0.0):
        self.budget, self.before, self.start = minutes * 60, spent, time.time()

    @property
    def spent(self) -> float:
        return self.before + time.time() - self.start

    @property
    def share(self) -> float:
        return self.spent / self.budget


def schedule(step: int, share: float, *, warmup: int, flat: float, floor: float = 0.02) -> float:
    return min(1.0, (step + 1) / warmup) * (1.0 if share < flat else max(floor, (1 - share) / (1 - flat)))


def data(args, out: Path, log: Log) -> None:
    shards = {f"train-{k:02d}": (families.TRAINED, min(SHARD, args.problems - k * SHARD), args.slipped, 10 + k) for k in range(-(-args.problems // SHARD))}
    wanted = shards | {
        "valid": (families.TRAINED, args.drawn_problems, 1, 2),
        "test": (families.TRAINED, args.drawn_problems, 1, 3),
        "held-out": (families.HELD_OUT, args.drawn_problems * 3 // 4, 1, 4),
    }
    for name, (drawn, count, slipped, seed) in wanted.items():
        path = out / f"{name}.npz"
        if path.exists():
            continue
        corpus = generate(drawn, count, slipped, args.seed * 1000 + seed)
        corpus.save(path)
        log(stage="data", part=name, solutions=len(corpus), characters=len(corpus.ids), right=float(corpus.right.mean()))


def training_data(out: Path) -> tuple[Corpus, int]:
    """All shards there are by now, and how many."""
    shards = sorted(out.glob("train-*.npz"))
    return Corpus.join([Corpus.load(p) for p in shards]), len(shards)


def checkpoint(out: Path, name: str) -> Path:
    """A tower of this run by its name, or of another by its file."""
    return Path(name) if name.endswith(".pt") else out / f"{name}.pt"


def optimizers(tower: Tower, kind: str, rate: float):
    matrices = [p for n, p in tower.named_parameters() if p.dim() == 2 and "embedding" not in n]
    others = [p for n, p in tower.named_parameters() if p.dim() != 2 or "embedding" in n]
    if kind == "muon":
        found = [Muon(matrices, lr=0.02 * rate), torch.optim.AdamW(others, 3e-3 * rate, betas=(0.9, 0.95), weight_decay=0.0)]
    else:
        found = [torch.optim.AdamW(matrices + others, 2e-3 * rate, betas=(0.9, 0.95), weight_decay=0.05)]
    for optimizer in found:
        for group in optimizer.param_groups:
            group["full"] = group["lr"]
    return found


def language_model(args, out: Path, log: Log, *, stage: str, start: Tower, wrong_too: bool, minutes: float, rate: float, kind: str, early: list[float]) -> None:
    """Next-token training; `early`: shares of the budget at which a copy is kept. Shards that are written meanwhile are taken in."""
    path, partial = out / f"{stage}.pt", out / f"{stage}.resume.pt"
    if path.exists():
        return
    tower, step, seen, spent = start.to(args.device), 0, 0, 0.0
    parts = optimizers(tower, kind, rate)
    if partial.exists():
        stored = torch.load(partial, map_location=args.device, weights_only=False)
        tower.load_state_dict(stored["weights"])
        for optimizer, state in zip(parts, stored["optimizers"]):
            optimizer.load_state_dict(state)
        step, seen, spent = stored["step"], stored["seen"], stored["spent"]
    run = tower.quick(compiled=args.compile)
    clock, rng = Clock(minutes, spent), random.Random(args.seed + step)
    total, count, saved = 0.0, 0, clock.spent
    waiting = sorted(share for share in early if share > clock.share)
    corpus, shards = training_data(out)
    batches = like_length(corpus, rows_for(corpus, wrong_too), args.batch, rng)
    while clock.share < 1:
        ids, solution, problem = (t.to(args.device) for t in padded(corpus, next(batches)))
        weight = solution + args.problem_weight * problem
        loss = -(run(ids) * weight).sum() / weight.sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(tower.parameters(), 1.0)
        for optimizer in parts:
            for group in optimizer.param_groups:
                group["lr"] = group["full"] * schedule(step, clock.share, warmup=60, flat=0.5)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        step, seen = step + 1, seen + int(solution.sum())
        total, count = total + loss.item(), count + 1
        if step % 100 == 0:
            log(stage=stage, step=step, minutes=clock.spent / 60, tokens=seen, loss=total / count)
            total, count = 0.0, 0
        if waiting and clock.share >= waiting[0]:
            tower.save(out / f"{stage}-at-{waiting.pop(0):.2f}.pt")
        if clock.spent - saved > 120:
            saved = clock.spent
            torch.save({"weights": tower.state_dict(), "optimizers": [o.state_dict() for o in parts], "step": step, "seen": seen, "spent": clock.spent}, partial)
            if len(list(out.glob("train-*.npz"))) > shards:
                corpus, shards = training_data(out)
                batches = like_length(corpus, rows_for(corpus, wrong_too), args.batch, rng)
                log(stage=stage, step=step, shards=shards, solutions=len(corpus))
    tower.save(path, steps=step, tokens=seen, minutes=clock.spent / 60)
    partial.unlink(missing_ok=True)
    log(stage=stage, done=True, step=step, tokens=seen, minutes=clock.spent / 60)


def rows_for(corpus: Corpus, wrong_too: bool) -> list[int]:
    return list(range(len(corpus))) if wrong_too else np.flatnonzero(corpus.right).tolist()


def reference(args, out: Path, log: Log) -> None:
    torch.manual_seed(args.seed)
    shape = Shape(width=args.width, layers=args.layers, heads=args.heads, inner=args.inner)
    tower = Tower.load(checkpoint(out, args.reference_start)) if args.reference_start else Tower(shape)
    log(stage="reference", parameters=tower.parameters_count())
    language_model(args, out, log, stage="reference", start=tower, wrong_too=False, minutes=args.reference_minutes, rate=args.rate, kind=args.optimizer, early=[0.2, 0.4, 0.6, 0.8])


def mixed(args, out: Path, log: Log) -> None:
    """Right and wrong solutions, unlabelled, so that the reference has mass on mistakes."""
    language_model(args, out, log, stage="mixed", start=Tower.load(out / "reference.pt"), wrong_too=True, minutes=args.mixed_minutes, rate=args.rate * 0.15, kind="adamw", early=[])


def sampled(args, out: Path, log: Log) -> None:
    """In parts, so that a policy at work gets them as they come; sources whose turn hasn't come yet are left for the next call."""
    sources = [
        ("reference-at-0.60", 1.0, 0.1),
        ("reference-at-0.80", 1.0, 0.1),
        ("reference", 1.0, 0.1),
        ("mixed", 0.7, 0.25),
        ("mixed", 1.0, 0.35),
        ("mixed", 1.2, 0.1),
    ]
    parts = [
        ("test-rollouts", "mixed", 1.0, families.JUDGED, args.test_problems, 4, 201, True),
        ("held-out-rollouts", "mixed", 1.0, families.HELD_OUT, args.test_problems, 4, 202, True),
        ("valid-rollouts", "mixed", 1.0, families.JUDGED, args.test_problems, 4, 203, True),
    ]
    for k, (source, temperature, share) in enumerate(sources):
        wanted = int(args.rollout_problems * share)
        for j in range(-(-wanted // ROLLED_TOGETHER)):
            count = min(ROLLED_TOGETHER, wanted - j * ROLLED_TOGETHER)
            parts.append((f"rollouts-{k}-{j:02d}", source, temperature, families.SAMPLED, count, 6, 300 + 100 * k + j, False))
    parts = [part for part in parts if (out / f"{part[1]}.pt").exists()]
    for name, source, temperature, drawn, count, each, seed, truth in parts:
        path = out / f"{name}.npz"
        if path.exists():
            continue
        started = time.time()
        tower = Tower.load(out / f"{source}.pt", args.device)
        asked = rollouts.problems(drawn, count, args.seed * 1000 + seed)
        corpus = rollouts.corpus(rollouts.sample(tower, asked, each, temperature, args.seed + seed, truth=truth, device=args.device))
        corpus.save(path)
        log(stage="rollouts", part=name, solutions=len(corpus), right=float(corpus.right.mean()), minutes=(time.time() - started) / 60)


def own_solutions(out: Path) -> tuple[Corpus, int]:
    """The rollouts there are by now, and of how many parts."""
    found = sorted(out.glob("rollouts-*.npz"))
    return Corpus.join([Corpus.load(p) for p in found]), len(found)


def policy(args, out: Path, log: Log) -> None:
    name = args.name or f"policy-{args.objective}"
    path, partial = out / f"{name}.pt", out / f"{name}.resume.pt"
    if path.exists():
        return
    slipped, _ = training_data(out)
    own, parts = own_solutions(out)
    torch.manual_seed(args.seed)
    base, tower = (Tower.load(checkpoint(out, start), args.device) for start in ("mixed", args.start))
    optimizer = torch.optim.AdamW(tower.parameters(), args.policy_rate, betas=(0.9, 0.95), weight_decay=0.0)
    average = {n: w.clone() for n, w in tower.state_dict().items()}  # of the last weights: steadier than any of them
    step = solutions = 0
    spent = 0.0
    if partial.exists():
        stored = torch.load(partial, map_location=args.device, weights_only=False)
        tower.load_state_dict(stored["weights"])
        optimizer.load_state_dict(stored["optimizer"])
        average = stored["average"]
        step, solutions, spent = stored["step"], stored["solutions"], stored["spent"]
    run, fixed = tower.quick(compiled=args.compile), base.quick(compiled=args.compile)
    clock, rng = Clock(args.policy_minutes, spent), random.Random(args.seed + step)
    sources = [(corpus, like_length_pairs(corpus, args.batch, rng)) for corpus in (slipped, own)]
    objective = OBJECTIVES[args.objective]
    total, hits, count, saved = 0.0, 0.0, 0, clock.spent
    progress = lambda: step / args.policy_steps if args.policy_steps else clock.share  # noqa: E731
    while progress() < 1:
        corpus, batches = sources[rng.random() < args.rollout_share]
        rows = next(batches)
        ids, mask, _ = (t.to(args.device) for t in padded(corpus, rows))
        right = torch.tensor([bool(corpus.right[i]) for i in rows], device=args.device)
        with torch.no_grad():
            anchor = (fixed(ids) * mask).sum(1)
        rewards = args.beta * ((run(ids) * mask).sum(1) - anchor)
        loss = objective(rewards + args.margin, right)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(tower.parameters(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = args.policy_rate * schedule(step, progress(), warmup=20, flat=0.4)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        keep = min(0.99, step / (step + 10))
        with torch.no_grad():
            for n, w in tower.state_dict().items():
                average[n].lerp_(w, 1 - keep)
        step, solutions, count = step + 1, solutions + len(rows), count + 1
        total, hits = total + loss.item(), hits + ((rewards > -args.margin / 2) == right).float().mean().item()
        if step % 25 == 0:
            log(stage=name, step=step, minutes=clock.spent / 60, solutions=solutions, loss=total / count, accuracy=hits / count)
            total, hits, count = 0.0, 0.0, 0
        if clock.spent - saved > 60:
            saved = clock.spent
            torch.save({"weights": tower.state_dict(), "optimizer": optimizer.state_dict(), "average": average, "step": step, "solutions": solutions, "spent": clock.spent}, partial)
            if len(list(out.glob("rollouts-*.npz"))) > parts:
                own, parts = own_solutions(out)
                sources[1] = own, like_length_pairs(own, args.batch, rng)
                log(stage=name, step=step, parts=parts, rollouts=len(own))
    tower.load_state_dict(average)
    tower.save(path, steps=step, solutions=solutions, minutes=clock.spent / 60, beta=args.beta, objective=args.objective)
    partial.unlink(missing_ok=True)
    log(stage=name, done=True, step=step, solutions=solutions, minutes=clock.spent / 60)


def export(args, out: Path, log: Log) -> None:
    from export import export_prm

    sizes = export_prm(out, args.name or f"policy-{args.objective}", Path(args.to))
    log(stage="export", **sizes)


def calibrate(args, out: Path, log: Log) -> None:
    from evaluate import calibrate_prm

    calibrate_prm(out, args.name or f"policy-{args.objective}", args.beta, Path(args.to), log, args.views, args.range_over)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", choices=(*STAGES, "all"), default="all")
    parser.add_argument("--out", required=True, type=Path, help="folder for data, checkpoints and the log")
    parser.add_argument("--to", default=str(Path(__file__).parent.parent / "starter"), help="folder of the finished PRM")
    parser.add_argument("--objective", choices=tuple(OBJECTIVES), default="ce")
    parser.add_argument("--name", help="name of the policy checkpoint, if not policy-OBJECTIVE")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compile", action="store_true", help="compile the towers (needs a C++ compiler on CPU)")
    parser.add_argument("--width", type=int, default=Shape.width)
    parser.add_argument("--layers", type=int, default=Shape.layers)
    parser.add_argument("--heads", type=int, default=Shape.heads)
    parser.add_argument("--inner", type=int, default=Shape.inner)
    parser.add_argument("--problems", type=int, default=400_000)
    parser.add_argument("--drawn-problems", type=int, default=2000, help="problems of each set of slipped solutions for evaluation, held-out three quarters of it")
    parser.add_argument("--slipped", type=int, default=2, help="wrong solutions per problem")
    parser.add_argument("--batch", type=int, default=8192, help="tokens per batch")
    parser.add_argument("--optimizer", choices=("muon", "adamw"), default="muon")
    parser.add_argument("--rate", type=float, default=1.0, help="factor on the reference's learning rates")
    parser.add_argument("--problem-weight", type=float, default=0.15)
    parser.add_argument("--reference-minutes", type=float, default=45)
    parser.add_argument("--mixed-minutes", type=float, default=5)
    parser.add_argument("--rollout-problems", type=int, default=16_000)
    parser.add_argument("--test-problems", type=int, default=400, help="problems of each set of rollouts for evaluation")
    parser.add_argument("--rollout-share", type=float, default=0.4, help="share of policy batches that are rollouts")
    parser.add_argument("--policy-minutes", type=float, default=30)
    parser.add_argument("--policy-steps", type=int, help="a budget in steps in place of minutes")
    parser.add_argument("--policy-rate", type=float, default=5e-4)
    parser.add_argument("--beta", type=float, default=0.2)
    parser.add_argument("--margin", type=float, default=0.0, help="log-odds of being right at a reward of 0")
    parser.add_argument("--start", default="mixed", help="the tower the policy starts from: a name in the run or a file; `reference` knows only right solutions, which is a head start; an earlier policy is trained further (under another --name)")
    parser.add_argument("--reference-start", help="the tower the reference starts from, as a name in the run or a file, if not a new one")
    parser.add_argument("--views", type=Path, help="views of real solutions, written by views.ts, to check the calibration on")
    parser.add_argument("--range-over", choices=("step", "solution"), default="step", help="what must be familiar for the PRM to judge a step: the step, or all of the solution so far (the product must know the manifest's field)")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    torch._dynamo.config.recompile_limit = 256  # one compilation for every width of a batch
    log = Log(args.out / "log.jsonl")
    stages = {"data": data, "reference": reference, "mixed": mixed, "rollouts": sampled, "policy": policy, "export": export, "calibrate": calibrate}
    for stage in STAGES if args.stage == "all" else (args.stage,):
        stages[stage](args, args.out, log)


if __name__ == "__main__":
    main()
