"""Walks: a line is rewritten at random, so that what comes next can't be foretold, only checked against the line before.

In the other families the right way is nearly the only way, and a policy trained on them learns that a surprise is a
mistake. Here a right line is as surprising as a wrong one.

A side is a list of items: `("m", c, k)` is c·k with a monomial k, `("b", c, k, poly)` is c·k·(poly), `("p", c, poly, poly)`
a product of two brackets, `("f", c, poly, n)` is c·(poly)/n; a poly is a list of `(c, k)`.
"""

from fractions import Fraction
from math import gcd

from goals import FLIPPED, Equivalent, Expression, Inequality, System, Value
from pen import BARE_NUMBER, Pen, Problem, Unsuitable, factor, joined, linear, number, polynomial, times

from .equations import divide, nonzero, root_goal, row, solve, two_unknowns
from .quadratics import name_roots, roots_of, square_equation

LARGEST = 400


# -- monomials and sides --------------------------------------------------------------------------
def power(letter: str, degree: int) -> str:
    return "" if degree == 0 else letter if degree == 1 else f"{letter}^{degree}"


def key(monomial: str) -> dict[str, int]:
    """`x^2y` → {x: 2, y: 1}"""
    found: dict[str, int] = {}
    at = 0
    while at < len(monomial):
        letter, degree, at = monomial[at], 1, at + 1
        if monomial[at : at + 1] == "^":
            degree, at = int(monomial[at + 1]), at + 2
        found[letter] = found.get(letter, 0) + degree
    return found


def multiplied(k: str, m: str) -> str:
    a, b = key(k), key(m)
    return "".join(power(letter, a.get(letter, 0) + b.get(letter, 0)) for letter in sorted({*a, *b}))


def mono(c, k: str) -> str:
    return times(c, k) if k else number(c)


def bracket(poly) -> str:
    return f"({joined(*[mono(c, k) for c, k in poly])})"


def written(item) -> str:
    kind, c, *rest = item
    if kind == "m":
        return mono(c, rest[0])
    if kind == "b":
        k, poly = rest
        return f"{mono(c, k)}*{bracket(poly)}" if k else times(c, bracket(poly))
    if kind == "p":
        first, second = rest
        body = f"{bracket(first)}^2" if first == second else bracket(first) + bracket(second)
        return times(c, body)
    poly, n = rest
    top = bracket(poly) if len(poly) > 1 else mono(*poly[0])
    if len(poly) == 1 and (poly[0][0] < 0 or poly[0][0].denominator > 1):
        top = f"({top})"
    return f"{'-' if c < 0 else ''}{top}/{n}"


def text_of(side) -> str:
    return joined(*[written(i) for i in side])


def spread(item) -> list[tuple[Fraction, str]]:
    """The item multiplied out, as it should be."""
    kind, c, *rest = item
    if kind == "m":
        return [(c, rest[0])]
    if kind == "b":
        return [(c * d, multiplied(rest[0], k)) for d, k in rest[1]]
    if kind == "p":
        return [(c * d * e, multiplied(k, m)) for d, k in rest[0] for e, m in rest[1]]
    return [(c * d / rest[1], k) for d, k in rest[0]]


def total(side) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for item in side:
        for c, k in spread(item):
            found[k] = found.get(k, Fraction(0)) + c
    return {k: c for k, c in found.items() if c}


def by_degree(sums: dict[str, Fraction]) -> list[tuple[Fraction, str]]:
    return sorted(((c, k) for k, c in sums.items()), key=lambda t: (-sum(key(t[1]).values()), t[1]))


def plain(poly) -> list:
    return [("m", c, k) for c, k in poly]


def negated(item):
    return (item[0], -item[1], *item[2:])


def tidy(side) -> list:
    """No zeros, nothing too large, never empty."""
    kept = [i for i in side if i[1] != 0]
    for item in kept:
        numbers = [item[1], *[c for part in item[2:] if isinstance(part, list) for c, _ in part]]
        if any(abs(c.numerator) > LARGEST or c.denominator > 60 for c in map(Fraction, numbers)):
            raise Unsuitable
    if len(kept) > 7:
        raise Unsuitable
    return kept or [("m", Fraction(0), "")]


# -- moves within a side --------------------------------------------------------------------------
def spot(pen: Pen, side, kinds: str) -> int | None:
    places = [i for i, item in enumerate(side) if item[0] in kinds]
    return pen.rng.choice(places) if places else None


def collect(pen: Pen, side) -> list | None:
    """Like terms put together: two of them, or all there are."""
    like: dict[str, list[int]] = {}
    for i, item in enumerate(side):
        if item[0] == "m":
            like.setdefault(item[2], []).append(i)
    groups = [places for places in like.values() if len(places) > 1]
    if not groups:
        return None
    for places in groups if pen.chance(0.5) else [pen.rng.choice(groups)]:
        chosen = places if pen.chance(0.6) else sorted(pen.rng.sample(places, 2))
        values = [side[i][1] for i in chosen]
        lost = pen.oops("dropped term", 0.4)
        right = sum(values)
        v = sum(values[:-1]) if lost else pen.calc(right, values[0] - sum(values[1:]), weight=1)
        side = [("m", v, item[2]) if i == chosen[0] else item for i, item in enumerate(side) if i == chosen[0] or i not in chosen]
        if len(groups) > 1:
            return collect(pen, tidy(side)) or side
    return side


def expand(pen: Pen, side) -> list | None:
    """One bracket multiplied out."""
    at = spot(pen, side, "bpf")
    if at is None:
        return None
    kind, c, *rest = side[at]
    right = spread(side[at])
    terms = [(pen.calc(v, weight=0.15), k) for v, k in right]
    if kind == "b" and len(right) > 1:
        if abs(c) != 1 and pen.oops("only the first summand", 1.2):
            terms = [terms[0], *[(d * (1 if c > 0 else -1) if pen.mischief.random() < 0.3 else d, k) for d, k in rest[1][1:]]]
        elif pen.oops("sign", 1.2 if c < 0 else 0.4):
            i = pen.mischief.randrange(1, len(terms))
            terms[i] = (-terms[i][0], terms[i][1])
    elif kind == "p":
        if pen.oops("only the outer products", 1):
            terms = [terms[0], terms[-1]]
        elif pen.oops("sign", 1):
            i = pen.mischief.randrange(len(terms))
            terms[i] = (-terms[i][0], terms[i][1])
        elif pen.chance(0.5):
            sums: dict[str, Fraction] = {}
            for v, k in terms:
                sums[k] = sums.get(k, Fraction(0)) + v
            terms = [(pen.calc(v, weight=0.2), k) for k, v in sums.items()]
    elif kind == "f":
        if any((v.denominator > 1) for v, _ in right) and pen.chance(0.6):
            return None
        if len(right) > 1 and pen.oops("one term only", 1.2):
            terms = [terms[0], *[(c * d, k) for d, k in rest[0][1:]]]
    return tidy(side[:at] + plain(terms) + side[at + 1 :])


def pull(pen: Pen, side) -> list | None:
    """A common factor put before a bracket, or minus one."""
    places = [i for i, item in enumerate(side) if item[0] == "m" and item[1].denominator == 1]
    if len(places) < 2:
        return None
    chosen = sorted(pen.rng.sample(places, pen.int(2, min(3, len(places)))))
    poly = [(side[i][1], side[i][2]) for i in chosen]
    g = gcd(*[int(c) for c, _ in poly])
    if len({k for _, k in poly}) < 2:
        return None
    if g == 1:
        if pen.chance(0.6):
            return None
        g = -1
    elif pen.chance(0.2):
        g = -g
    inner = [(c / g, k) for c, k in poly]
    kind = pen.slip("pulled out", "right", "one term only", "sign", weight=1.2)
    i = pen.mischief.randrange(1, len(inner))
    if kind == "one term only":
        inner[i] = poly[i] if abs(g) > 1 else (inner[i][0] * -1, inner[i][1])
    elif kind == "sign":
        inner[i] = (-inner[i][0], inner[i][1])
    return tidy([("b", Fraction(g), "", inner) if j == chosen[0] else item for j, item in enumerate(side) if j == chosen[0] or j not in chosen])


def split(pen: Pen, side) -> list | None:
    """A term written as a sum of two."""
    at = spot(pen, side, "m")
    if at is None or side[at][1].denominator > 1 or len(side) > 4:
        return None
    _, c, k = side[at]
    part = Fraction(pen.int(-9, 12, but=(0, int(c))))
    rest = pen.calc(c - part, c + part, weight=0.8)
    return tidy([*side[:at], ("m", part, k), ("m", rest, k), *side[at + 1 :]])


def reorder(pen: Pen, side) -> list | None:
    if len(side) < 2:
        return None
    shuffled = list(side)
    pen.rng.shuffle(shuffled)
    if pen.oops("sign", 0.5):
        i = pen.mischief.randrange(len(shuffled))
        shuffled[i] = negated(shuffled[i])
    return shuffled


def over(pen: Pen, side) -> list | None:
    """A term written as a fraction, or whole terms put over one number."""
    at = spot(pen, side, "m")
    if at is None:
        return None
    _, c, k = side[at]
    if c == 0:
        return None
    if c.denominator > 1 and k:
        return tidy([*side[:at], ("f", Fraction(1 if c > 0 else -1), [(Fraction(abs(c.numerator)), k)], c.denominator), *side[at + 1 :]])
    n = pen.int(2, 6)
    top = pen.calc(c * n, c + n)
    return tidy([*side[:at], ("f", Fraction(1 if top > 0 else -1), [(abs(top), k)], n), *side[at + 1 :]])


def within(pen: Pen, side) -> list:
    """One random move within a side."""
    for _ in range(8):
        move = pen.rng.choices((collect, expand, pull, split, reorder, over), (4, 4, 2, 1.2, 1, 0.4))[0]
        changed = move(pen, list(side))
        if changed is not None and changed != side:
            return tidy(changed)
    return side


# -- moves of an equation -------------------------------------------------------------------------
def scaled(pen: Pen, side, k: Fraction) -> list:
    found = []
    for item in side:
        kind, c, *rest = item
        v = pen.calc(c * k, weight=0.15)
        if kind == "f":
            poly, n = rest
            whole_part = Fraction(c * k, n)
            if whole_part.denominator == 1:
                found += plain([(whole_part * d, m) for d, m in poly]) if len(poly) == 1 or abs(whole_part) == 1 and whole_part > 0 else [("b", whole_part, "", poly)]
            else:
                found.append(("f", Fraction(1 if v > 0 else -1), [(d * abs(v), m) for d, m in poly], n))
        else:
            found.append((kind, v, *rest))
    return found


def both(pen: Pen, left, right, relation: str):
    """One random move of the whole equation."""
    kind = pen.rng.choices(("add", "shift", "multiply", "divide", "swap", "wrap"), (3, 4, 1.6, 2, 0.7, 0.5))[0]
    if kind == "add":
        names = [k for k in {*total(left), *total(right)}] or [""]
        term = ("m", Fraction(nonzero(pen, -15, 15)), pen.rng.choice(sorted(names)))
        habit = pen.slip("both sides", "right", "one side only", "other sign", weight=1.2)
        to_right = {"right": [term], "one side only": [], "other sign": [negated(term)]}[habit]
        left, right = [*left, term], [*right, *to_right]
        if pen.chance(0.7):
            left, right = (collect(pen, s) or s for s in (left, right))
    elif kind == "shift":
        source, target = (left, right) if pen.chance(0.6) else (right, left)
        at = pen.rng.randrange(len(source))
        item = source[at]
        if item[1] == 0:
            return left, right, relation
        moved = pen.slip("sign", negated(item), item, weight=2)
        rest = [i for j, i in enumerate(source) if j != at]
        grown = [*target, moved] if pen.chance(0.8) else [moved, *target]
        if pen.chance(0.6):
            grown = collect(pen, tidy(grown)) or grown
        left, right = (rest, grown) if source is left else (grown, rest)
    elif kind in ("multiply", "divide"):
        numbers = [Fraction(i[1]) for i in (*left, *right) if i[0] != "f"]
        if kind == "multiply":
            under = [i[3] for i in (*left, *right) if i[0] == "f"] + [c.denominator for c in numbers if c.denominator > 1]
            k = Fraction(pen.rng.choice(under) if under and pen.chance(0.85) else pen.pick(2, 3, -1, -1, -2, 4, 5, 10))
        else:
            g = gcd(*[int(c) for c in numbers if c.denominator == 1]) if numbers else 1
            if any(i[0] == "f" for i in (*left, *right)) or any(c.denominator > 1 for c in numbers) or g < 2:
                return left, right, relation
            k = Fraction(1, pen.pick(g, g, -g))
        habit = pen.slip("both sides", "right", "one side only", "one term only", weight=1.6)
        if habit == "one term only":
            side = left if len(left) > 1 else right
            at = pen.mischief.randrange(len(side))
            kept = [side[at]]
            parts = [scaled(pen, [i], k) for i in side]
            parts[at] = kept
            joined_up = [i for part in parts for i in part]
            left, right = (joined_up, scaled(pen, right, k)) if side is left else (scaled(pen, left, k), joined_up)
        else:
            left, right = scaled(pen, left, k), right if habit == "one side only" else scaled(pen, right, k)
        if k < 0 and relation != "=":
            relation = pen.slip("relation not flipped", FLIPPED[relation], relation, weight=2.5)
    elif kind == "swap":
        left, right = right, left
        if relation != "=":
            relation = pen.slip("relation not flipped", FLIPPED[relation], relation, weight=1)
    else:  # k(left) = k·right, or both divided in writing
        if any(i[0] != "m" for i in left) or len(left) < 2 or relation != "=":
            return left, right, relation
        k = Fraction(nonzero(pen, 2, 5))
        if pen.chance(0.5):
            left, right = [("b", k, "", [(c, m) for _, c, m in left])], scaled(pen, right, k) if not pen.oops("one side only", 1) else right
        elif all(i[0] == "m" for i in right):
            n = int(k)
            left = [("f", Fraction(1), [(c, m) for _, c, m in left], n)]
            right = [("f", Fraction(1 if c > 0 else -1), [(abs(c), m)], n) for _, c, m in right] if len(right) == 1 and right[0][1] else [("f", Fraction(1), [(c, m) for _, c, m in right], n)]
            if any(i[2][0][0] == 0 for i in right):
                raise Unsuitable
    return tidy(left), tidy(right), relation


def wander(pen: Pen, left, right, relation: str, lines: int, x: str):
    """Random lines; each is the line before after one to three moves."""
    for _ in range(lines):
        before = text_of(left) + text_of(right)
        for _ in range(pen.pick(1, 1, 1, 2, 2, 3)):
            if pen.chance(0.5):
                left, right, relation = both(pen, left, right, relation)
            elif pen.chance(0.5):
                left = within(pen, left)
            else:
                right = within(pen, right)
        if text_of(left) == text_of(right):
            raise Unsuitable
        if text_of(left) + text_of(right) != before:
            pen.say(f"{text_of(left)}{relation}{text_of(right)}")
            if pen.chance(0.06):
                pen.line.append(pen.steps[-1].split(";")[-1]) if pen.steps and not pen.line else None
    return left, right, relation


def bare(pen: Pen, side, x: str) -> tuple[Fraction, Fraction]:
    sums = total(side)
    if set(sums) - {"", x}:
        raise Unsuitable
    return sums.get(x, Fraction(0)), sums.get("", Fraction(0))


def straighten(pen: Pen, left, right, relation: str, x: str):
    """Everything multiplied out and collected, with the slips of that; the coefficients of ax + b and cx + d."""
    for _ in range(6):
        changed = False
        for kind in (0, 1):
            side = (left, right)[kind]
            new = expand(pen, side) or collect(pen, side)
            if new is not None and new != side:
                left, right = (new, right) if kind == 0 else (left, new)
                changed = True
        if not changed:
            break
        if pen.chance(0.6):
            pen.say(f"{text_of(left)}{relation}{text_of(right)}")
    return (*bare(pen, left, x), *bare(pen, right, x))


def linear_start(pen: Pen, x: str, brackets: bool):
    """A random linear equation with a root, its sides as items."""
    s = Fraction(pen.int(-12, 12)) if pen.chance(0.8) else Fraction(pen.int(-20, 20), pen.int(2, 5))

    def some(count: int) -> list:
        found = []
        for _ in range(count):
            form = pen.rng.random()
            if brackets and form < 0.35:
                found.append(("b", Fraction(pen.pick(-1, -2, -3, 2, 3, 4, 5)), "", [(Fraction(nonzero(pen, -4, 6)), x), (Fraction(nonzero(pen, -9, 9)), "")]))
            elif form < 0.7:
                found.append(("m", Fraction(nonzero(pen, -9, 12)), x))
            else:
                found.append(("m", Fraction(nonzero(pen, -25, 25)), ""))
        return found

    left, right = some(pen.int(1, 3)), some(pen.int(0, 2))
    if brackets and pen.chance(0.2):  # one fraction, on its own
        n = pen.int(2, 6)
        left = [("f", Fraction(pen.pick(1, 1, -1)), [(Fraction(nonzero(pen, -4, 5)), x), (Fraction(nonzero(pen, -9, 9)), "")], n)]
        right = right or [("m", Fraction(nonzero(pen, -9, 9)), x)]
    at = lambda side: sum((c * (s if k else 1) for item in side for c, k in spread(item)), Fraction(0))  # noqa: E731
    right = [*right, ("m", at(left) - at(right), "")]
    if right[-1][1].denominator > 1:
        raise Unsuitable
    left, right = tidy(left), tidy(right)
    a, c = total(left).get(x, Fraction(0)), total(right).get(x, Fraction(0))
    if a == c or (text_of(left) == x and c == 0):
        raise Unsuitable
    return s, left, right, a - c


def equation_walk(pen: Pen) -> Problem:
    x = pen.letter
    s, left, right, _ = linear_start(pen, x, True)
    text = f"{text_of(left)}={text_of(right)}"
    pen.restate(text)
    left, right, _ = wander(pen, left, right, "=", pen.pick(1, 2, 2, 3, 3, 4), x)
    if pen.chance(0.3):
        pen.end_step()
        return Problem(text, Equivalent(text), ask=x if pen.chance(0.3) else "")
    v, _ = solve(pen, *straighten(pen, left, right, "=", x), x)
    pen.answer(number(v), x)
    return Problem(text, root_goal(x, s), ask=x)


def inequality_walk(pen: Pen) -> Problem:
    x = pen.letter
    s, left, right, slope = linear_start(pen, x, False)
    relation = pen.pick("<", ">", "≤", "≥")
    text = f"{text_of(left)}{relation}{text_of(right)}"
    pen.restate(text)
    left, right, now = wander(pen, left, right, relation, pen.int(1, 4), x)
    if any(i[0] in "bp" for i in (*left, *right)):
        raise Unsuitable
    if pen.chance(0.3):
        pen.end_step()
        return Problem(text, Equivalent(text), ask=x if pen.chance(0.3) else "")
    v, r = solve(pen, *straighten(pen, left, right, now, x), x, now)
    pen.answer(f"{x}{r}{number(v)}")
    return Problem(text, Inequality(x, FLIPPED[relation] if slope < 0 else relation, number(s)), ask=x)


def letters_walk(pen: Pen) -> Problem:
    """An equation in two or three letters, rewritten or solved for one of them."""
    names = pen.pick("xy", "xy", "ab", "mn", "st", "pq", "uv", "xyz", "abc")
    terms = [("m", Fraction(nonzero(pen, -6, 8)), k) for k in names]
    pen.rng.shuffle(terms)
    cut = pen.int(1, len(terms))
    left, right = terms[:cut], terms[cut:] + ([("m", Fraction(nonzero(pen, -20, 30)), "")] if pen.chance(0.8) or cut == len(terms) else [])
    text = f"{text_of(left)}={text_of(right)}"
    pen.restate(text)
    left, right, _ = wander(pen, left, right, "=", pen.int(1, 4), names[0])
    if pen.chance(0.5):
        pen.end_step()
        return Problem(text, Equivalent(text))
    y = pen.rng.choice(names)
    pen.show(f"{text_of(left)}={text_of(right)}", 0.3)
    sums = total(left)
    for k, c in total(right).items():
        sums[k] = sums.get(k, Fraction(0)) - c
    a = sums.pop(y, Fraction(0))
    if a == 0 or not sums:
        raise Unsuitable
    rest = [("m", -c, k) for c, k in by_degree(sums) if c]
    moved = [pen.slip("sign", i, negated(i), weight=0.7) for i in rest]
    if a < 0 and pen.chance(0.5):
        a, moved = -a, [negated(i) for i in moved]
    pen.say(f"{mono(a, y)}={text_of(moved)}")
    if a != 1:
        if pen.chance(0.5) and all(Fraction(i[1] / a).denominator < 10 for i in moved):
            habit = pen.slip("one term only", "right", "one", weight=1.5) if len(moved) > 1 else "right"
            moved = [("m", i[1] / a if habit == "right" or j == 0 else i[1], i[2]) for j, i in enumerate(moved)]
            pen.say(f"{y}={text_of(moved)}")
        else:
            below = pen.slip("wrong inverse", factor(a), factor(-a), weight=0.7)
            top = f"({text_of(moved)})" if len(moved) > 1 or moved[0][1] < 0 or moved[0][1].denominator > 1 else text_of(moved)
            pen.say(f"{y}={top}/{below}")
    pen.end_step()
    return Problem(text, Equivalent(text), ask=y)


def polynomial_items(pen: Pen, names: str, count: int) -> list:
    """Random items of an expression; no bracket of two terms meets one of three."""
    found = []
    for _ in range(count):
        x, y = pen.rng.choice(names), pen.rng.choice(names)
        c = Fraction(nonzero(pen, -7, 9))
        form = pen.rng.random()
        two = [(Fraction(pen.pick(1, 1, 1, 2, 3, -1)), x), (Fraction(nonzero(pen, -9, 9)), pen.pick("", "", y if y != x else ""))]
        if form < 0.35:
            found.append(("m", c, pen.pick("", x, x, y, multiplied(x, y))))
        elif form < 0.65:
            three = [*two, (Fraction(nonzero(pen, -6, 6)), pen.pick(f"{x}^2", ""))] if pen.chance(0.3) else two
            if len({k for _, k in three}) < len(three):
                three = two
            found.append(("b", pen.pick(c, Fraction(-1), Fraction(1)) if pen.chance(0.7) else c, pen.pick("", "", "", x), three))
        elif form < 0.88:
            other = [(Fraction(pen.pick(1, 1, 2, 3, -1)), y), (Fraction(nonzero(pen, -9, 9)), "")]
            if pen.chance(0.2):
                other = two
            found.append(("p", Fraction(pen.pick(1, 1, 1, 2, -1, 3)), two, other))
        else:
            found.append(("f", Fraction(pen.pick(1, 1, -1)), two, pen.int(2, 6)))
    return [("m", Fraction(1), x) if item[0] == "b" and item[1] == 1 and not item[2] and len(found) == 1 else item for item in found]


def expression_walk(pen: Pen) -> Problem:
    """An expression rewritten at random, now and then up to its shortest form."""
    names = pen.letter if pen.chance(0.65) else pen.pick("xy", "ab", "mn", "pq", "st", "uv")
    side = tidy(polynomial_items(pen, names, pen.int(1, 3)))
    text = text_of(side)
    gold = text_of(plain(by_degree(total(side)))) if total(side) else "0"
    style = pen.rng.random()
    name = pen.pick("A", "T", "S", "y", "E") if pen.chance(0.3) else ""
    last = text

    def write(side) -> None:
        nonlocal last
        new = text_of(side)
        if new == last:
            return
        if style < 0.3:
            pen.say("=" + new if last != text or pen.chance(0.5) else f"{text}={new}")
        elif style < 0.55 or BARE_NUMBER.fullmatch(new):
            pen.say(f"{last}={new}")
        elif style < 0.75 and name:
            pen.say(f"{name}={new}")
        else:
            pen.say(new)
        last = new

    for _ in range(pen.int(1, 5)):
        for _ in range(pen.pick(1, 1, 2)):
            side = within(pen, side)
        write(side)
    shortest = pen.chance(0.55)
    if shortest:
        for _ in range(8):
            new = expand(pen, side) or collect(pen, side)
            if new is None or new == side:
                break
            side = tidy(new)
            if pen.chance(0.5):
                write(side)
        if any(i[0] != "m" for i in side):
            raise Unsuitable
        write(side)
        ordered = plain(by_degree(total(side)))
        write(ordered or side)
    if last == text:
        raise Unsuitable
    pen.answer(last)
    return Problem(text, Expression(gold, "expanded" if shortest else "any"))


def quadratic_walk(pen: Pen) -> Problem:
    """A quadratic equation written apart and put together on odd ways, then solved."""
    x = pen.letter
    u, v = Fraction(pen.int(-9, 9)), Fraction(pen.int(-9, 9))
    a = pen.pick(1, 1, 1, 2, 3, -1)
    c, d = pen.pick(0, nonzero(pen, -9, 9)), pen.pick(0, 0, nonzero(pen, -15, 15))
    sums = {f"{x}^2": Fraction(a), x: -a * (u + v) + c, "": a * u * v + d}
    left = plain(by_degree({k: n for k, n in sums.items() if n}))
    right = plain([(Fraction(n), k) for n, k in ((c, x), (d, "")) if n]) or [("m", Fraction(0), "")]
    text = f"{text_of(left)}={text_of(right)}"
    pen.restate(text)
    left, right, _ = wander(pen, left, right, "=", pen.int(1, 3), x)
    if pen.chance(0.25):
        pen.end_step()
        return Problem(text, Equivalent(text))
    sums = total(left)
    for k, n in total(right).items():
        n = pen.slip("sign", n, -n, weight=0.6)
        sums[k] = sums.get(k, Fraction(0)) - n
    p, q, r = (sums.get(k, Fraction(0)) for k in (f"{x}^2", x, ""))
    if p == 0 or set(sums) - {f"{x}^2", x, ""} or any(n.denominator > 1 for n in (p, q, r)):
        raise Unsuitable
    pen.say(f"{polynomial([(p, 2), (q, 1), (r, 0)], x)}=0")
    if p != 1:
        q, r = pen.slip("one term only", (q / p, r / p), (q / p, r), (q, r / p), weight=1.2)
        if q.denominator > 1 or r.denominator > 1:
            raise Unsuitable
        pen.say(f"{polynomial([(1, 2), (q, 1), (r, 0)], x)}=0")
    size = q * q - 4 * r
    root = round(float(size) ** 0.5) if size >= 0 else -1
    if root * root != size or (q + root).denominator > 1 or int(q + root) % 2:
        raise Unsuitable
    if q.numerator % 2 == 0 and q and pen.chance(0.4):
        half = q / 2
        pen.show(f"{polynomial([(1, 2), (q, 1)], x)}={number(-r)}")
        right = pen.calc(half * half - r, half * half + r)
        pen.say(f"({linear(1, half, x)})^2={number(right)}")
        if right == 0:
            pen.say(f"{x}={number(-half)}")
        else:
            square_equation(pen, x, half, right)
    else:
        s, t = (-q + root) / 2, (-q - root) / 2
        s, t = pen.slip("sign of a root", (s, t), (-s, -t), (s, -t), weight=1.5)
        pen.say(f"({linear(1, -s, x)})({linear(1, -t, x)})=0" if s != t else f"({linear(1, -s, x)})^2=0")
        if s == t:
            pen.say(f"{x}={number(s)}")
        else:
            name_roots(pen, x, s, t, forget=0.4)
    pen.end_step()
    return Problem(text, roots_of(x, u, v) if u != v else root_goal(x, u), ask=x)


def system_walk(pen: Pen) -> Problem:
    """Two equations, scaled, added and put into each other in a random order."""
    x, y = two_unknowns(pen)
    sx, sy = pen.int(-9, 9), pen.int(-9, 9)
    rows = []
    for _ in range(2):
        a, b = nonzero(pen, -6, 7), pen.int(-6, 7)
        rows.append([Fraction(a), Fraction(b), Fraction(a * sx + b * sy)])
    (a, b, _), (c, d, _) = rows
    if a * d == b * c or (a == c and b == -d):
        raise Unsuitable
    text = ";".join(row(*r, x, y) for r in rows)
    pen.restate(text, 0.15)
    together = pen.chance(0.5)
    for _ in range(pen.int(1, 3)):
        i = pen.int(0, 1)
        kind = pen.pick("add", "add", "scale", "swap")
        if kind == "swap":
            rows.reverse()
            if not together:
                continue
        elif kind == "scale":
            k = Fraction(pen.pick(2, 3, -1, -2, 4, 5))
            at = pen.slip("one side only", -1, 0, 1, 2, weight=1.5)
            rows[i] = [v if j == at else pen.calc(v * k, weight=0.2) for j, v in enumerate(rows[i])]
        else:
            k = Fraction(pen.pick(1, -1, 1, -1, 2, -2, 3))
            at = pen.slip("sign", -1, 0, 1, 2, weight=1.5)
            rows[i] = [pen.calc(v + (-k if j == at else k) * w, weight=0.3) for j, (v, w) in enumerate(zip(rows[i], rows[1 - i]))]
        if any(r[0] == r[1] == 0 for r in rows) or any(abs(v) > 200 for r in rows for v in r):
            raise Unsuitable
        pen.say(row(*rows[i], x, y))
        if together:
            if pen.line:
                pen.line[-1] = ";".join(row(*r, x, y) for r in rows)
            elif pen.steps:
                pen.steps[-1] = ";".join(row(*r, x, y) for r in rows)
    (a, b, e), (c, d, f) = rows
    if a * d == b * c:
        raise Unsuitable
    first, second = ((x, y), (y, x))[pen.chance(0.5)]
    if first == y:
        a, b, c, d = b, a, d, c
    # `first` is eliminated by the second row
    if a == 0:
        a, b, e, c, d, f = c, d, f, a, b, e
    if a == 0:
        raise Unsuitable
    if c:
        g = gcd(int(a), int(c))
        m, n = c / g, a / g
        k = pen.calc(d * n - b * m, d * n + b * m, weight=0.6)
        r = pen.calc(f * n - e * m, f * n + e * m, weight=0.6)
    else:
        k, r = d, f
    if k == 0:
        raise Unsuitable
    if abs(k) != 1 or c:
        pen.say(f"{times(k, second)}={number(r)}")
    v, _ = divide(pen, k, r, second)
    pen.say(f"{second}={number(v)}")
    if v.denominator > 4:
        raise Unsuitable
    if b:
        pen.show(f"{joined(times(a, first), f'{number(b)}*{factor(v)}' if abs(b) > 1 else times(b, factor(v)))}={number(e)}", 0.7)
    rest = pen.slip("sign", e - b * v, e + b * v)
    pen.show(f"{times(a, first)}={number(rest)}")
    w, _ = divide(pen, a, rest, first)
    pen.say(f"{first}={number(w)}")
    pen.end_step()
    return Problem(text, System(((x, str(sx)), (y, str(sy)))))


def number_walk(pen: Pen) -> Problem:
    """A sum of products of numbers, rewritten and worked out in any order."""
    items: list[list[Fraction]] = []
    for _ in range(pen.int(1, 4)):
        count = pen.pick(1, 1, 2, 2, 3)
        items.append([Fraction(pen.int(2, pen.pick(9, 12, 30, 120) if count == 1 or i == 0 and count == 2 else pen.pick(5, 9, 12))) for i in range(count)])
    signs = [1] + [pen.pick(1, 1, -1) for _ in items[1:]]
    if sum(map(len, items)) < 2:
        raise Unsuitable

    def write() -> str:
        return joined(*[("-" if s < 0 else "") + "*".join(number(v) for v in item) for s, item in zip(signs, items)])

    def product(item):
        v = Fraction(1)
        for n in item:
            v *= n
        return v

    text = write()
    gold = sum(s * product(i) for s, i in zip(signs, items))
    parts = [text]
    for _ in range(12):
        if len(items) == 1 and len(items[0]) == 1:
            break
        form = pen.rng.random()
        long = [i for i, item in enumerate(items) if len(item) > 1]
        single = [i for i, item in enumerate(items) if len(item) == 1]
        if form < 0.5 and long or len(single) < 2 and long and form < 0.85:
            i = pen.rng.choice(long)
            a, b = items[i][0], items[i][1]
            items[i] = [pen.calc(a * b, a + b), *items[i][2:]]
        elif len(single) > 1 and form < 0.85:
            i, j = pen.rng.sample(single, 2)
            i, j = min(i, j), max(i, j)
            v = signs[i] * items[i][0] + signs[j] * items[j][0]
            v = pen.calc(v, signs[i] * items[i][0] - signs[j] * items[j][0])
            if v == 0:
                raise Unsuitable
            items[i], signs[i] = [abs(v)], 1 if v > 0 else -1
            del items[j], signs[j]
        elif form < 0.93 and len(items) > 1:
            order = list(range(len(items)))
            pen.rng.shuffle(order)
            items, signs = [items[k] for k in order], [signs[k] for k in order]
        elif single and len(items) < 4:
            i = pen.rng.choice(single)
            v = items[i][0]
            if v > 12:
                part = Fraction(pen.int(2, int(v) - 1))
                rest = pen.calc(v - part, v + part)
                if rest <= 0:
                    raise Unsuitable
                items[i : i + 1] = [[part], [rest]]
                signs[i : i + 1] = [signs[i], signs[i]]
        if any(v > 99999 for item in items for v in item):
            raise Unsuitable
        if pen.chance(0.85):
            parts.append(write())
    if len(items) > 1 or len(items[0]) > 1:
        raise Unsuitable
    parts.append(write())
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Value(number(gold)))


def derivative_walk(pen: Pen) -> Problem:
    """A function rewritten, derived term by term in any order, and its derivative rewritten."""
    x = pen.pick("x", "x", "x", "t", "s")
    side = tidy(polynomial_items(pen, x, pen.int(1, 3)))
    if any(i[0] == "f" for i in side):
        raise Unsuitable
    name = pen.pick("f", "g", "h", "p")
    head, prime = f"{name}({x})", f"{name}'({x})"
    text = f"{head}={text_of(side)}"
    gold = text_of(plain(by_degree({f"{power(x, d - 1)}": c * d for c, d in ((c, key(k).get(x, 0)) for k, c in total(side).items()) if d}))) or "0"
    for _ in range(pen.int(0, 2)):
        side = within(pen, side)
        pen.show(f"{head}={text_of(side)}", 0.8)
    for _ in range(8):
        new = expand(pen, side)
        if new is None:
            break
        side = tidy(new)
    if pen.chance(0.7):
        side = collect(pen, side) or side
    pen.say(f"{head}={text_of(side)}")
    habit = pen.slip("power rule", "right", "power not reduced", "factor forgotten", weight=1.2)
    found = []
    for _, c, k in side:
        d = key(k).get(x, 0)
        if d == 0:
            if pen.slip("constant kept", False, True, weight=0.4):
                found.append(("m", c, ""))
            continue
        if habit == "power not reduced":
            found.append(("m", c * d, power(x, d)))
        elif habit == "factor forgotten" and d > 1:
            found.append(("m", c, power(x, d - 1)))
        else:
            found.append(("m", pen.calc(c * d, c + d, weight=0.3), power(x, d - 1)))
    side = tidy(found)
    pen.say(f"{prime}={text_of(side)}")
    for _ in range(pen.int(0, 3)):
        side = within(pen, side)
        pen.say(f"{prime}={text_of(side)}" if pen.chance(0.6) else f"={text_of(side)}")
    pen.end_step()
    if not total(side):
        raise Unsuitable
    return Problem(text + (f";{prime}" if pen.chance(0.5) else ""), Expression(gold, "any"))


def power_walk(pen: Pen) -> Problem:
    """A product of powers of one or two bases, put together in any order."""
    bases = pen.rng.sample(["2", "3", "5", "10"], pen.int(1, 2)) if pen.chance(0.4) else pen.rng.sample(["x", "y", "a", "b", "n", "t"], pen.int(1, 2))
    factors = [(pen.rng.choice(bases), pen.int(1, 7), pen.pick(1, 1, 1, 2, 3)) for _ in range(pen.int(2, 4))]
    below = [(pen.rng.choice(bases), pen.int(1, 6), 1) for _ in range(pen.pick(0, 0, 1, 1, 2))]
    raise_to = lambda b, e: b if e == 1 else f"{b}^{e}" if 0 <= e < 10 else f"{b}^({e})"  # noqa: E731
    one = lambda f: f"({raise_to(f[0], f[1])})^{f[2]}" if f[2] > 1 else raise_to(f[0], f[1])  # noqa: E731

    def write() -> str:
        top = "*".join(map(one, factors)) or "1"
        if not below:
            return top
        return f"{f'({top})' if len(factors) > 1 else top}/{'(' + '*'.join(map(one, below)) + ')' if len(below) > 1 else one(below[0])}"

    text = write()
    if len(factors) + len(below) < 2:
        raise Unsuitable
    parts = [text]
    for _ in range(10):
        moves = [("nested", i) for i, f in enumerate(factors) if f[2] > 1]
        moves += [("times", (i, j)) for i in range(len(factors)) for j in range(i + 1, len(factors)) if factors[i][0] == factors[j][0] and factors[i][2] == factors[j][2] == 1]
        moves += [("over", (i, j)) for i, f in enumerate(factors) for j, g in enumerate(below) if f[0] == g[0] and f[2] == 1]
        if not moves:
            break
        kind, at = pen.rng.choice(moves)
        if kind == "nested":
            b, e, n = factors[at]
            factors[at] = (b, pen.slip("exponents", e * n, e + n, e**n if e**n < 99 else e, weight=1.2), 1)
        elif kind == "times":
            i, j = at
            b, e, n = factors[i][0], factors[i][1], factors[j][1]
            factors[i] = (b, pen.slip("exponents", e + n, e * n, e - n, e + n + 1, weight=1.2), 1)
            del factors[j]
        else:
            i, j = at
            b, e, n = factors[i][0], factors[i][1], below[j][1]
            factors[i] = (b, pen.slip("exponents", e - n, e + n, n - e, weight=1.2), 1)
            del below[j]
            if factors[i][1] == 0 and len(factors) > 1:
                del factors[i]
        if abs(max((f[1] for f in factors), key=abs)) > 40:
            raise Unsuitable
        if pen.chance(0.8):
            parts.append(write())
    if write() != parts[-1]:
        parts.append(write())
    if len(parts) < 2:
        raise Unsuitable
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Value(text) if bases[0].isdigit() else Expression(text, "any"))


def fraction_walk(pen: Pen) -> Problem:
    """Fractions of numbers, extended, shortened, added and multiplied in any order."""
    count = pen.int(2, 3)
    terms = [(pen.pick(1, 1, -1) if i else 1, pen.int(1, 12), pen.int(2, 12)) for i in range(count)]
    write = lambda: joined(*[("-" if s < 0 else "") + (str(p) if q == 1 else f"{p}/{q}") for s, p, q in terms])  # noqa: E731
    text = write()
    gold = sum(Fraction(s * p, q) for s, p, q in terms)
    parts = [text]
    for _ in range(10):
        if len(terms) == 1 and gcd(terms[0][1], terms[0][2]) == 1:
            break
        i = pen.rng.randrange(len(terms))
        s, p, q = terms[i]
        g = gcd(p, q)
        same = [(a, b) for a in range(len(terms)) for b in range(a + 1, len(terms)) if terms[a][2] == terms[b][2]]
        if same and pen.chance(0.8):
            a, b = pen.rng.choice(same)
            (s, p, q), (t, r, _) = terms[a], terms[b]
            v = pen.calc(s * p + t * r, s * p - t * r, weight=1)
            low = pen.slip("denominators added", q, 2 * q, weight=0.7)
            if v == 0:
                raise Unsuitable
            terms[a] = (1 if v > 0 else -1, int(abs(v)), low)
            del terms[b]
        elif g > 1 and pen.chance(0.7):
            h = pen.slip("not both", (g, g), (g, 1), (1, g), weight=0.8)
            terms[i] = (s, p // h[0], q // h[1])
        elif len(terms) > 1:
            others = [t[2] for j, t in enumerate(terms) if j != i]
            r = pen.rng.choice(others)
            m = r // gcd(q, r)
            if m == 1:
                continue
            top = pen.slip("numerator not extended", p * m, p, p + m, weight=1.2)
            terms[i] = (s, int(pen.calc(top, weight=0.4)), q * m)
            if pen.chance(0.6):
                for j, (t, u, w) in enumerate(terms):
                    if j != i and (q * m) % w == 0 and w != q * m:
                        terms[j] = (t, int(pen.calc(u * (q * m // w), u, weight=0.4)), q * m)
        if any(t[1] > 999 or t[1] <= 0 or t[2] > 200 for t in terms):
            raise Unsuitable
        if pen.chance(0.8):
            parts.append(write())
    if len(terms) > 1:
        raise Unsuitable
    if write() != parts[-1]:
        parts.append(write())
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Value(number(gold)))
