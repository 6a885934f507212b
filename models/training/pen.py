"""The pen that writes a solution line by line, and slips once where it is told to.

A family is a function of a pen. It draws a problem, then writes the solution; every place where
people go wrong is announced with `slip` or `calc`. Run twice with one seed, the pen writes the right
solution, then the same solution with one slip that everything after it is computed from.
"""

from __future__ import annotations

import math
import random
import re
from fractions import Fraction

from goals import Goal

BARE_NUMBER = re.compile(r"-?\d+(\.\d+)?%?")
LETTERS = "xxxxxxxxyyzantkmpqrsuvwbcd"


class Unsuitable(Exception):
    """The draw gives no good exercise; draw again."""


class Pen:
    def __init__(self, seed: int, slip_at: int | None = None, slip_seed: int = 0):
        self.rng = random.Random(seed)
        self.mischief = random.Random(slip_seed)
        self.slip_at = slip_at
        self.places: list[float] = []  # how often each place of the solution goes wrong, relatively
        self.kind = "right"
        self.steps: list[str] = []
        self.line: list[str] = []
        r = self.rng
        self.grain = r.choice([1, 1, 1, 1, 1, 0.8, 0.5])  # how often a formula ends its step
        self.detail = r.choice([1, 0.8, 0.6, 0.35, 0.15])  # how often a line that can be skipped is written
        self.mentions = r.choice([0, 0, 0, 0.4])  # "subtract $5$": operands mentioned on their own
        self.hidden = r.random() < 0.12  # the problem isn't in the view
        self.letter = r.choice(LETTERS)

    # -- chances ------------------------------------------------------------------------------
    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def pick(self, *options):
        return self.rng.choice(options)

    def int(self, low: int, high: int, *, but: tuple[int, ...] = ()) -> int:
        while True:
            n = self.rng.randint(low, high)
            if n not in but:
                return n

    # -- slips --------------------------------------------------------------------------------
    def oops(self, kind: str, weight: float = 1.0) -> bool:
        self.places.append(weight)
        if len(self.places) - 1 == self.slip_at:
            self.kind = kind
            return True
        return False

    def slip(self, kind: str, right, *wrong, weight: float = 1.0):
        candidates = [w for w in wrong if w != right]
        if candidates and self.oops(kind, weight):
            return self.mischief.choice(candidates)
        return right

    def calc(self, result, *tempting, weight: float = 0.3):
        """A computed number: right, or (a slip) what a tempting wrong rule gives, or near."""
        result = Fraction(result)
        if not self.oops("arithmetic", weight):
            return result
        tempting = [Fraction(t) for t in tempting if Fraction(t) != result]
        if tempting and self.mischief.random() < 0.5:
            return self.mischief.choice(tempting)
        off = self.mischief.choice([1, -1, 1, -1, 2, -2, 10, -10, 0])
        wrong = result + Fraction(off, result.denominator) if off else -result
        return wrong if wrong != result else result + 1

    # -- writing ------------------------------------------------------------------------------
    def say(self, formula: str) -> None:
        before = self.line or (self.steps[-1].split(";") if self.steps else [])
        if before and before[-1] == normal(formula):
            return
        if len(formula) > 90:
            raise Unsuitable
        self.line.append(normal(formula))
        if self.rng.random() < self.grain:
            self.end_step()

    def show(self, formula: str, p: float = 1.0) -> None:
        """A line many leave out."""
        if self.rng.random() < self.detail * p:
            self.say(formula)

    def mention(self, formula: str) -> None:
        """A bare number stays in the prose; it is no formula of a step."""
        if self.mentions and self.rng.random() < self.mentions and not formula.lstrip("-").isdigit():
            self.line.append(formula)

    def restate(self, formula: str, p: float = 0.35) -> None:
        if self.rng.random() < (0.85 if self.hidden else p):
            self.say(formula)

    def end_step(self) -> None:
        if self.line:
            self.steps.append(";".join(map(normal, self.line)))
            self.line = []

    def chain(self, parts: list[str], name: str = "") -> None:
        """An expression rewritten several times, in one of the ways people write that."""
        parts = [p for i, p in enumerate(parts) if i == 0 or p != parts[i - 1]]
        middle = [p for p in parts[1:-1] if self.rng.random() < max(self.detail, 0.4)]
        parts = [parts[0], *middle, *parts[-1:]] if len(parts) > 1 else parts
        head = [name] if name else []
        style = self.rng.random()
        if style < 0.22:
            self.say("=".join(head + parts))
        elif style < 0.5 and len(parts) > 1:
            self.say("=".join(head + parts[:2]))
            for part in parts[2:]:
                self.say("=" + part)
        elif style < 0.75 and name:
            for part in parts:
                self.say(f"{name}={part}")
        elif style < 0.88 and len(parts) > 1:
            for left, right in zip(parts, parts[1:]):
                self.say(f"{left}={right}")
            if name:
                self.say(f"{name}={parts[-1]}")
        else:
            for k, part in enumerate(parts[1:] if len(parts) > 1 else parts):
                # A number alone is no formula.
                self.say(part if not BARE_NUMBER.fullmatch(part) else f"={part}" if k else f"{parts[0]}={part}" if len(parts) > 1 else f"#{part}")

    def answer(self, text: str, name: str = "", p: float = 1.0) -> None:
        """Most solutions just end; some repeat the answer, boxed or not."""
        k = self.rng.random() / p
        if k < 0.14:
            self.end_step()
            self.line.append("#" + text)
        elif k < 0.2:
            self.line.append("#" + text)
        elif k < 0.25 and name:
            self.end_step()
            self.line.append(f"#{name}={text}")
        self.end_step()


# -- how numbers and terms are written ------------------------------------------------------------
def normal(formula: str) -> str:
    """Times signs, exponents and parentheses as docs/normal-form.md has them."""
    formula = re.sub(r"(?<=[\dA-Za-z)])\*(?=[A-Za-zπ√])", "", formula)
    formula = re.sub(r"(?<=[\d)])\*(?=\()", "", formula)
    formula = re.sub(r"\^\((\d+)\)", r"^\1", formula)
    for called in list(re.finditer(r"(?<![a-z])(?:lim|diff|sum|prod)\(", formula))[::-1]:
        formula = formula[: called.end()] + enclosed(formula[called.end() :])
    at = 0
    while (at := formula.find("(", at)) >= 0:
        depth, end = 0, at
        for end in range(at, len(formula)):
            depth += {"(": 1, ")": -1}.get(formula[end], 0)
            if depth == 0:
                break
        inside = formula[at + 1 : end]
        if formula[end + 1 : end + 2] == "/" and (at == 0 or formula[at - 1] in "=<>≤≥~;(+-") and product(inside):
            formula = formula[:at] + inside + formula[end + 1 :]
        else:
            at += 1
    return formula


def enclosed(arguments: str) -> str:
    """Arguments of a limit, a derivative or a sum; the first in parentheses where it is a sum itself."""
    depth, has_terms = 0, False
    for at, c in enumerate(arguments):
        depth += {"(": 1, ")": -1}.get(c, 0)
        if depth == 0 and c == ",":
            return f"({arguments[:at]}){arguments[at:]}" if has_terms else arguments
        has_terms |= depth == 0 and at > 0 and c in "+-"
    return arguments


def product(text: str) -> bool:
    """A product of factors: no sum, sign, comma or division outside its brackets."""
    depth = 0
    for c in text:
        depth += {"(": 1, ")": -1}.get(c, 0)
        if depth == 0 and c in "+-±/,":
            return False
    return not text.startswith("(") or text.count("(") > 1


def decimal_places(v: Fraction, most: int = 4) -> int | None:
    return next((k for k in range(most + 1) if (v * 10**k).denominator == 1), None)


def decimal(v) -> str:
    v = Fraction(v)
    k = decimal_places(v)
    if k is None:
        return number(v)
    digits = str(abs(int(v * 10**k))).rjust(k + 1, "0")
    return ("-" if v < 0 else "") + (digits if k == 0 else f"{digits[:-k]}.{digits[-k:]}")


def number(v) -> str:
    v = Fraction(v)
    return str(v.numerator) if v.denominator == 1 else f"{v.numerator}/{v.denominator}"


def factor(v) -> str:
    """A number where only a single factor may stand: after an operator or under a power."""
    text = number(v)
    return text if text.isdigit() else f"({text})"


def signed(v) -> str:
    text = number(v)
    return text if text.startswith("-") else "+" + text


def polynomial(terms: list[tuple], letter: str) -> str:
    """`[(3, 2), (-1, 1), (5, 0)]` → `3x^2-x+5`; zero terms are left out."""
    text = ""
    for coefficient, degree in terms:
        c = Fraction(coefficient)
        if c == 0:
            continue
        size = abs(c)
        power = "" if degree == 0 else letter if degree == 1 else f"{letter}^{degree}" if degree > 0 else f"{letter}^({degree})"
        if not power:
            body = number(size)
        elif size == 1:
            body = power
        elif size.denominator == 1:
            body = number(size) + power
        else:
            body = f"({number(size)}){power}"
        text += ("-" if c < 0 else "+" if text else "") + body
    return text or "0"


def linear(a, b, letter: str) -> str:
    return polynomial([(a, 1), (b, 0)], letter)


def joined(*terms: str) -> str:
    """Terms in a sum: a plus is put before those without a sign."""
    kept = [t for t in terms if t and t != "0"]
    if kept:
        kept[0] = kept[0].removeprefix("+")
    return "".join(t if i == 0 or t[0] in "+-" else "+" + t for i, t in enumerate(kept)) or "0"


def times(coefficient, body: str) -> str:
    """A coefficient before a bracket, a root or a letter."""
    c = Fraction(coefficient)
    if c == 1:
        return body
    if c == -1:
        return "-" + body
    return (number(c) if c.denominator == 1 else f"({number(c)})" if c > 0 else f"-({number(-c)})") + body


def square_free(n: int) -> tuple[int, int]:
    """n = s²·f with f square-free."""
    s = max(k for k in range(1, math.isqrt(n) + 1) if n % (k * k) == 0)
    return s, n // (s * s)


class Problem:
    def __init__(self, text: str, goal: Goal, *, ask: str = ""):
        self.text, self.goal, self.ask = normal(text), goal, ask
