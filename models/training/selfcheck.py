"""The recipe checks itself: `python models/training/selfcheck.py`; every check is a function, failures are assertions."""

from __future__ import annotations

import json
import math
import random
import re
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import torch

import evaluate
import export
import families
import product
from corpus import Corpus, generate, padded
from exercises import Solution, draw, tokens, write
from goals import Between, Equivalent, Expression, Inequality, Roots, System, Value, identical, reached
from goals import letters as letters_of
from normalform import EOS, FUNCTIONS, ID, NEWLINE, VOCABULARY, Unreadable, decode, encode, same, sides, value
from objectives import cross_entropy, dpo, kto, nca
from families import analysis, calculations, conditions, coordinates, functions, letters, quantities, walks
from pen import Pen, Unsuitable, decimal, linear, normal, polynomial
from tower import Shape, Tower
from truth import first_wrong_step


def near(a, b, by: float = 1e-6) -> bool:
    return abs(float(a) - float(b)) < by


def objectives() -> None:
    """Rewards 2 (right) and −1 (wrong), by hand."""
    rewards, right = torch.tensor([2.0, -1.0]), torch.tensor([True, False])
    soft = lambda x: math.log1p(math.exp(-x))  # noqa: E731  −log σ(x)
    sigma = lambda x: 1 / (1 + math.exp(-x))  # noqa: E731
    assert near(cross_entropy(rewards, right), (soft(2) + soft(1)) / 2)
    assert near(dpo(rewards, right), soft(3))
    assert near(kto(rewards, right), ((1 - sigma(1.5)) + (1 - sigma(1.5))) / 2)
    assert near(nca(rewards, right), soft(2) + 0.5 * soft(-2) + 0.5 * soft(1))


def values() -> None:
    for text, expected in {
        "3*(2-5)": -9, "3(2-5)": -9, "2^3^1": 8, "-2^2": -4, "(-2)^2": 4, "1/2*3": Fraction(3, 2), "25%*80": 20, "5!": 120,
        "√(9/4)": Fraction(3, 2), "log(2,8)": 3, "log(1000)": 3, "root(3,8)": 2, "sum(k^2,k,1,3)": 14, "prod(k,k,1,4)": 24,
        "binom(5,2)": 10, "abs(-3)": 3, "2x/4": Fraction(3, 2), "x^(-1)": Fraction(1, 3), "(x+1)(x-2)": 4, "mod(17,5)": 2,
    }.items():  # fmt: skip
        assert value(text, {"x": Fraction(3)}) == expected, (text, value(text, {"x": Fraction(3)}))
    for text in ("f(2)", "x", "1/0", "int(x,x)", "2+", "(1"):
        try:
            value(text)
            raise AssertionError(f"{text} has no value")
        except Unreadable:
            pass


def goals() -> None:
    assert reached(Roots("x", ("3", "-3")), ["x^2=9", "x=±3"]) and not reached(Roots("x", ("3", "-3")), ["x^2=9", "x=3"])
    assert reached(Roots("x", ("5",)), ["3x=15", "x=15/3=5", "3*5=15"])
    assert reached(Inequality("x", ">", "-2"), ["-3x<6", "x>-2"]) and reached(Inequality("x", ">", "-2"), ["-2<x"])
    assert not reached(Inequality("x", ">", "-2"), ["-3x<6", "x<-2"])
    assert reached(System((("x", "1"), ("y", "2"))), ["x=1", "y=4-2=2"])
    assert reached(Expression("x^2-5x+6", "factored"), ["(x-2)(x-3)"]) and not reached(Expression("x^2-5x+6", "factored"), ["x^2-5x+6"])
    assert reached(Expression("x^2-5x+6", "expanded"), ["=x^2-5x+6"]) and not reached(Expression("x^2-5x+6", "expanded"), ["(x-2)(x-3)"])
    assert reached(Between("x", "1", "3"), ["1<x<3"]) and reached(Value("7/2"), ["a=3.5"])
    assert reached(Equivalent("3x+5=20"), ["-6x=-30"]) and not reached(Equivalent("3x+5=20"), ["3x=25"]) and not reached(Equivalent("3x+5=20"), ["5=5"])
    assert reached(Equivalent("2x+y<4"), ["-y>2x-4"]) and not reached(Equivalent("2x+y<4"), ["-y<2x-4"]) and reached(Equivalent("2x+y=4"), ["y=-2x+4"])


def truths() -> None:
    """By hand: the first wrong step of solutions, None where it can't be told."""
    both, slope, sequence = Roots("x", ("3", "-3")), Value("108"), Value("-42")
    for goal, problem, right, solution, wanted in (
        (Roots("x", ("5",)), "3x+5=20", "x=5", "3x+5=20 / 3x=25 / x=25/3", 1),
        (both, "x^2=9", "x=±3", "x^2=9 / x=3 / x=-3", -1),
        (both, "x^2=9", "x=±3", "x^2=9 / x=3", 1),
        (both, "x^2=9", "x=±3", "x^2-9=0 / (x-3)(x+4)=0 / x=3 / x=-3", 1),
        (Expression("2x+3"), "f(x)=x^2+3x", "f'(x)=2x+3", "f(x)=x^2+3x / f'(x)=2x+3", -1),
        (Expression("2x+3"), "f(x)=x^2+3x", "f'(x)=2x+3", "f'(x)=x+3", 0),
        (Inequality("x", ">", "-2"), "-3x<6", "x>-2", "3x;-3x<6 / 6/(-3)=-2;x>-2", -1),
        (Inequality("x", ">", "-2"), "-3x<6", "x>-2", "-3x<6 / 3x;x<-2", 1),
        (slope, "h(x)=9x^3+9;h'(2)", "h'(2)=108", "h'(x)=27x^2 / h'(2)=27*4", -1),
        (slope, "h(x)=9x^3+9;h'(2)", "h'(2)=108", "h'(x)=27x^3 / h'(2)=216", 0),
        (sequence, "x_1=-6;x_(n+1)=x_n-6;x_7", "x_7=-42", "x_2=-12 / x_3=-20 / x_7=-44", 1),
        (sequence, "x_1=-6;x_(n+1)=x_n-6;x_7", "x_7=-42", "x_2=-12 / x_3=-18", None),  # stops short
        (Value("70"), "10;7", "10*7=70", "10+7=17", 0),
        (Value("70"), "10;7", "10*7=70", "10*7=70", -1),
        (Expression("2A/b"), "A=bh/2", "h=2A/b", "bh=2A / h=2A/b", -1),
        (Expression("2A/b"), "A=bh/2", "h=2A/b", "bh=A/2 / h=A/(2b)", 0),
    ):
        told = first_wrong_step(goal, solution.split(" / "), problem, (right,))
        assert told == wanted, (problem, solution, told)


def truth_holds() -> None:
    """On the generator's own solutions, whose slips are known: none of the right ones is called wrong, slips are found where they are."""
    for family in (*families.JUDGED, *families.HELD_OUT):
        rng, found = random.Random(17), Counter()
        for _ in range(25):
            right, *wrong = draw(rng, {family: 1}, 1)
            if not right.problem:
                continue
            assert first_wrong_step(right.goal, list(right.steps), right.problem, right.steps) in (-1, None), right
            for s in wrong:
                told = first_wrong_step(s.goal, list(s.steps), s.problem, right.steps)
                found["open" if told is None else "there" if told == s.first_wrong else "elsewhere"] += 1
        told = found["there"] + found["elsewhere"]
        assert told and found["there"] >= 0.6 * told, f"{family.__name__}: {dict(found)}"


def writing() -> None:
    assert polynomial([(1, 2), (-1, 1), (0, 1), (5, 0)], "x") == "x^2-x+5" and linear(Fraction(1, 2), -3, "t") == "(1/2)t-3"
    assert decimal(Fraction(-5, 4)) == "-1.25"
    for before, after in {
        "2*(x+1)": "2(x+1)", "(x+1)*(x-2)": "(x+1)(x-2)", "a*b": "ab", "4*√2": "4√2", "12*13": "12*13", "x*2": "x*2",
        "x*(y+1)": "x*(y+1)", "(n*m)/2": "nm/2", "(x+1)/2": "(x+1)/2", "3/(2x)": "3/(2x)", "y=(2*3)/4": "y=2*3/4", "3*log(2)": "3log(2)",
    }.items():  # fmt: skip
        assert normal(before) == after, (before, normal(before))


def calculates(formula: str) -> bool:
    """Whether all numbers that a formula sets equal are equal."""
    parts, relations = sides(formula)
    try:
        known = [value(p) for p in parts if p and not letters_of(p)]
    except Unreadable:
        return True
    return set(relations) != {"="} or all(same(a, b) for a, b in zip(known, known[1:]))


def families_hold() -> None:
    """Every family writes the vocabulary, ends right when it should, wrong when it slips, and repeats itself from its seed."""
    assert not set(families.TRAINED) & set(families.HELD_OUT) and len(families.TRAINED) >= 40 and len(families.HELD_OUT) >= 10
    for family in (*families.TRAINED, *families.HELD_OUT):
        rng = random.Random(11)
        slips = 0
        for _ in range(25):
            state = rng.getstate()
            group = draw(rng, {family: 1}, 1)
            rng2 = random.Random()
            rng2.setstate(state)
            assert draw(rng2, {family: 1}, 1) == group
            for s in group:
                assert reached(s.goal, list(s.steps)) == s.right, s
                assert (s.first_wrong < 0) == s.right and s.first_wrong < len(s.steps)
                assert not s.right or all(calculates(f) for step in s.steps for f in step.split(";")), s
                ids, start, ends = tokens(s.problem, s.steps)
                assert decode(ids) == s.problem + "\n" + "\n".join(s.steps) and ids[-1] == EOS and ends[-1] == len(ids)
                assert decode(ids[start:]) == "\n".join(s.steps)
                assert all(normal(f) == f for step in s.steps for f in step.split(";")), s.steps
                slips += not s.right
        assert slips >= 15, f"{family.__name__} hardly ever slips: {slips}"


def skeleton(formula: str) -> str:
    """A formula without its numbers, letters and signs."""
    masked = re.sub(rf"({'|'.join(FUNCTIONS)})\(|[A-Za-z]", lambda m: m[0] if m[1] else "x", formula.removeprefix("#"))
    return re.sub("[+-]", "+", re.sub(r"\d+(\.\d+)?", "1", masked))


def skeletons(family, count: int) -> tuple[set, Counter]:
    """Of `count` right solutions: how the problems look, and every three formulas in a row."""
    rng, problems, lines = random.Random(13), set(), Counter()
    while count:
        try:
            problem, pen = write(family, rng.getrandbits(48))
        except (Unsuitable, ZeroDivisionError, OverflowError):
            continue
        count -= 1
        problems.add(skeleton(problem.text))
        written = [skeleton(formula) for step in pen.steps for formula in step.split(";")]
        lines.update(zip(written, written[1:], written[2:]))
    return problems, lines


def held_out_stay_new() -> None:
    """No later family asks what a held-out one asks, or goes its way, where the first families don't do it already."""
    later = (analysis, calculations, conditions, coordinates, functions, letters, quantities)
    later = {module.__name__ for module in later}
    first = [skeletons(f, 300) for f in families.TRAINED if f.__module__ not in later]
    known_problems, known_lines = set().union(*(p for p, _ in first)), set().union(*(lines for _, lines in first))
    new = {f.__name__: skeletons(f, 100) for f in families.TRAINED if f.__module__ in later}
    for held_out in families.HELD_OUT:
        problems, lines = skeletons(held_out, 100)
        for name, (asked, gone) in new.items():
            again = (problems & asked) - known_problems
            assert not again, f"{name} asks what {held_out.__name__} asks: {again}"
            shared = sum(n for line, n in lines.items() if line in gone and line not in known_lines)
            assert shared <= 0.05 * sum(lines.values()), f"{name} goes the way of {held_out.__name__}: {shared} of {sum(lines.values())}"


def walks_hold() -> None:
    """Every line of a right walk says what the problem says; a slipped one stops doing so where it slips."""
    rng = random.Random(12)
    for walk in (walks.equation_walk, walks.inequality_walk, walks.letters_walk, walks.expression_walk, walks.number_walk, walks.fraction_walk):
        broken = slipped = 0
        for _ in range(40):
            for s in draw(rng, {walk: 1}, 1):
                if not s.problem or s.problem.count(";") or any(";" in step for step in s.steps):
                    continue
                relation = any(r in s.problem for r in "=<>≤≥")
                equal = Equivalent(s.problem).says_the_same if relation else lambda f: all(identical(p, s.problem) for p in sides(f)[0] if p and not re.fullmatch("[a-zA-Z]", p))
                says = [len(sides(f)[0]) != 2 or equal(f) if relation else equal(f) for f in s.steps if not (f.startswith("#") and "=" not in f)]
                if s.right:
                    assert all(says), s
                else:
                    slipped += 1
                    broken += says[s.first_wrong : s.first_wrong + 1] == [False]
                    assert all(says[: s.first_wrong]), s
        assert broken > 0.9 * slipped > 5, f"{walk.__name__}: {broken} of {slipped} slips show"


def walks_surprise() -> None:
    """From one line a walk goes on in many ways."""
    left, right = [("m", Fraction(3), "x"), ("m", Fraction(5), "")], [("m", Fraction(20), "")]
    ways = set()
    for seed in range(60):
        pen = Pen(seed)
        pen.grain = 1
        try:
            walks.wander(pen, list(left), list(right), "=", 1, "x")
        except Unsuitable:
            continue
        ways |= set(pen.steps[-1:])
    assert len(ways) >= 40, f"only {len(ways)} ways"


def read_as_drawn() -> None:
    """What is drawn is what the product reads where a person writes it."""
    asked = generate(families.TRAINED | families.HELD_OUT, 120, 1, 6)
    with tempfile.TemporaryDirectory() as folder:
        same, of, other = product.as_written(asked, product.read(Path(folder), "some", asked))
    assert same >= 0.99 * of, other[:5]


def corpora() -> None:
    corpus = generate(families.TRAINED, 20, 1, 5)
    with tempfile.TemporaryDirectory() as folder:
        corpus.save(Path(folder) / "c.npz")
        corpus = Corpus.load(Path(folder) / "c.npz")
    for i in range(len(corpus)):
        problem, steps = corpus.texts(i)
        assert len(corpus.ends(i)) == len(steps) and corpus.ends(i)[-1] == len(corpus.view(i))
        ids, solution, question = padded(corpus, [i])
        assert int(solution.sum()) == len(encode("\n".join(steps))) + 1 and int(question.sum()) == len(problem) + 1
        assert ids[0, int(corpus.starts[i]) - 1] == NEWLINE
    assert len(Corpus.join([corpus, corpus])) == 2 * len(corpus)


def towers() -> None:
    torch.manual_seed(0)
    tower = Tower(Shape(width=32, layers=2, heads=2, inner=48)).eval()
    ids = torch.randint(3, len(VOCABULARY), (2, 12))
    with torch.no_grad():
        whole = tower(ids)
        head = 16
        caches = [(torch.zeros(2 * 2, 12, head), torch.zeros(2 * 2, 12, head)) for _ in tower.layers]
        parts = torch.cat([tower(ids[:, :5], caches, 0), *[tower(ids[:, t : t + 1], caches, t) for t in range(5, 12)]], 1)
        logs = torch.log_softmax(whole, -1)[:, :-1].gather(-1, ids[:, 1:, None])[..., 0]
        assert (whole - parts).abs().max() < 1e-4 and (tower.token_logs(ids) - logs).abs().max() < 1e-4
        written = tower.sample(ids[:, :4], 1.0, 6)
        assert all(EOS not in row[:-1] and len(row) <= 6 for row in written)
    with tempfile.TemporaryDirectory() as folder:
        export.export_tower(tower, Path(folder))
        assert (export.load_tower(Path(folder))(ids) - whole).abs().max() < 1e-5
        try:
            from transformers import AutoModelForCausalLM, AutoTokenizer
        except ImportError:
            print("  transformers isn't installed: the agreement was not checked")
            return
        other = AutoModelForCausalLM.from_pretrained(folder)
        with torch.no_grad():
            apart = (other(ids).logits - whole).abs().max().item()
        assert apart < 1e-4, apart
        text = "3x+5=20;x\n√(x^2+π)≤±∞"
        assert AutoTokenizer.from_pretrained(folder)("<bos>" + text + "<eos>").input_ids == [1, *[ID[c] for c in text], 2]


def shipped() -> None:
    """The PRM in models/starter: its size, its manifest, and that transformers reads its towers as the same function."""
    starter = Path(__file__).parent.parent / "starter"
    if not starter.exists():
        print("  models/starter isn't there yet")
        return
    manifest = json.loads((starter / "steplight.json").read_text())
    assert manifest["template"] == export.TEMPLATE and manifest["viewVersion"] == export.VIEW_VERSION
    size = sum(p.stat().st_size for name in ("policy", "reference") for p in (starter / name).iterdir())
    assert size <= 24_000_000, f"both towers come to {size} bytes"
    text = [1, *encode("3x+5=20\n3x=20-5\n3x=15\nx=5"), EOS]
    for name in ("policy", "reference"):
        own = export.load_tower(starter / name)
        try:
            from transformers import AutoModelForCausalLM
        except ImportError:
            print("  transformers isn't installed: the agreement was not checked")
            return
        with torch.no_grad():
            apart = (AutoModelForCausalLM.from_pretrained(starter / name)(torch.tensor([text])).logits - own(torch.tensor([text]))).abs().max().item()
        assert apart < 1e-4, apart
        print(f"  {name}: transformers agrees to {apart:.1e}")


def measures() -> None:
    assert near(evaluate.auc([True, True, False, False], [3, 1, 2, 0]), 0.75) and near(evaluate.auc([True, False], [1, 1]), 0.5)
    assert near(evaluate.ece([1, 0, 1, 1], np.array([0.75] * 4)), 0.0)
    a, c = evaluate.logistic(np.array([[0.0], [0.0], [1.0], [1.0], [1.0], [1.0]]), np.array([0, 1, 1, 1, 1, 0]))
    assert near(c, 0, 1e-3) and near(a, math.log(3), 1e-3)


def sensitivities() -> None:
    """Whose doubt counts, and what is promised of right solutions."""
    proven = product.Said(np.array([False, False, False, False]), np.array([True, False, False, False]))
    logs = np.array([-1.0, -3.0, -9.0, 0.0])
    s = evaluate.Scored("", True, -1, np.array([2, 2, 2, 0]), logs, logs, logs, logs, proven)
    assert evaluate.doubtable(s, -2, "step").tolist() == [False, True, False, False]
    assert evaluate.doubtable(s, -1, "step").tolist() == [False] * 4
    assert evaluate.doubtable(s, -1, "solution").tolist() == [False, True, False, False]
    assert evaluate.doubtable(s, -3, "solution").tolist() == [False, True, True, False]
    assert evaluate.judge([s], [np.array([0.2] * 4)], 0.3, -2) == [1] and evaluate.judge([s], [np.array([0.4] * 4)], 0.3, -2) == [-1]
    least = np.array([-1.0, -1.0, 0.2, 0.4])  # two are warned of by the exact check
    assert near(evaluate.threshold_for(least, 0.0), 0.97 * 0.2) and near(evaluate.threshold_for(least, 0.75), 0.97 * 0.4)


def exact_check() -> None:
    """Solutions go to the product as a person would write them, and come back as they were, with its exact check's word."""
    solution = ("12*13=146", "12*13=156", "3x=15", "1/3=0.333;=1/2")
    with tempfile.TemporaryDirectory() as folder:
        asked = Corpus.pack([[Solution("", "3x+5=20;12", solution, False, "", 0, Value("5"))]])
        [read] = product.read(Path(folder), "some", asked)
        assert product.as_written(asked, [read]) == (5, 5, []) and (read.first_wrong, read.right) == (0, False)
        assert read.closed.broken.tolist() == [True, False, False, True] and read.closed.proven.tolist() == [False, True, False, False]
    assert (read.exact.broken >= read.closed.broken).all() and (read.exact.proven >= read.closed.proven).all()


if __name__ == "__main__":
    torch.set_num_threads(1)
    for check in (objectives, values, goals, truths, truth_holds, writing, families_hold, held_out_stay_new, walks_hold, walks_surprise, read_as_drawn, corpora, towers, measures, sensitivities, exact_check, shipped):
        check()
        print(f"{check.__name__}: holds")
