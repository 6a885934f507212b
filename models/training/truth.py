"""Where a sampled solution goes wrong, for evaluation only: nothing is trained on it.

The generator's own slips need none of this. A sampled solution is read line by line beside its problem, the goal and the right
solution: what they say of a name is known, derivatives, integrals and sequences are worked out from the problem. A formula is
true, false, a mention that says nothing, or open; a solution whose first mistake can't be told is left out.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from fractions import Fraction

from goals import ORDER, Between, Equivalent, Expression, Goal, Inequality, Roots, System, Value, environments, letters, reached
from normalform import FUNCTIONS, RELATIONS, Unreadable, same, sides, value, values

TRUE, FALSE, MENTION, OPEN = "true", "false", "mention", "open"
FOREIGN = "foreign"  # calculated rightly, but nothing that the right solution comes by
CALL = re.compile(rf"(?<![A-Za-z])(?!(?:{'|'.join(FUNCTIONS)})\()([A-Za-z])('*)\(([^()]+)\)")
NAME = re.compile(r"[A-Za-zΔ](_\w|_\([\w+-]+\))?'*")
FUNCTION = re.compile(r"([A-Za-z])('*)\(([a-z])\)")
SPAN = re.compile(r"(int|lim)\(([^,]+),([a-z]),([^,()]*(?:\([^,()]*\))?[^,()]*)(?:,([^,]+))?\)")
HALF = 6  # points on each side, so that slopes are exact for polynomials up to twice that degree


def slope(f, x: Fraction) -> Fraction:
    """f'(x) from points around x."""
    h, total = Fraction(1, 16), 0
    for k in range(1, HALF + 1):
        weight = Fraction((-1) ** (k + 1) * math.comb(2 * HALF, HALF - k), k * math.comb(2 * HALF, HALF))
        total += weight * (f(x + k * h) - f(x - k * h)) / h
    return total


def area(f, low: Fraction, high: Fraction) -> Fraction:
    """The integral of the polynomial through nine points."""
    points = [low + (high - low) * Fraction(k, 8) for k in range(9)]
    weights = [989, 5888, -928, 10496, -4540, 10496, -928, 5888, 989]
    return (high - low) * sum(w * f(p) for w, p in zip(weights, points)) / 28350


def text_of(v) -> str:
    return f"({v.numerator}/{v.denominator})" if isinstance(v, Fraction) else f"({v:.15f})"


def close(a, b) -> bool:
    return same(a, b) or abs(complex(a) - complex(b)) <= 1e-7 * max(1.0, abs(a), abs(b))


class Facts:
    """What is known of names: of letters their values, of functions and letters with letters in them what they stand for."""

    def __init__(self, goal: Goal, problem: str, solution: tuple[str, ...]):
        self.goal = goal
        self.numbers: dict[str, list] = {}
        self.functions: dict[str, tuple[str, str]] = {}  # f → its letter, its expression
        self.sequences: dict[str, tuple[str, str, int]] = {}  # a → its index, its expression, by how much that is ahead
        self.asked = tuple(f for f in problem.split(";") if f)
        self.texts = list(self.asked)  # what true lines say, word for word
        self.given = {sides(f)[0][0] for f in self.asked}
        if isinstance(goal, Roots):
            self.numbers[goal.letter] = [value(g) for g in goal.gold]
        if isinstance(goal, System):
            self.numbers |= {name: [value(gold)] for name, gold in goal.gold}
        self.free = set(letters(goal.gold)) if isinstance(goal, (Expression, Equivalent)) else {goal.letter} if isinstance(goal, (Inequality, Between)) else set()
        self.constants = {"e": math.e} if "e^" in problem else {}
        self.free -= set(self.constants)
        # Letters that stand for an expression of others: what is asked for, and logarithms given by a letter.
        self.derived = {p[1]: p[0] for p in (sides(f)[0] for f in self.asked) if len(p) == 2 and re.fullmatch("[a-z]", p[1]) and p[0].startswith("log(")}
        self.blind = bool(self.derived) and not self.free <= set(self.derived)  # one of the letters isn't explained
        equation = next((f for f in self.asked if "=" in f), "")
        if isinstance(goal, Expression) and len(extra := set(letters(equation)) - self.free) == 1:
            self.derived |= {name: goal.gold for name in extra if self.consistent(equation, name)}
        self.free = (self.free | {n for e in self.derived.values() for n in letters(e)}) - set(self.derived) - set(self.constants)
        self.expressions: dict[str, str] = {}
        self.results: list = [] if not isinstance(goal, Value) else [value(goal.gold)]
        for formula in self.asked:
            self.take(formula, given=True)
        last = ""
        for formula in (f for step in solution for f in step.split(";")):
            last = self.take(last + formula if formula.startswith("=") else formula)

    def consistent(self, formula: str, name: str) -> bool:
        """Whether the problem's equation holds where this letter is what is asked for."""
        agree = []
        for env in environments(self.goal.gold, self.constants):
            with suppress(Unreadable):
                env = env | {name: value(self.goal.gold, env)}
                parts = [value(p, env) for p in sides(formula)[0]]
                agree.append(all(close(a, b) for a, b in zip(parts, parts[1:])))
        return bool(agree) and all(agree)

    def environments(self, text: str = "", fixed: dict | None = None) -> list[dict]:
        """Points for the free letters, with what they determine."""
        found = []
        for env in environments("".join(sorted(self.free)) + text, (fixed or {}) | self.constants):
            try:
                for name, expression in self.derived.items():
                    env = env | {name: value(expression, {k: abs(v) if k in "abpq" else v for k, v in env.items() if k != name})}
                found.append(env)
            except Unreadable:
                continue
        return found

    def take(self, formula: str, *, given: bool = False) -> str:
        """What a true formula defines; what a line that goes on from it goes on from."""
        parts, relations = sides(formula)
        end = parts[-1]
        self.texts.append(formula)
        if set(relations) <= {"="} and not (given and len(parts) < 2):
            head = parts[0]
            if (named := FUNCTION.fullmatch(head)) and len(parts) > 1 and not named[2]:
                self.functions.setdefault(named[1], (named[3], parts[1]))
            elif (ahead := re.fullmatch(r"([a-zA-Z])_(?:\(([a-z])\+(\d)\)|([a-z]))", head)) and len(parts) > 1:
                self.sequences.setdefault(ahead[1], (ahead[2] or ahead[4], parts[1], int(ahead[3] or 0)))
            elif len(parts) > 1 and NAME.fullmatch(head) and head not in self.free and not (isinstance(self.goal, Roots) and head.split("_")[0] == self.goal.letter):
                self.define(head, end)
            for part in parts:
                try:
                    self.results += [v for v in [self.number(part)] if not any(close(v, r) for r in self.results)]
                except Unreadable:
                    continue
        return end

    def define(self, name: str, end: str) -> None:
        try:
            found = [v for v in values(self.resolved(end, {}), {})] if not letters(end) else [self.number(end)]
        except Unreadable:
            self.expressions.setdefault(name, end)
            if isinstance(self.goal, Roots) and letters(end) == [self.goal.letter]:
                with suppress(Unreadable):
                    self.numbers.setdefault(name, [value(end, {self.goal.letter: g}) for g in self.numbers[self.goal.letter]])
            return
        if isinstance(self.goal, Roots) and name[0] not in self.sequences:
            name = re.sub(r"_\d$", "", name)  # z_1 and z_2 are two values of z
        own = self.numbers.setdefault(name, [])
        if not isinstance(self.goal, System) or name not in dict(self.goal.gold):
            own += [v for v in found if not any(close(v, o) for o in own)]

    def known(self, name: str) -> list:
        """The values a letter can have."""
        if name in self.numbers:
            return self.numbers[name]
        if isinstance(self.goal, Roots) and name[0] not in self.sequences and re.fullmatch(r"\w_\d", name):
            return self.numbers.get(name[0], [])
        if (at := re.fullmatch(r"([a-zA-Z])_(?:(\d+)|\((\d+)\))", name)) and at[1] in self.sequences:
            v = self.term(at[1], int(at[2] or at[3]))
            if v is not None:
                return [v]
        return []

    def term(self, name: str, at: int):
        index, rule, ahead = self.sequences[name]
        if not ahead:
            return value(rule, {index: Fraction(at)})
        start = min((int(k[2:]) for k in self.numbers if re.fullmatch(rf"{name}_\d", k)), default=None)
        if start is None or not start <= at <= start + 40:
            return None
        v = self.numbers[f"{name}_{start}"][0]
        for k in range(start, at):
            v = value(rule.replace(f"{name}_{index}", "(z)"), {"z": v, index: Fraction(k)})
        return v

    def call(self, name: str, primes: int, x):
        letter, rule = self.functions[name]
        f = lambda t: value(self.resolved(rule, {letter: t}), {letter: t})  # noqa: E731
        for _ in range(primes):
            f = lambda t, f=f: slope(f, t)  # noqa: E731
        return f(x)

    def resolved(self, text: str, env: dict) -> str:
        """With the values of functions, derivatives, integrals and limits put in, inner ones first."""
        for _ in range(12):
            before = text
            text = CALL.sub(lambda m: text_of(self.call(m[1], len(m[2]), value(m[3], env))) if m[1] in self.functions else m[0], text)
            text = re.sub(r"(?<![A-Za-z])([A-Za-z])('+)(?!\()", lambda m: self.primed(m, env), text)
            text = SPAN.sub(lambda m: self.spanned(m, env), text)
            if text == before:
                break
        return text

    def primed(self, m, env: dict) -> str:
        """y' where y is said to be an expression."""
        rule = self.expressions.get(m[1])
        free = letters(rule or "")
        if rule is None or len(free) != 1 or free[0] not in env:
            return m[0]
        f = lambda t: value(rule, {free[0]: t})  # noqa: E731
        for _ in m[2]:
            f = lambda t, f=f: slope(f, t)  # noqa: E731
        return text_of(f(env[free[0]]))

    def spanned(self, m, env: dict) -> str:
        kind, body, letter, low, high = m.groups()
        f = lambda t: value(self.resolved(body, env | {letter: t}), env | {letter: t})  # noqa: E731
        if kind == "lim":
            at, h = value(low, env), Fraction(1, 10**10)
            return text_of(float((f(at + h) + f(at - h)) / 2))
        return m[0] if high is None else text_of(area(f, value(low, env), value(high, env)))

    def number(self, part: str, env: dict | None = None):
        env = env or {}
        env = env | {n: self.known(n)[0] for n in letters(part) if n not in env and len(self.known(n)) == 1}
        return value(self.resolved(part, env), env)

    def cases(self, formula: str) -> list[dict] | None:
        """All values the letters of a formula can have together; None where one has none."""
        names = [n for n in names_in(formula) if n not in self.functions]
        if set(names) & self.free:
            found = self.environments()
            rest = [n for n in names if n not in self.free]
        else:
            found, rest = [{}], names
        for n in rest:
            if n in self.expressions and n not in self.numbers:
                continue
            own = self.known(n)
            if not own:
                return None
            found = [env | {n: v} for env in found for v in own]
        pair = [n for n in rest if "_" in n and len(self.known(n)) > 1]
        return [env for env in found if len({str(env[n]) for n in pair}) == len(pair)]


def names_in(formula: str) -> list[str]:
    """The letters of a formula, without those that integrals, limits and sums bind."""
    free = re.sub(r"(?:int|lim|sum|prod)\(([^,]*),([a-z])(?=[,)])", lambda m: " ".join(n for n in letters(m[1]) if n != m[2]), formula)
    return [n for n in letters(re.sub(r"[eπ]\b", " ", free)) if n != "C"]


def judged(formula: str, facts: Facts, before: str, last: bool) -> str:
    """What a formula comes to, as the continuation of `before` where it begins with a relation; `last` in its step."""
    verdict = compared(formula, facts, before, last)
    name, *rest = sides(formula)[0]
    # Everybody names what is put in place of something as they like.
    own = re.fullmatch(r"[a-xz]'?", name) and name.rstrip("'") not in {*facts.given, *facts.free, *facts.derived} and name != getattr(facts.goal, "letter", "")
    return OPEN if verdict == FALSE and own and rest and names_in(rest[-1]) and not isinstance(facts.goal, System) else verdict


def compared(formula: str, facts: Facts, before: str, last: bool) -> str:
    """Like `judged`, with every name meaning what it means in the right solution."""
    goal = facts.goal
    whole = (before + formula if formula[:1] in ORDER and before else formula).removeprefix("#")
    parts, relations = sides(whole)
    parts = [p for p in parts if p]
    if set(relations) - set(ORDER):
        return OPEN
    if len(parts) == 1:
        return alone(parts[0], facts, formula.startswith("#"), last)
    if not names_in(whole) and not CALL.search(whole) and "'" not in whole and "±" not in whole:
        vs = [facts.number(p) for p in parts]
        if not all(ORDER[r](a, b) or (r == "=" and close(a, b)) for a, b, r in zip(vs, vs[1:], relations)):
            return FALSE
        if isinstance(goal, Value) and not any(close(v, r) for v in vs for r in facts.results):
            return FOREIGN
        return TRUE
    if whole in facts.asked:
        return TRUE
    if isinstance(goal, (Inequality, Between)):
        return ordered(parts, relations, facts)
    if isinstance(goal, Equivalent):
        return TRUE if len(parts) != 2 or goal.says_the_same(whole) else FALSE
    if set(relations) != {"="}:
        return OPEN
    if parts[0] in facts.asked and isinstance(goal, (Expression, Value)) and not re.fullmatch(r"[a-z]", parts[0]):
        parts = [*parts[1:], goal.gold]  # the name of what is asked for
        whole = "=".join(parts)
    if re.match(r"F\(|int\(", parts[0]) and (verdict := antiderivative(parts, facts)):
        return verdict
    if "±" in whole:
        return both_signs(whole, parts, facts)
    if isinstance(goal, Expression):
        return rewritten(parts, facts)
    called = any(m[1] in facts.functions for p in parts[1:] for m in CALL.finditer(p))
    if (head := FUNCTION.fullmatch(parts[0])) and not called and (head[1] in facts.functions or not head[2]):
        return function(parts, head, facts)
    names = names_in(whole)
    if len(names) == 1 and len(facts.known(names[0])) > 1 or isinstance(goal, Roots) and names == [goal.letter]:
        return solved(parts, names[0], facts)
    cases = facts.cases(whole)
    if cases is None:
        closed = [p for p in parts if not names_in(p) and not CALL.search(p)]
        vs = [facts.number(p) for p in closed]
        if any(not close(a, b) for a, b in zip(vs, vs[1:])):
            return FALSE
        if len(closed) < len(parts) - 1:
            return OPEN
        return TRUE if any(close(vs[-1], r) for r in facts.results) else FOREIGN
    return TRUE if any(holds(parts, facts, env) for env in cases) else FALSE


def holds(parts: list[str], facts: Facts, env: dict) -> bool:
    vs = []
    for p in parts:
        for name in names_in(p):
            if name not in env and name in facts.expressions:
                env = env | {name: facts.number(facts.expressions[name], env)}
        vs.append(value(facts.resolved(p, env), env))
    return all(close(a, b) for a, b in zip(vs, vs[1:]))


def alone(part: str, facts: Facts, boxed: bool, last: bool) -> str:
    """An expression on its own: a new form of what was asked, or named before it is worked on."""
    goal = facts.goal
    if isinstance(goal, (Expression, Value)):
        gold = goal.gold
        try:
            cases = facts.environments(part, goal.fixed()) if isinstance(goal, Expression) else facts.cases(part) or [{}]
            if all(close(value(facts.resolved(part, env), env), value(gold, env)) for env in cases):
                return TRUE
            parts_of_it = {m[0] for f in facts.asked for m in CALL.finditer(f)} if facts.functions else ()
            if any(all(close(facts.number(part, env), facts.number(one, env)) for env in cases) for one in parts_of_it):
                return TRUE
            if isinstance(goal, Value) and any(close(facts.number(part), r) for r in facts.results):
                return FALSE if boxed else TRUE
        except Unreadable:
            return FALSE if boxed else MENTION if not last else OPEN
        return FALSE if last else MENTION
    if boxed and isinstance(goal, Roots):
        return TRUE if all(any(close(v, g) for g in facts.numbers[goal.letter]) for v in values(part)) else FALSE
    return MENTION


def ordered(parts: list[str], relations: list[str], facts: Facts) -> str:
    """An inequality, at points around what bounds the solutions."""
    goal = facts.goal
    names = names_in("".join(parts))
    if names != [goal.letter]:
        return OPEN
    low, high = (value(g) for g in ((goal.low, goal.high) if isinstance(goal, Between) else (goal.bound, goal.bound)))
    points = {b + d for b in (low, high) for d in map(Fraction, (-20, -1, "-1/7", 0, "1/7", 1, 20))} | {(low + high) / 2}
    if isinstance(goal, Between):
        points -= {low, high}  # whether the ends belong to it isn't said
        wanted = [lambda x: low < x < high, *([lambda x: low < x, lambda x: x < high] if len(parts) == 2 else [])]
    else:
        wanted = [lambda x: ORDER[goal.relation](x, low)]
    said = {}
    for x in points:
        vs = [value(p, {goal.letter: x}) for p in parts]
        said[x] = all(ORDER[r](a, b) for a, b, r in zip(vs, vs[1:], relations))
    if set(relations) == {"="}:
        return OPEN
    return TRUE if any(all(said[x] == one(x) for x in points) for one in wanted) else FALSE


def both_signs(whole: str, parts: list[str], facts: Facts) -> str:
    goal = facts.goal
    if not isinstance(goal, Roots) or set(names_in(whole)) != {goal.letter}:
        return OPEN
    gold = facts.numbers[goal.letter]
    if parts[0] == goal.letter:
        return TRUE if all(any(close(v, g) for g in gold) for v in values(parts[-1])) else FALSE
    signs = [[p.replace("±", s) for p in parts] for s in "+-"]
    return TRUE if all(any(holds(one, facts, {goal.letter: g}) for one in signs) for g in gold) else FALSE


def function(parts: list[str], head, facts: Facts) -> str:
    """`f'(x)=…`: the same for every x."""
    for x in (Fraction(7, 3), Fraction(11, 5), Fraction(29, 7)):
        vs = [facts.number(p, {head[3]: x}) for p in (parts if head[1] in facts.functions else parts[1:])]
        if not all(close(a, b) for a, b in zip(vs, vs[1:])):
            return FALSE
    return TRUE if head[1] in facts.functions else OPEN


def solved(parts: list[str], letter: str, facts: Facts) -> str:
    """An equation in one letter: all its solutions are wanted, or it has all that are."""
    gold = facts.known(letter)
    fits = [g for g in gold if holds(parts, facts, {letter: g})]
    if len(fits) == len(gold):
        return TRUE
    if not fits:
        return FALSE
    if len(parts) != 2:
        return TRUE
    gap = lambda x: value(facts.resolved(parts[0], {letter: x}), {letter: x}) - value(facts.resolved(parts[1], {letter: x}), {letter: x})  # noqa: E731
    try:
        g = [gap(Fraction(k)) for k in range(4)]
    except Unreadable:
        return TRUE
    second = [c - 2 * b + a for a, b, c in zip(g, g[1:], g[2:])]
    if not close(second[0], second[1]) or close(second[0], 0):
        return TRUE
    a = second[0] / 2
    b = g[1] - g[0] - a
    return TRUE if any(close(-b / a - fits[0], other) for other in gold) else FALSE


def antiderivative(parts: list[str], facts: Facts) -> str | None:
    """`F(x)=…` and `int(…,x)=…`: whether they grow as what is integrated."""
    asked = next((m for f in facts.asked for m in [SPAN.search(f)] if m and m[1] == "int"), None) or re.search(r"(int)\(([^,]+),([a-z])\)", ";".join(facts.asked))
    if asked is None or (head := re.fullmatch(r"F\(([a-z])\)|int\(([^,]+),([a-z])\)", parts[0])) is None:
        return None
    letter = asked[3]
    body = head[2] or asked[2]
    for part in parts[1:]:
        if "int(" in part:
            return OPEN
        text = part.replace("+C", "")
        for x in (Fraction(7, 3), Fraction(11, 5)):
            grown = slope(lambda t: value(text, {letter: t}), x)
            if not close(grown, facts.number(body, {letter: x})) or not close(grown, facts.number(asked[2], {letter: x})):
                return FALSE
    if parts[0].startswith("F("):
        facts.functions["F"] = (letter, parts[-1].replace("+C", ""))
    return TRUE


def rewritten(parts: list[str], facts: Facts) -> str:
    """A chain of equal expressions, perhaps with a name before it."""
    goal = facts.goal
    fixed = goal.fixed() or {}
    named, rest = None, parts
    if parts[0] not in facts.free and parts[0] not in facts.derived and (
        NAME.fullmatch(parts[0]) or (call := re.fullmatch(r"([A-Za-z])'*\([^()]*\)", parts[0])) and call[1] not in facts.functions
    ):
        named, rest = parts[0], parts[1:]
    cases = facts.environments("".join(n for n in names_in("".join(rest)) if n not in facts.numbers and n not in facts.functions and n not in facts.derived), fixed)
    agreed = 0
    for env in cases:
        try:
            vs = [facts.number(p, env) for p in rest]
            wanted = value(goal.gold, env)
        except Unreadable:
            continue
        agreed += 1
        if not all(close(a, b) for a, b in zip(vs, vs[1:])):
            return FALSE
        if named is None:
            if not close(vs[-1], wanted) and not any(rest[0].lstrip("+-") in text for text in facts.texts):
                return FALSE  # neither what was asked for nor a part of it
            continue
        try:
            meant = facts.number(facts.expressions.get(named, named), env)
        except Unreadable:
            meant = wanted if not re.fullmatch(r"[a-xz]'*", named) else None
        if meant is None:
            return OPEN
        if not close(vs[-1], meant):
            return FALSE
    return TRUE if agreed else OPEN


def first_wrong_step(goal: Goal, steps: list[str], problem: str, solution: tuple[str, ...]) -> int | None:
    """The first step that says something false, −1 for none; None where that can't be told, as where a solution just stops short."""
    facts = Facts(goal, problem, solution)
    right = reached(goal, steps)
    if facts.blind and not right:
        return None
    opened = foreign = None
    before = ""
    for index, step in enumerate(steps):
        formulas = step.split(";")
        for k, formula in enumerate(formulas):
            if not set(formula) & set(RELATIONS + "#") and named_only(formula, formulas[k + 1 :], steps[index + 1 : index + 2], facts):
                continue
            try:
                verdict = judged(formula, facts, before, k == len(formulas) - 1)
            except (Unreadable, ValueError, ZeroDivisionError, OverflowError, TypeError, KeyError, IndexError):
                verdict = OPEN
            if verdict == FALSE:
                return index if opened is None and foreign in (None, index) else None
            if verdict == OPEN and opened is None:
                opened = index
            if verdict == FOREIGN and foreign is None:
                foreign = index
            if verdict != MENTION:
                before = sides(formula)[0][-1]
            if verdict == TRUE:
                facts.take(formula)
    if right:
        return -1 if opened is None else None
    if opened is None and foreign is None and isinstance(goal, Roots) and "abs(" not in problem:
        return left_out(steps, facts)
    return foreign if opened is None else None


def named_only(formula: str, following: list[str], next_step: list[str], facts: Facts) -> bool:
    """Whether an expression is only named before it is worked on: in the same step, in the problem, or as a part of the next line."""
    if any(formula in other for other in (*following, *facts.asked)):
        return True
    return any(formula in part != formula for step in next_step for other in step.split(";") for part in sides(other)[0])


def left_out(steps: list[str], facts: Facts) -> int | None:
    """Of a solution that says nothing false and finds some of the solutions asked for: the step from which on the others are missing."""
    goal = facts.goal
    if not goal.found(steps):
        return None
    missing = set(range(len(goal.gold)))
    for index in range(len(steps) - 1, -1, -1):
        names = names_in(steps[index])
        if any(n.split("_")[0] != goal.letter for n in names):
            return None
        for formula in steps[index].split(";"):
            for sign in "+-" if "±" in formula else "+":
                parts = [p for p in sides(formula.replace("±", sign))[0] if p]
                named = names_in(formula)
                for k in list(missing):
                    try:
                        if len(named) == 1 and len(parts) > 1 and holds(parts, facts, {named[0]: facts.numbers[goal.letter][k]}):
                            missing.discard(k)
                    except Unreadable:
                        continue
        if not missing:
            return index + 1 if index + 1 < len(steps) else None
    return 0
