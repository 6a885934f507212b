"""Scores as the product computes them, first-error F1, outcome AUC and ECE, baselines, calibration, figures."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from corpus import Corpus, padded
from goals import letters
from normalform import Unreadable, same, sides, value
from tower import Tower


@dataclass
class Scored:
    """One solution with what every witness says of its steps."""

    family: str
    right: bool
    first_wrong: int
    tokens: np.ndarray  # per step
    policy: np.ndarray  # sum of log πθ per step
    reference: np.ndarray  # sum of log πref per step
    policy_least: np.ndarray  # the least likely token of a step, by the policy
    reference_least: np.ndarray
    broken: np.ndarray  # the exact check: a closed equality that doesn't hold
    proven: np.ndarray  # nothing but closed equalities, all of which hold

    def reward(self, beta: float) -> np.ndarray:
        return beta * (self.policy - self.reference)


def exact_check(step: str) -> tuple[bool, bool]:
    """Whether a closed equality of the step fails, and whether closed equalities that hold are all there is."""
    compared = False
    open_formula = False
    for formula in step.split(";"):
        parts, relations = sides(formula)
        closed = [p for p in parts if p and not letters(p)]
        if len(closed) < len([p for p in parts if p]) or not relations:
            open_formula = True
        if set(relations) - {"="} or len(closed) < 2:
            continue
        try:
            numbers = [value(p) for p in closed]
        except Unreadable:
            open_formula = True
            continue
        compared = True
        for a, b in zip(numbers, numbers[1:]):
            if not same(a, b):
                rough = abs(a - b) <= 0.006 * max(abs(a), abs(b)) and any("." in p for p in closed)
                if not rough:
                    return True, False
    return False, compared and not open_formula


@torch.no_grad()
def score(corpus: Corpus, policy: Tower, reference: Tower, device: str = "cpu") -> list[Scored]:
    order = np.argsort(np.diff(corpus.offsets), kind="stable")
    found: list[Scored | None] = [None] * len(corpus)
    for at in range(0, len(order), 128):
        rows = order[at : at + 128].tolist()
        ids, _, _ = padded(corpus, rows)
        logs = [tower.token_logs(ids.to(device)).cpu().numpy() for tower in (policy, reference)]
        for r, i in enumerate(rows):
            start, ends = int(corpus.starts[i]), corpus.ends(i)
            cuts = np.concatenate([[start], ends[:-1]]) - 1  # token t is target t − 1
            p, q = (log[r, : ends[-1] - 1] for log in logs)
            checks = [exact_check(step) for step in corpus.texts(i)[1]]
            found[i] = Scored(
                str(corpus.family[i]), bool(corpus.right[i]), int(corpus.first_wrong[i]),
                ends - np.concatenate([[start], ends[:-1]]),
                np.add.reduceat(p, cuts), np.add.reduceat(q, cuts),
                np.minimum.reduceat(p, cuts), np.minimum.reduceat(q, cuts),
                np.array([c[0] for c in checks]), np.array([c[1] for c in checks]),
            )  # fmt: skip
    return found


# -- measures -------------------------------------------------------------------------------------
def first(flags) -> int:
    at = np.flatnonzero(flags)
    return int(at[0]) if len(at) else -1


def f1(scored: list[Scored], predicted) -> tuple[float, float, float]:
    """ProcessBench: harmonic mean of the accuracy on wrong and on right solutions; both beside it."""
    truth = np.array([s.first_wrong for s in scored])
    hit = np.asarray(predicted) == truth
    wrong, right = (float(hit[part].mean()) if part.any() else 0.0 for part in (truth >= 0, truth < 0))
    return (2 * wrong * right / (wrong + right) if wrong + right else 0.0), wrong, right


def matrix(rows, empty) -> np.ndarray:
    """Rows of different length as one array, filled up with `empty`."""
    full = np.full((len(rows), max(map(len, rows))), empty)
    for i, row in enumerate(rows):
        full[i, : len(row)] = row
    return full


def predictions(scored, scores, thresholds, *, exact: bool = False) -> np.ndarray:
    """The first step under each threshold, or one the exact check finds; a row per threshold."""
    values = matrix(scores, np.inf)
    broken, proven = matrix([s.broken for s in scored], False), matrix([s.proven for s in scored], True)
    found = []
    for threshold in np.atleast_1d(thresholds):
        flags = values < threshold
        if exact:
            flags = (flags & ~proven) | broken
        found.append(np.where(flags.any(1), flags.argmax(1), -1))
    return np.array(found)


def best_threshold(scored, scores, *, exact: bool = False) -> float:
    candidates = np.unique(np.quantile(np.concatenate(scores), np.linspace(0.002, 0.6, 150)))
    found = predictions(scored, scores, candidates, exact=exact)
    return float(candidates[max(range(len(candidates)), key=lambda k: f1(scored, found[k])[0])])


def auc(right, scores) -> float:
    right, scores = np.asarray(right), np.asarray(scores, float)
    _, at, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[at]
    n = right.sum()
    return float((ranks[right].sum() - n * (n + 1) / 2) / (n * (len(right) - n))) if 0 < n < len(right) else float("nan")


def ece(right, chance, bins: int = 15) -> float:
    right, chance = np.asarray(right, float), np.asarray(chance)
    edge = np.minimum((chance * bins).astype(int), bins - 1)
    return float(sum(abs(right[edge == b].mean() - chance[edge == b].mean()) * (edge == b).mean() for b in range(bins) if (edge == b).any()))


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -60, 60)))


def logistic(x: np.ndarray, y: np.ndarray, rounds: int = 60) -> np.ndarray:
    """Newton's method on a few features; the last weight is the constant."""
    x = np.column_stack([x, np.ones(len(x))])
    w = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = sigmoid(x @ w)
        h = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(len(w))
        step = np.linalg.solve(h, x.T @ (y - p) - 1e-6 * w)
        w += np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-9:
            break
    return w


def fit(scored: list[Scored], beta: float, rule: str) -> dict[str, float]:
    """The three numbers of the manifest: a chance that the solution is still right (or that the step is) after every step."""
    rows, labels = [], []
    for s in scored:
        r = s.reward(beta)
        x = np.cumsum(r) if rule == "cumulative" else r
        n = np.cumsum(s.tokens) if rule == "cumulative" else s.tokens
        for k in range(len(r)):
            if rule == "difference" and 0 <= s.first_wrong < k:
                break  # what follows a mistake is neither right nor a mistake of its own
            rows.append((x[k], n[k]))
            labels.append(s.first_wrong < 0 or k < s.first_wrong)
    a, b, c = logistic(np.array(rows, float), np.array(labels, float))
    return {"a": float(a), "b": float(b), "c": float(c)}


def calibrated(scored: list[Scored], beta: float, rule: str, numbers: dict[str, float]) -> list[np.ndarray]:
    found = []
    for s in scored:
        r, n = s.reward(beta), s.tokens
        if rule == "cumulative":
            r, n = np.cumsum(r), np.cumsum(n)
        found.append(sigmoid(numbers["a"] * r + numbers["b"] * n + numbers["c"]))
    return found


def baselines(scored: list[Scored]) -> dict[str, list[np.ndarray]]:
    return {
        "reference likelihood, mean": [s.reference / s.tokens for s in scored],
        "reference likelihood, sum": [s.reference for s in scored],
        "reference likelihood, least token": [s.reference_least for s in scored],
        "policy only, mean": [s.policy / s.tokens for s in scored],
        "policy only, sum": [s.policy for s in scored],
        "policy only, least token": [s.policy_least for s in scored],
    }


def compare(valid: list[Scored], tests: dict[str, list[Scored]], beta: float) -> list[dict]:
    """Every method with its own threshold from validation, on every test set, with and without the exact check."""
    numbers = {rule: fit(valid, beta, rule) for rule in ("cumulative", "difference")}
    methods = {f"log-ratio, {rule} rule": (lambda s, rule=rule: calibrated(s, beta, rule, numbers[rule])) for rule in numbers}
    methods |= {name: (lambda s, name=name: baselines(s)[name]) for name in baselines(valid[:1])}
    rows = []
    for name, method in methods.items():
        on_valid = method(valid)
        for exact in (False, True):
            threshold = best_threshold(valid, on_valid, exact=exact)
            for test, scored in tests.items():
                f, wrong, right = f1(scored, predictions(scored, method(scored), threshold, exact=exact)[0])
                rows.append({"method": name, "exact check": exact, "test": test, "F1": f, "wrong": wrong, "right": right})
    for test, scored in tests.items():
        rng = random.Random(0)
        share = float(np.mean([s.first_wrong < 0 for s in valid]))
        guesses = [-1 if rng.random() < share else rng.randrange(len(s.tokens)) for s in scored]
        for name, exact, predicted in (
            ("exact check alone", True, [first(s.broken) for s in scored]),
            ("random", False, guesses),
            ("always the last step", False, [len(s.tokens) - 1 for s in scored]),
        ):
            f, wrong, right = f1(scored, predicted)
            rows.append({"method": name, "exact check": exact, "test": test, "F1": f, "wrong": wrong, "right": right})
    return rows


def by_family(valid: list[Scored], scored: list[Scored], beta: float, rule: str) -> dict[str, dict[str, float]]:
    """First-error F1 of the PRM with the exact check, family by family, at the threshold of validation."""
    numbers = fit(valid, beta, rule)
    threshold = best_threshold(valid, calibrated(valid, beta, rule, numbers), exact=True)
    found = predictions(scored, calibrated(scored, beta, rule, numbers), threshold, exact=True)[0]
    rows = {}
    for family in sorted({s.family for s in scored}):
        at = [i for i, s in enumerate(scored) if s.family == family]
        rows[family] = dict(zip(("F1", "wrong", "right"), f1([scored[i] for i in at], found[at]))) | {"solutions": len(at)}
    return rows


def outcome(scored: list[Scored], beta: float, numbers: dict[str, float]) -> dict[str, float]:
    right = [s.right for s in scored]
    last = [c[-1] for c in calibrated(scored, beta, "cumulative", numbers)]
    return {
        "AUC of Q": auc(right, [s.reward(beta).sum() for s in scored]),
        "AUC of on-track": auc(right, last),
        "AUC of the least step reward": auc(right, [s.reward(beta).min() for s in scored]),
        "AUC of reference likelihood": auc(right, [s.reference.sum() / s.tokens.sum() for s in scored]),
        "AUC of policy likelihood": auc(right, [s.policy.sum() / s.tokens.sum() for s in scored]),
        "ECE of on-track": ece([s.right for s in scored], last),
    }


def reliability(scored: list[Scored], beta: float, numbers: dict[str, float], bins: int = 10) -> list[dict[str, float]]:
    said = np.array([c[-1] for c in calibrated(scored, beta, "cumulative", numbers)])
    was = np.array([s.right for s in scored], float)
    edge = np.minimum((said * bins).astype(int), bins - 1)
    return [{"said": float(said[edge == b].mean()), "was": float(was[edge == b].mean()), "solutions": int((edge == b).sum())} for b in range(bins) if (edge == b).any()]


def out_of_range(s: Scored, bound: float) -> np.ndarray:
    return s.reference / s.tokens < bound


# -- real text ------------------------------------------------------------------------------------
@dataclass
class RealSolution:
    """A solution of ProcessBench, its steps with formulas, and what the exact check of the product said of all."""

    set: str
    label: int
    judged: list[int]  # the indices of the steps that have a formula
    broken: list[bool]
    scored: Scored | None  # over the steps with a formula; None when there is none or it is too long


def real_text(views: Path, policy: Tower, reference: Tower) -> list[RealSolution]:
    """Views as `views.ts` writes them, scored."""
    from exercises import Solution
    from goals import Value

    rows = [json.loads(line) for line in views.read_text().splitlines()]
    found, groups, places = [], [], []
    for row in rows:
        judged = [k for k, step in enumerate(row["steps"]) if step]
        found.append(RealSolution(row["set"], row["label"], judged, row["broken"], None))
        text = "\n".join([row["problem"], *(row["steps"][k] for k in judged)])
        if judged and len(text) + 2 <= policy.shape.context:
            groups.append([Solution(row["set"], row["problem"], tuple(row["steps"][k] for k in judged), row["label"] < 0, "", row["label"], Value("0"))])
            places.append(len(found) - 1)
    for at, scored in zip(places, score(Corpus.pack(groups), policy, reference)):
        row = rows[at]
        scored.broken = np.array([row["broken"][k] for k in found[at].judged])
        scored.proven = np.array([row["proven"][k] for k in found[at].judged])
        found[at].scored = scored
    return found


def real_prediction(s: RealSolution, beta: float, rule: str, numbers: dict, threshold: float, bound: float, *, prm: bool = True, exact: bool = True) -> int:
    """The first suspicious step of the whole solution, as the product would show it."""
    flagged = {k for k, broken in enumerate(s.broken) if broken} if exact else set()
    if prm and s.scored is not None:
        doubt = (calibrated([s.scored], beta, rule, numbers)[0] < threshold) & ~s.scored.proven & ~out_of_range(s.scored, bound)
        flagged |= {s.judged[k] for k in np.flatnonzero(doubt)}
    return min(flagged, default=-1)


def real_report(solutions: list[RealSolution], predicted: list[int]) -> dict[str, float]:
    right = [p for s, p in zip(solutions, predicted) if s.label < 0]
    warned = [(s, p) for s, p in zip(solutions, predicted) if p >= 0]
    wrong = [p == s.label for s, p in zip(solutions, predicted) if s.label >= 0]
    a, b = float(np.mean(wrong)), float(np.mean([p < 0 for p in right]))
    return {
        "solutions": len(solutions),
        "right solutions": len(right),
        "false alarms": float(np.mean([p >= 0 for p in right])),
        "found": a,
        "warnings": len(warned),
        "on the labelled step": float(np.mean([p == s.label for s, p in warned])) if warned else float("nan"),
        "in a wrong solution": float(np.mean([s.label >= 0 for s, _ in warned])) if warned else float("nan"),
        "F1": 2 * a * b / (a + b) if a + b else 0.0,
    }


def coverage(solutions: list[RealSolution], bound: float) -> float:
    """The share of steps with a formula that the PRM would judge."""
    inside = [~out_of_range(s.scored, bound) for s in solutions if s.scored is not None]
    return float(np.concatenate(inside).sum() / max(1, sum(len(s.judged) for s in solutions)))


# -- the whole measurement ------------------------------------------------------------------------
# The share of right solutions that may be warned of: on validation, and on the worst set of real text, where silence is worth more.
SENSITIVITIES = {"cautious": (0.001, 0.005), "balanced": (0.01, 0.0125), "strict": (0.03, 0.02)}
SURPRISE = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65)  # wrong steps that may be lost to the range, as candidates


def threshold_for(scored: list[Scored], scores, bound: float, alarms: float) -> float:
    """The highest threshold at which the PRM warns in at most this share of the given right solutions."""
    least = []
    for s, v in zip(scored, scores):
        asked = ~s.proven & ~out_of_range(s, bound)
        least.append(float(v[asked].min()) if asked.any() else 1.0)
    return 0.97 * sorted(least)[int(alarms * len(least))]  # below the solution it stands at: another engine rounds differently


def settle(valid: list[Scored], real: dict[str, list[Scored]], beta: float, rule: str, numbers: dict) -> tuple[float, dict[str, float]]:
    """The range and the thresholds: most first errors found on validation among those that keep every promise of few false alarms."""
    on_valid = calibrated(valid, beta, rule, numbers)
    right = [s for s in valid if s.first_wrong < 0]
    chances = lambda scored: calibrated(scored, beta, rule, numbers)  # noqa: E731
    surprise = [s.reference[s.first_wrong] / s.tokens[s.first_wrong] for s in valid if s.first_wrong >= 0]

    def thresholds(bound: float) -> dict[str, float]:
        return {
            name: min([threshold_for(right, chances(right), bound, made), *(threshold_for(part, chances(part), bound, found) for part in real.values())])
            for name, (made, found) in SENSITIVITIES.items()
        }

    options = [(bound, thresholds(bound)) for bound in (float(np.quantile(surprise, q)) for q in SURPRISE)]
    return max(options, key=lambda option: f1(valid, judge(valid, on_valid, option[1]["balanced"], option[0]))[0])


def judge(scored, scores, threshold: float, bound: float) -> list[int]:
    """Both witnesses with the range gate, as in the product."""
    return [first(((v < threshold) & ~s.proven & ~out_of_range(s, bound)) | s.broken) for s, v in zip(scored, scores)]


def calibrate_prm(out: Path, policy_name: str, beta: float, to: Path, log, views: Path | None = None) -> None:
    from export import manifest, write_json

    policy, reference = Tower.load(out / f"{policy_name}.pt").eval(), Tower.load(out / "mixed.pt").eval()
    sets = {name: score(Corpus.load(out / f"{name}.npz"), policy, reference) for name in ("valid", "valid-rollouts", "test", "test-rollouts", "held-out", "held-out-rollouts")}
    valid = sets["valid"] + sets["valid-rollouts"]
    tests = {name: sets[name] for name in ("test", "test-rollouts", "held-out", "held-out-rollouts")}
    numbers = fit(valid, beta, "cumulative")
    table = compare(valid, tests, beta)
    by_rule = {rule: f1(valid, predictions(valid, v := calibrated(valid, beta, rule, numbers), best_threshold(valid, v, exact=True), exact=True)[0])[0] for rule in ("cumulative", "difference")}
    rule = max(by_rule, key=by_rule.get)
    real = real_text(views, policy, reference) if views is not None else []
    # All right real solutions settle the range and the thresholds: half of them are too few to promise one alarm in two hundred.
    chosen: dict[str, list[Scored]] = {}
    for s in real:
        if s.label < 0 and s.scored is not None:
            chosen.setdefault(s.set, []).append(s.scored)
    bound, thresholds = settle(valid, chosen, beta, rule, numbers)
    results = {
        "beta": beta,
        "calibration": numbers,
        "rule": rule,
        "F1 of the rules on validation": by_rule,
        "range": bound,
        "thresholds": thresholds,
        "methods": table,
        "families": {name: by_family(valid, tests[name], beta, rule) for name in ("test", "held-out")},
        "outcome": {name: outcome(scored, beta, numbers) for name, scored in tests.items()},
        "reliability": {name: reliability(scored, beta, numbers) for name, scored in tests.items()},
        "product": {
            f"{name}, {sensitivity}": dict(zip(("F1", "wrong", "right"), f1(scored, judge(scored, calibrated(scored, beta, rule, numbers), threshold, bound))))
            for name, scored in tests.items()
            for sensitivity, threshold in thresholds.items()
        },
    }
    if real:
        results["real text"] = {}
        for part in sorted({s.set for s in real}):
            some = [s for s in real if s.set == part]
            results["real text"][f"{part}, exact check alone"] = real_report(some, [real_prediction(s, beta, rule, numbers, 0, bound, prm=False) for s in some])
            for sensitivity, threshold in thresholds.items():
                for exact in (False, True):
                    predicted = [real_prediction(s, beta, rule, numbers, threshold, bound, exact=exact) for s in some]
                    results["real text"][f"{part}, {sensitivity}, {'both witnesses' if exact else 'PRM alone'}"] = real_report(some, predicted)
            results["real text"][f"{part}, steps with a formula in range"] = coverage(some, bound)
    (out / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False))
    write_json(to / "steplight.json", manifest(beta, rule=rule, calibration=numbers, thresholds=thresholds, mean_log_probability=bound))
    log(stage="calibrate", rule=rule, bound=bound, **thresholds)
