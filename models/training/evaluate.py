"""Scores as the product computes them, first-error F1, outcome AUC and ECE, baselines, calibration, figures."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

import families
import product
from corpus import Corpus, padded
from exercises import Solution, tokens
from goals import Value
from product import TESTS, Read, Said
from tower import Tower


def silence() -> Said:
    return Said(np.array(False), np.array(False))


@dataclass
class Scored:
    """One solution with what every witness says of its steps."""

    family: str
    right: bool
    first_wrong: int
    tokens: np.ndarray  # per step; none where the product reads no formula
    policy: np.ndarray  # sum of log πθ per step
    reference: np.ndarray  # sum of log πref per step
    policy_least: np.ndarray  # the least likely token of a step, by the policy
    reference_least: np.ndarray
    exact: Said = field(default_factory=silence)
    closed: Said = field(default_factory=silence)  # the exact check, where it follows no letters

    def reward(self, beta: float) -> np.ndarray:
        return beta * (self.policy - self.reference)

    @property
    def read(self) -> np.ndarray:
        return self.tokens > 0

    def mean(self, logs: np.ndarray) -> np.ndarray:
        """Per token of a step; nothing is likelier than what nobody read."""
        return logs / np.maximum(self.tokens, 1)


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
            found[i] = Scored(
                str(corpus.family[i]), bool(corpus.right[i]), int(corpus.first_wrong[i]),
                ends - np.concatenate([[start], ends[:-1]]),
                np.add.reduceat(p, cuts), np.add.reduceat(q, cuts),
                np.minimum.reduceat(p, cuts), np.minimum.reduceat(q, cuts),
            )  # fmt: skip
    return found


def score_read(read: list[Read], policy: Tower, reference: Tower) -> list[Scored]:
    """Solutions as the product reads and judges them: steps without a formula, and those behind the context's end, have no tokens."""
    places, groups = [], []
    for one in read:
        judged = [k for k, step in enumerate(one.steps) if step]
        ends = tokens(one.problem, [one.steps[k] for k in judged])[2]
        places.append([k for k, end in zip(judged, ends) if end <= policy.shape.context])
        steps = tuple(one.steps[k] for k in places[-1])
        if steps:
            groups.append([Solution(one.family, one.problem, steps, one.right, "", one.first_wrong, Value("0"))])
    scored = iter(score(Corpus.pack(groups), policy, reference))
    return [spread(one, at, next(scored) if at else None) for one, at in zip(read, places)]


def spread(one: Read, places: list[int], scored: Scored | None) -> Scored:
    """Scores of the steps that were read, over all steps."""
    figures = {}
    for name in ("tokens", "policy", "reference", "policy_least", "reference_least"):
        figures[name] = np.zeros(len(one.steps), int if name == "tokens" else float)
        if scored is not None:
            figures[name][places] = getattr(scored, name)
    return Scored(one.family, one.right, one.first_wrong, **figures, exact=one.exact, closed=one.closed)


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
    values = matrix([np.where(s.read, v, np.inf) for s, v in zip(scored, scores)], np.inf)
    if exact:
        broken, proven = matrix([s.exact.broken for s in scored], False), matrix([s.exact.proven for s in scored], True)
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
        for k in np.flatnonzero(s.read):
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
        "reference likelihood, mean": [s.mean(s.reference) for s in scored],
        "reference likelihood, sum": [s.reference for s in scored],
        "reference likelihood, least token": [s.reference_least for s in scored],
        "policy only, mean": [s.mean(s.policy) for s in scored],
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
            ("exact check alone", True, [first(s.exact.broken) for s in scored]),
            ("closed equalities alone", True, [first(s.closed.broken) for s in scored]),
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
        "AUC of reference likelihood": auc(right, [s.reference.sum() / max(1, s.tokens.sum()) for s in scored]),
        "AUC of policy likelihood": auc(right, [s.policy.sum() / max(1, s.tokens.sum()) for s in scored]),
        "ECE of on-track": ece([s.right for s in scored], last),
    }


def reliability(scored: list[Scored], beta: float, numbers: dict[str, float], bins: int = 10) -> list[dict[str, float]]:
    said = np.array([c[-1] for c in calibrated(scored, beta, "cumulative", numbers)])
    was = np.array([s.right for s in scored], float)
    edge = np.minimum((said * bins).astype(int), bins - 1)
    return [{"said": float(said[edge == b].mean()), "was": float(was[edge == b].mean()), "solutions": int((edge == b).sum())} for b in range(bins) if (edge == b).any()]


def familiarity(s: Scored, over: str) -> np.ndarray:
    """How well the reference knows what it reads, by which the range is decided: a step, or all of the solution up to its end.

    A wrong line is improbable, too; where what leads to it was familiar, it is more likely to be wrong than unlike the training.
    """
    if over == "solution":
        return np.cumsum(s.reference) / np.maximum(np.cumsum(s.tokens), 1)
    return s.mean(s.reference)


def doubtable(s: Scored, bound: float, over: str) -> np.ndarray:
    """Where the PRM's doubt would count: it reads something there, of a kind it was calibrated on, and nothing proves the step."""
    return s.read & (familiarity(s, over) >= bound) & ~s.exact.proven


# -- real text ------------------------------------------------------------------------------------
def real_text(views: Path, policy: Tower, reference: Tower) -> list[Scored]:
    """Views as `views.ts` writes them, scored; the family is the set."""
    rows = [json.loads(line) for line in views.read_text().splitlines()]
    return score_read([product.parsed(row, row["set"], row["label"]) for row in rows], policy, reference)


def real_report(solutions: list[Scored], predicted) -> dict[str, float]:
    truth, predicted = np.array([s.first_wrong for s in solutions]), np.asarray(predicted)
    right, warned = truth < 0, predicted >= 0
    f, found, silent = f1(solutions, predicted)
    share = lambda hits: float(hits.mean()) if len(hits) else float("nan")  # noqa: E731
    return {
        "solutions": len(solutions),
        "right solutions": int(right.sum()),
        "false alarms": 1 - silent,
        "found": found,
        "warnings": int(warned.sum()),
        "on the labelled step": share((predicted == truth)[warned]),
        "in a wrong solution": share(~right[warned]),
        "F1": f,
    }


def coverage(solutions: list[Scored], bound: float, over: str) -> float:
    """The share of steps with a formula that the PRM would judge."""
    judged = [(familiarity(s, over) >= bound)[s.read] for s in solutions]
    return float(np.concatenate(judged).mean())


# -- the whole measurement ------------------------------------------------------------------------
# The share of right solutions that may be warned of: on validation, and on the worst set of real text, where silence is worth more.
SENSITIVITIES = {"cautious": (0.001, 0.005), "balanced": (0.01, 0.01), "strict": (0.03, 0.02)}
SURPRISE = (0.02, 0.05, *np.arange(0.1, 0.7, 0.05))  # wrong steps that may be lost to the range, as candidates
UNFORESEEN = {family.__name__ for family in families.TRAINED if family.__module__ == families.walks.__name__}


def least_doubts(scored: list[Scored], scores, bound: float, over: str) -> np.ndarray:
    """What each solution's threshold would have to be for the PRM to warn of it; what the exact check warns of, none saves."""
    found = []
    for s, v in zip(scored, scores):
        asked = doubtable(s, bound, over)
        found.append(-1.0 if s.exact.broken.any() else float(v[asked].min()) if asked.any() else 1.0)
    return np.sort(found)


def threshold_for(least: np.ndarray, alarms: float) -> float:
    """The highest threshold at which both witnesses warn in at most this share of the given right solutions.

    Where the exact check alone warns of more, the PRM warns of no further one.
    """
    at = max(int(alarms * len(least)), int((least < 0).sum()))
    return 0.97 * float(least[min(at, len(least) - 1)])  # below the solution it stands at: another engine rounds differently


def settle(valid: list[Scored], real: dict[str, list[Scored]], beta: float, rule: str, numbers: dict, over: str) -> tuple[float, dict[str, float]]:
    """The range and the thresholds: about the most first errors found on validation among those that keep every promise of few false alarms.

    Families whose lines nobody can foretell have a promise of their own, for they are nearest to what is new.
    """
    chances = lambda scored: calibrated(scored, beta, rule, numbers)  # noqa: E731
    on_valid = chances(valid)
    right = [s for s in valid if s.first_wrong < 0]
    made = [[s for s in right if (s.family in UNFORESEEN) == unforeseen] for unforeseen in (False, True)]
    surprise = [familiarity(s, over)[s.first_wrong] for s in valid if s.first_wrong >= 0]

    def thresholds(bound: float) -> dict[str, float]:
        least = [[least_doubts(part, chances(part), bound, over) for part in parts if part] for parts in (made, real.values())]
        return {name: min(threshold_for(part, share) for parts, share in zip(least, shares) for part in parts) for name, shares in SENSITIVITIES.items()}

    options = [(bound, thresholds(bound)) for bound in (float(np.quantile(surprise, q)) for q in SURPRISE)]
    found = [f1(valid, judge(valid, on_valid, thresholds["balanced"], bound, over))[0] for bound, thresholds in options]
    # Of nearly equal ones the narrowest range: validation has nothing of what the PRM will meet first and know least.
    return max((option for option, f in zip(options, found) if f >= max(found) - 0.01), key=lambda option: option[0])


def judge(scored, scores, threshold: float, bound: float, over: str = "step", *, exact: bool = True) -> list[int]:
    """Both witnesses with the range gate, as in the product; without `exact` the PRM's word stands on all it can doubt."""
    return [first(((v < threshold) & doubtable(s, bound, over)) | (s.exact.broken & exact)) for s, v in zip(scored, scores)]


def calibrate_prm(out: Path, policy_name: str, beta: float, to: Path, log, views: Path | None = None, over: str = "step") -> None:
    from export import manifest, write_json

    policy, reference = Tower.load(out / f"{policy_name}.pt").eval(), Tower.load(out / "mixed.pt").eval()
    sets = {name: score_read(product.read(out, name, Corpus.load(out / f"{name}.npz")), policy, reference) for name in ("valid", "valid-rollouts", *TESTS)}
    valid = sets["valid"] + sets["valid-rollouts"]
    tests = {name: sets[name] for name in TESTS}
    numbers = fit(valid, beta, "cumulative")
    table = compare(valid, tests, beta)
    by_rule = {rule: f1(valid, predictions(valid, v := calibrated(valid, beta, rule, numbers), best_threshold(valid, v, exact=True), exact=True)[0])[0] for rule in ("cumulative", "difference")}
    rule = max(by_rule, key=by_rule.get)
    real = real_text(views, policy, reference) if views is not None else []
    # All right real solutions settle the range and the thresholds: half of them are too few to promise one alarm in two hundred.
    chosen: dict[str, list[Scored]] = {}
    for s in real:
        if s.first_wrong < 0:
            chosen.setdefault(s.family, []).append(s)
    bound, thresholds = settle(valid, chosen, beta, rule, numbers, over)
    results = {
        "beta": beta,
        "calibration": numbers,
        "rule": rule,
        "F1 of the rules on validation": by_rule,
        "range": bound,
        "range over": over,
        "thresholds": thresholds,
        "methods": table,
        "families": {name: by_family(valid, tests[name], beta, rule) for name in ("test", "held-out")},
        "outcome": {name: outcome(scored, beta, numbers) for name, scored in tests.items()},
        "reliability": {name: reliability(scored, beta, numbers) for name, scored in tests.items()},
        "product": {
            f"{name}, {sensitivity}": dict(zip(("F1", "wrong", "right"), f1(scored, judge(scored, calibrated(scored, beta, rule, numbers), threshold, bound, over))))
            for name, scored in tests.items()
            for sensitivity, threshold in thresholds.items()
        },
    }
    if real:
        results["real text"] = {}
        for part in sorted({s.family for s in real}):
            some = [s for s in real if s.family == part]
            chances = calibrated(some, beta, rule, numbers)
            for name, said in (("exact check", [s.exact for s in some]), ("closed equalities", [s.closed for s in some])):
                results["real text"][f"{part}, {name} alone"] = real_report(some, [first(one.broken) for one in said])
            for sensitivity, threshold in thresholds.items():
                for exact in (False, True):
                    predicted = judge(some, chances, threshold, bound, over, exact=exact)
                    results["real text"][f"{part}, {sensitivity}, {'both witnesses' if exact else 'PRM alone'}"] = real_report(some, predicted)
            results["real text"][f"{part}, steps with a formula in range"] = coverage(some, bound, over)
    (out / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False))
    write_json(to / "steplight.json", manifest(beta, rule=rule, calibration=numbers, thresholds=thresholds, mean_log_probability=bound, over=over))
    log(stage="calibrate", rule=rule, bound=bound, **thresholds)
