"""The normal form of formulas (docs/normal-form.md): its characters, a parser and exact evaluation.

Everything that decides whether an answer is right goes through `value`, in Fractions where the
number is rational and in floats (compared to nine digits) where it isn't.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import lru_cache

VIEW_VERSION = 1
SPECIALS = ["<pad>", "<bos>", "<eos>"]
PAD, BOS, EOS = 0, 1, 2
CHARACTERS = (
    "\n0123456789+-*/^()=.,;%#~<>≤≥≠≡±!'√|_"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "πθαβγδλμφωΔΣ∞"
)
VOCABULARY = SPECIALS + list(CHARACTERS)
ID = {character: index for index, character in enumerate(VOCABULARY)}
NEWLINE = ID["\n"]
RELATIONS = "=~<>≤≥≠≡"
FUNCTIONS = (
    "arcsin arccos arctan floor binom root ceil diff prod sin cos tan cot sec csc log exp gcd lcm mod abs "
    "min max sum int lim ln"
).split()


def encode(text: str) -> list[int]:
    return [ID[character] for character in text]


def decode(ids) -> str:
    return "".join(VOCABULARY[i] for i in ids if i > EOS)


class Unreadable(ValueError):
    """Not in the grammar, or without a value this module can compute."""


def sides(formula: str) -> tuple[list[str], list[str]]:
    """The sides of a formula and the relations between them; a boxed mark is dropped."""
    parts = re.split(f"([{RELATIONS}])", formula.removeprefix("#"))
    return parts[0::2], parts[1::2]


class _Parser:
    def __init__(self, text: str):
        self.text, self.at = text, 0

    def peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self, expected: str) -> None:
        if self.peek() != expected:
            raise Unreadable(f"{self.text!r}: expected {expected!r} at {self.at}")
        self.at += 1

    def side(self):
        sign = self.peek() if self.peek() in ("-", "+", "±") else ""
        self.at += len(sign)
        node = self.term()
        if sign and sign != "+":
            node = ("negate" if sign == "-" else "±", node)
        while self.peek() in ("+", "-", "±"):
            operator = self.peek()
            self.at += 1
            node = (operator, node, self.term())
        return node

    def term(self):
        node = self.factor()
        while (c := self.peek()) and (c in "*/(√π∞" or c.isalnum()):
            if c in "*/":
                self.at += 1
                node = (c, node, self.factor())
            else:
                node = ("*", node, self.factor())
        return node

    def factor(self):
        node = self.atom()
        while (c := self.peek()) and c in "^!%'":
            self.at += 1
            if c == "^":
                node = ("^", node, self.atom())
            elif c == "'":
                raise Unreadable("a derivative has no value here")
            else:
                node = (c, node)
        return node

    def atom(self):
        c = self.peek()
        if c.isdigit():
            match = re.compile(r"\d+(\.\d+)?").match(self.text, self.at)
            self.at = match.end()
            return ("number", Fraction(match.group()))
        if c == "(":
            return self.arguments(1)[0]
        if c == "√":
            self.at += 1
            return ("√", self.atom())
        for name in FUNCTIONS:
            if self.text.startswith(name + "(", self.at):
                self.at += len(name)
                return ("call", name, *self.arguments(4))
        if c.isalpha():
            start = self.at
            self.at += 1
            if self.peek() == "_":
                self.at += 1
                if self.peek() == "(":
                    self.at = self.text.index(")", self.at) + 1
                else:
                    self.at += 1
            if self.peek() == "(":
                raise Unreadable("a function without a definition")
            return ("letter", self.text[start : self.at])
        raise Unreadable(f"{self.text!r}: unexpected {c!r} at {self.at}")

    def arguments(self, most: int):
        self.take("(")
        found = [self.side()]
        while self.peek() == "," and len(found) < most:
            self.at += 1
            found.append(self.side())
        self.take(")")
        return found


@lru_cache(maxsize=50_000)
def parse(side: str):
    parser = _Parser(side)
    try:
        node = parser.side()
    except (IndexError, ValueError) as error:
        raise Unreadable(str(error)) from error
    if parser.at != len(side):
        raise Unreadable(f"{side!r}: rest after {parser.at}")
    return node


def _power(base, exponent):
    if isinstance(exponent, Fraction) and exponent.denominator == 1 and abs(exponent) <= 64:
        if base == 0 and exponent < 0:
            raise Unreadable("division by zero")
        return base ** int(exponent)
    if isinstance(base, complex) or isinstance(exponent, complex) or base < 0 or abs(exponent) > 64:
        raise Unreadable("a power without a real value")
    if isinstance(exponent, Fraction):  # 8^(1/3) stays exact
        root = round(float(base) ** (1 / exponent.denominator)) if base else 0
        if isinstance(base, Fraction) and Fraction(root) ** exponent.denominator == base and root:
            return Fraction(root) ** exponent.numerator
    return float(base) ** float(exponent)


def _root(x):
    if isinstance(x, complex) or x < 0:
        raise Unreadable("a root without a real value")
    if isinstance(x, Fraction):
        top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
        if top * top == x.numerator and bottom * bottom == x.denominator:
            return Fraction(top, bottom)
    return math.sqrt(x)


def _logarithm(base, x):
    if x <= 0 or base <= 0 or base == 1:
        raise Unreadable("a logarithm without a value")
    approximate = math.log(x) / math.log(base)
    if isinstance(x, Fraction) and isinstance(base, Fraction) and abs(approximate) < 64:
        near = Fraction(approximate).limit_denominator(6)
        if _power(base, near) == x:
            return near
    return approximate


def _call(name: str, arguments, env):
    if name in ("sum", "prod"):
        body, (_, letter), low, high = arguments
        low, high = _value(low, env), _value(high, env)
        if Fraction(low).denominator != 1 or Fraction(high).denominator != 1 or high - low > 200:
            raise Unreadable("bounds of a sum")
        total = Fraction(0) if name == "sum" else Fraction(1)
        for k in range(int(low), int(high) + 1):
            term = _value(body, {**env, letter: Fraction(k)})
            total = total + term if name == "sum" else total * term
        return total
    if name in ("int", "lim", "diff"):
        raise Unreadable(f"{name} is not evaluated")
    xs = [_value(a, env) for a in arguments]
    if any(isinstance(x, complex) for x in xs):
        raise Unreadable("a function of a complex number")
    if name in ("gcd", "lcm", "binom", "mod"):
        if any(Fraction(x).denominator != 1 for x in xs) or len(xs) != 2:
            raise Unreadable(name)
        a, b = int(xs[0]), int(xs[1])
        if name == "binom":
            return Fraction(math.comb(a, b)) if 0 <= b <= a <= 200 else Fraction(0)
        if name == "mod":
            return Fraction(a % b)
        return Fraction(math.gcd(a, b) if name == "gcd" else math.lcm(a, b))
    if name == "log":
        return _logarithm(xs[0], xs[1]) if len(xs) == 2 else _logarithm(Fraction(10), xs[0])
    if name == "root":
        return _power(xs[1], Fraction(1) / xs[0])
    if name in ("abs", "floor", "ceil"):
        return Fraction({"abs": abs, "floor": math.floor, "ceil": math.ceil}[name](xs[0]))
    if name in ("min", "max"):
        return {"min": min, "max": max}[name](xs)
    x = float(xs[0])
    plain = {"sin": math.sin, "cos": math.cos, "tan": math.tan, "exp": math.exp, "ln": math.log}
    if name in plain and (name != "ln" or x > 0):
        return plain[name](x)
    raise Unreadable(name)


def _value(node, env):
    kind = node[0]
    if kind == "number":
        return node[1]
    if kind == "letter":
        if node[1] in env:
            return env[node[1]]
        if node[1] == "π":
            return math.pi
        if node[1] == "e":
            return math.e
        raise Unreadable(f"{node[1]} has no value")
    if kind == "call":
        return _call(node[1], node[2:], env)
    a = _value(node[1], env)
    if kind == "negate":
        return -a
    if kind == "√":
        return _root(a)
    if kind == "%":
        return a / 100
    if kind == "!":
        if isinstance(a, Fraction) and a.denominator == 1 and 0 <= a <= 20:
            return Fraction(math.factorial(int(a)))
        raise Unreadable("factorial")
    if kind == "±" and len(node) == 2:
        raise Unreadable("± has two values")
    b = _value(node[2], env)
    if kind == "+":
        return a + b
    if kind == "-":
        return a - b
    if kind == "*":
        return a * b
    if kind == "/":
        if b == 0:
            raise Unreadable("division by zero")
        return a / b
    if kind == "^":
        return _power(a, b)
    raise Unreadable("± has two values")


def value(side: str, env: dict | None = None):
    """The value of a side, with `env` for its letters; raises Unreadable where there is none."""
    try:
        return _value(parse(side), env or {})
    except (OverflowError, ZeroDivisionError, TypeError, ValueError, RecursionError) as error:
        raise Unreadable(f"{side!r}: {error}") from error


def values(side: str, env: dict | None = None) -> list:
    """Like `value`, with both values of one ±."""
    if "±" not in side:
        return [value(side, env)]
    return [value(side.replace("±", sign), env) for sign in ("+", "-")]


def same(a, b) -> bool:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))
