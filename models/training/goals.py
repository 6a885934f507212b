"""What a problem asks for, and the exact decision whether a solution's last formulas reach it.

A goal reads the written solution, not the generator's memory, so it judges generated and sampled
solutions alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from normalform import Unreadable, same, sides, value, values

# Points with small numerators where two different small expressions hardly ever agree.
POINTS = [Fraction(7, 3), Fraction(11, 5), Fraction(13, 2), Fraction(29, 7)]


def formulas(steps: list[str]) -> list[str]:
    return [f for step in steps for f in step.split(";")]


def letters(text: str) -> list[str]:
    stripped = re.sub(r"arcsin|arccos|arctan|floor|binom|root|ceil|diff|prod|sin|cos|tan|log|exp|gcd|lcm|mod|abs|sum|int|lim|ln", " ", text)
    return sorted(set(re.findall(r"[a-zA-Z](?:_[a-z0-9])?", stripped)))


def environments(text: str, fixed: dict | None = None) -> list[dict]:
    names = letters(text)
    return [
        {**{name: POINTS[(i + shift) % len(POINTS)] + i for i, name in enumerate(names)}, **(fixed or {})}
        for shift in range(3)
    ]


def identical(left: str, right: str, fixed: dict | None = None) -> bool:
    """Whether two expressions agree at every sample point where both have a value."""
    compared = 0
    for env in environments(left + " " + right, fixed):
        try:
            if not same(value(left, env), value(right, env)):
                return False
            compared += 1
        except Unreadable:
            continue
    if not compared:
        raise Unreadable("no point to compare at")
    return True


@dataclass(frozen=True)
class Value:
    """One number, at the very end."""

    gold: str

    def reached(self, steps: list[str]) -> bool:
        last = sides(formulas(steps)[-1])[0][-1]
        return not letters(last) and same(value(last), value(self.gold))


@dataclass(frozen=True)
class Roots:
    """All solutions of an equation in one letter."""

    letter: str
    gold: tuple[str, ...]

    def found(self, steps: list[str]) -> list:
        """Every value the letter was given, on its own or boxed."""
        values_found: list = []
        for formula in formulas(steps):
            parts, _ = sides(formula)
            named = len(parts) >= 2 and re.fullmatch(re.escape(self.letter) + r"(_\d)?", parts[0]) is not None
            if (named or formula.startswith("#")) and not letters(parts[-1]):
                values_found += values(parts[-1])
        return values_found

    def reached(self, steps: list[str]) -> bool:
        found = self.found(steps)
        wanted = [value(g) for g in self.gold]
        return bool(found) and all(any(same(f, w) for w in wanted) for f in found) and all(any(same(f, w) for f in found) for w in wanted)


@dataclass(frozen=True)
class System:
    """One value for each letter."""

    gold: tuple[tuple[str, str], ...]

    def found(self, steps: list[str]) -> dict[str, str]:
        """What every letter was set to at last."""
        last: dict[str, str] = {}
        for formula in formulas(steps):
            parts, relations = sides(formula)
            if set(relations) == {"="} and not letters(parts[-1]):
                last[parts[0]] = parts[-1]
        return last

    def reached(self, steps: list[str]) -> bool:
        last = self.found(steps)
        return all(name in last and same(value(last[name]), value(gold)) for name, gold in self.gold)


@dataclass(frozen=True)
class Expression:
    """An expression equal to the gold one, in the asked form (`expanded`, `factored`, `short`, `any`)."""

    gold: str
    form: str = "short"
    imaginary: bool = False

    def fixed(self) -> dict | None:
        return {"i": 1j} if self.imaginary else None

    def shaped(self, last: str) -> bool:
        if self.form == "any":
            return True
        if self.form == "expanded":
            return not re.search(r"\([^()]*[a-zA-Z]", last)
        if self.form == "factored":
            return "(" in last
        return len(last) <= len(self.gold) + 3

    def reached(self, steps: list[str]) -> bool:
        last = sides(formulas(steps)[-1])[0][-1]
        return self.shaped(last) and identical(last, self.gold, self.fixed())


@dataclass(frozen=True)
class Inequality:
    """`x < 3`, written either way round."""

    letter: str
    relation: str
    bound: str

    def reached(self, steps: list[str]) -> bool:
        parts, relations = sides(formulas(steps)[-1])
        if len(parts) != 2:
            return False
        (left, right), relation = parts, relations[0]
        if right == self.letter:
            left, right, relation = right, left, FLIPPED.get(relation, relation)
        return left == self.letter and relation == self.relation and not letters(right) and same(value(right), value(self.bound))


@dataclass(frozen=True)
class Between:
    """A chain `low < x < high`."""

    letter: str
    low: str
    high: str

    def reached(self, steps: list[str]) -> bool:
        parts, _ = sides(formulas(steps)[-1])
        return len(parts) == 3 and parts[1] == self.letter and all(same(value(p), value(g)) for p, g in ((parts[0], self.low), (parts[2], self.high)))


@dataclass(frozen=True)
class Equivalent:
    """An equation or inequality that says the same as the gold one: its sides differ by a constant multiple."""

    gold: str

    def says_the_same(self, formula: str) -> bool:
        (gold_parts, gold_relations), (parts, relations) = sides(self.gold), sides(formula)
        if len(parts) != 2:
            return False
        ratios = []
        for env in environments(self.gold + " " + formula):
            there, here = (value(p[0], env) - value(p[1], env) for p in (gold_parts, parts))
            if there == 0 or here == 0:
                return False
            ratios.append(here / there)
        turned = relations[0] if ratios[0] > 0 else FLIPPED.get(relations[0], relations[0])
        return turned == gold_relations[0] and all(same(r, ratios[0]) for r in ratios)

    def reached(self, steps: list[str]) -> bool:
        return self.says_the_same(formulas(steps)[-1])


FLIPPED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "=": "="}
ORDER = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "≤": lambda a, b: a <= b,
    "≥": lambda a, b: a >= b,
    "=": same,
}

Goal = Value | Roots | System | Expression | Inequality | Between | Equivalent


def answer(goal: Goal, steps: list[str]):
    """A key under which solutions with equal final answers meet; None when none can be read."""
    exact = lambda v: v if isinstance(v, Fraction) else complex(round(complex(v).real, 8), round(complex(v).imag, 8))  # noqa: E731
    try:
        parts, relations = sides(formulas(steps)[-1])
        if isinstance(goal, Value):
            return exact(value(parts[-1]))
        if isinstance(goal, Roots):
            return frozenset(exact(v) for v in goal.found(steps)) or None
        if isinstance(goal, System):
            return tuple(exact(value(v)) for v in (goal.found(steps)[name] for name, _ in goal.gold))
        if isinstance(goal, Expression):
            return tuple(exact(value(parts[-1], env)) for env in environments(goal.gold, goal.fixed()))
        if isinstance(goal, Equivalent):
            gaps = [value(parts[0], env) - value(parts[1], env) for env in environments(goal.gold)]
            return relations[0], tuple(exact(g / abs(gaps[0])) for g in gaps)
        if isinstance(goal, Inequality):
            left, right = (parts[0], parts[1]) if parts[0] == goal.letter else (parts[1], parts[0])
            return (relations[0] if parts[0] == goal.letter else FLIPPED[relations[0]]), exact(value(right))
        return exact(value(parts[0])), exact(value(parts[2]))
    except (Unreadable, IndexError, KeyError):
        return None


def reached(goal: Goal, steps: list[str]) -> bool:
    """The outcome label: whether the solution ends in the right answer. Unreadable answers are wrong."""
    try:
        return bool(steps) and goal.reached(steps)
    except (Unreadable, IndexError):
        return False
