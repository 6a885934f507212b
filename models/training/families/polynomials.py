"""Expanding, collecting, factoring, evaluating, composing; complex products."""

from fractions import Fraction

from goals import Expression, Value
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, polynomial, signed, times

from .equations import distribute, nonzero, side


def quadratic(a, b, c, x: str) -> str:
    return polynomial([(a, 2), (b, 1), (c, 0)], x)


def product(pen: Pen, a, b, c, d, x: str) -> tuple[list[str], tuple]:
    """(ax+b)(cx+d) multiplied out; the lines written and the coefficients they end in."""
    first = pen.calc(a * c, a + c)
    outer = pen.slip("sign", Fraction(a * d), Fraction(-a * d), weight=0.7)
    inner = pen.slip("sign", Fraction(b * c), Fraction(-b * c), weight=0.7)
    last = pen.slip("sign", Fraction(b * d), Fraction(-b * d), Fraction(b + d))
    if pen.slip("only the outer products", False, True, weight=1.5):
        outer = inner = Fraction(0)
    lines = [polynomial([(first, 2), (outer, 1), (inner, 1), (last, 0)], x)] if outer or inner else []
    middle = pen.calc(outer + inner, outer - inner) if outer and inner else outer + inner
    return [*lines, quadratic(first, middle, last, x)], (first, middle, last)


def expand_two(pen: Pen) -> Problem:
    x = pen.letter
    a, c = pen.pick(1, 1, 2, 3, -1), pen.pick(1, 1, 2, 3, 4)
    b, d = nonzero(pen, -9, 9), nonzero(pen, -9, 9)
    text = f"({side(pen, a, b, x)})({side(pen, c, d, x)})"
    lines, _ = product(pen, a, b, c, d, x)
    last = lines[-1]
    pen.chain([text, *lines], pen.pick("", "", "", "y", "A"))
    pen.answer(last)
    return Problem(text, Expression(quadratic(a * c, a * d + b * c, b * d, x), "expanded"))


def square_of_sum(pen: Pen) -> Problem:
    x = pen.letter
    a, b = pen.pick(1, 1, 1, 2, 3, 4, 5), nonzero(pen, -9, 9)
    other = pen.pick("", "", "y", "b") if x not in "yb" else ""
    k = pen.pick(0, 0, pen.int(-9, 9)) if not other else 0
    text = f"({joined(times(a, x), times(b, other)) if other else linear(a, b, x)})^2{signed(k) if k else ''}"
    middle = pen.slip("middle term", 2 * a * b, 0, a * b, -2 * a * b, weight=2.5)
    last = pen.slip("sign", b * b, -b * b, 2 * b, weight=1)
    first = pen.slip("coefficient not squared", a * a, a) if a > 1 else 1
    if other:
        write = lambda p, q, r: joined(times(p, f"{x}^2"), times(q, x + other) if q else "", times(r, f"{other}^2"))  # noqa: E731
        full = f"{times(a, x) if a == 1 else f'({times(a, x)})'}^2{'+' if b > 0 else '-'}2*{times(a, x)}*{times(abs(b), other) if abs(b) > 1 else other}+{f'({times(b, other)})' if b != 1 else other}^2"
        parts, gold = [text, write(first, middle, last)], write(a * a, 2 * a * b, b * b)
        if pen.kind == "right" and abs(b) > 1 and pen.chance(0.4):
            parts.insert(1, full)
    else:
        body = quadratic(first, middle, last, x)
        parts = [text] + ([joined(body, signed(k))] if k else [])
        end = pen.calc(last + k, last - k) if k else Fraction(last)
        if pen.kind == "right" and pen.chance(0.4):
            parts.insert(1, f"{times(a, x) if a == 1 else f'({times(a, x)})'}^2{'+' if b > 0 else '-'}2*{times(a, x)}*{abs(b)}+{abs(b)}^2{signed(k) if k else ''}")
        parts, gold = [*parts, quadratic(first, middle, end, x)], quadratic(a * a, 2 * a * b, b * b + k, x)
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(gold, "expanded"))


def collect(pen: Pen) -> Problem:
    """Like terms of one or two letters."""
    x = pen.letter
    if pen.chance(0.5):
        terms = [(nonzero(pen, -9, 12), pen.pick(0, 1, 1, 2)) for _ in range(pen.int(3, 6))]
        text = polynomial(terms, x)
        if len({d for _, d in terms}) == len(terms):
            raise Unsuitable
        if pen.slip("dropped term", False, True):
            del terms[pen.mischief.randrange(len(terms))]
        if pen.slip("sign", False, True, weight=1.3):
            at = pen.mischief.randrange(len(terms))
            terms[at] = (-terms[at][0], terms[at][1])
        ordered = sorted(terms, key=lambda t: -t[1])
        total = {degree: sum(c for c, d in ordered if d == degree) for degree in (2, 1, 0)}
        if pen.slip("unlike terms", False, True) and total[1] and total[2]:
            total = {2: total[2] + total[1], 1: 0, 0: total[0]}
        total = {d: pen.calc(c) if sum(1 for t in ordered if t[1] == d) > 1 else Fraction(c) for d, c in total.items()}
        parts = [text, polynomial(ordered, x), quadratic(total[2], total[1], total[0], x)]
        gold = text
    else:
        y = pen.pick("y", "b", "z", "c")
        if y == x:
            raise Unsuitable
        terms = [(nonzero(pen, -9, 9), pen.pick(x, y)) for _ in range(pen.int(4, 5))]
        if len({t for _, t in terms}) < 2:
            raise Unsuitable
        write = lambda ts: joined(*[times(c, t) for c, t in ts if c])  # noqa: E731
        text = gold = write(terms)
        if pen.slip("sign", False, True, weight=1.3):
            at = pen.mischief.randrange(1, len(terms))
            terms[at] = (-terms[at][0], terms[at][1])
        ordered = sorted(terms, key=lambda t: t[1] != x)
        p, q = pen.calc(sum(c for c, t in terms if t == x)), pen.calc(sum(c for c, t in terms if t == y))
        if pen.slip("unlike terms", False, True) and p + q:
            parts = [text, write(ordered), times(p + q, x + y)]
        else:
            parts = [text, write(ordered), write([(p, x), (q, y)])]
    pen.chain(parts, pen.pick("", "", "", "T"))
    pen.answer(parts[-1])
    return Problem(text, Expression(gold, "short"))


def expand_and_collect(pen: Pen) -> Problem:
    x = pen.letter
    m, n = nonzero(pen, 2, 7), pen.pick(-1, -1, -2, -3, -4, 2, 3, 4, 5)
    a, b, c, d = nonzero(pen, -5, 6), nonzero(pen, -9, 9), nonzero(pen, -5, 6), nonzero(pen, -9, 9)
    text = joined(times(m, f"({side(pen, a, b, x)})"), times(n, f"({side(pen, c, d, x)})"))
    p, q = distribute(pen, m, a, b)
    u, w = distribute(pen, n, c, d)
    if n == -1 and pen.slip("sign", False, True):
        w = -w
    middle = polynomial([(p, 1), (q, 0), (u, 1), (w, 0)], x)
    sorted_terms = polynomial([(p, 1), (u, 1), (q, 0), (w, 0)], x)
    s, t = pen.calc(p + u, p - u), pen.calc(q + w, q - w)
    parts = [text, middle, *([sorted_terms] if pen.chance(0.25) else []), linear(s, t, x)]
    if pen.chance(0.2):  # bracket by bracket
        pen.say(f"{times(m, f'({linear(a, b, x)})')}={linear(p, q, x)}")
        pen.say(f"{times(n, f'({linear(c, d, x)})')}={linear(u, w, x)}")
    pen.chain(parts, pen.pick("", "", "", "T"))
    pen.answer(parts[-1])
    return Problem(text, Expression(linear(m * a + n * c, m * b + n * d, x), "expanded"))


def expand_cubic(pen: Pen) -> Problem:
    """(x + a)(x² + bx + c)."""
    x = pen.letter
    a, b, c = nonzero(pen, -5, 5), nonzero(pen, -5, 5), nonzero(pen, -7, 7)
    text = f"({linear(1, a, x)})({quadratic(1, b, c, x)})"
    t1 = [1, b, c]
    t2 = [pen.slip("sign", a, -a, weight=0.5), pen.slip("sign", a * b, -a * b), pen.slip("sign", a * c, -a * c)]
    if pen.slip("dropped term", False, True):
        t2[1] = 0
    middle = polynomial([(1, 3), (t1[1], 2), (t1[2], 1), (t2[0], 2), (t2[1], 1), (t2[2], 0)], x)
    last = polynomial([(1, 3), (pen.calc(t1[1] + t2[0]), 2), (pen.calc(t1[2] + t2[1]), 1), (t2[2], 0)], x)
    pen.chain([text, middle, last])
    pen.answer(last)
    return Problem(text, Expression(polynomial([(1, 3), (b + a, 2), (c + a * b, 1), (a * c, 0)], x), "expanded"))


def factor_trinomial(pen: Pen) -> Problem:
    x = pen.letter
    k = pen.pick(1, 1, 1, 2, 3, 5)
    if pen.chance(0.35):  # difference of squares
        a, b = pen.pick(1, 1, 2, 3), pen.int(2, 9)
        text = quadratic(k * a * a, 0, -k * b * b, x)
        inner = quadratic(a * a, 0, -b * b, x)
        signs = pen.slip("sign", ("-", "+"), ("-", "-"), weight=2)
        a2 = pen.slip("coefficient not squared", a, a * a) if a > 1 else 1
        last = times(k, f"({times(a2, x)}{signs[0]}{b})({times(a2, x)}{signs[1]}{b})")
        if signs == ("-", "-"):
            last = times(k, f"({times(a2, x)}-{b})^2")
    else:
        u, v = nonzero(pen, -9, 9), nonzero(pen, -9, 9)
        text = quadratic(k, k * (u + v), k * u * v, x)
        inner = quadratic(1, u + v, u * v, x)
        p, q = pen.slip("wrong factors", (u, v), (-u, -v), (u, -v), (-u, v), (u + 1, v - 1), weight=2)
        if (p, q) == (u, v):
            pen.mention(f"{u}{signed(v)}={u + v}")
        last = times(k, f"({linear(1, p, x)})^2" if p == q else f"({linear(1, p, x)})({linear(1, q, x)})")
    parts = [text, *([times(k, f"({inner})")] if k > 1 else []), last]
    if k > 1 and pen.slip("dropped factor", False, True):
        parts[-1] = last.removeprefix(str(k))
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(text, "factored"))


def common_factor(pen: Pen) -> Problem:
    x = pen.letter
    g, a, b = pen.int(2, 9), pen.pick(1, 2, 3, 5), nonzero(pen, -9, 9)
    d = pen.pick(0, 1, 1, 2)
    if b % a == 0 and a > 1:
        raise Unsuitable
    outside = polynomial([(g, d)], x)
    text = polynomial([(g * a, d + 1), (g * b, d)], x)
    inner = pen.slip("one term only", (a, b), (a, g * b), (g * a, b), (a, -b), weight=2)
    if b * g and pen.slip("dropped term", False, True) and abs(b) == 1:
        last = f"{outside}*({times(a, x)})"
    else:
        last = f"{outside}({linear(inner[0], inner[1], x)})" if d == 0 else f"{outside}*({linear(inner[0], inner[1], x)})"
    pen.chain([text, last])
    pen.answer(last)
    return Problem(text, Expression(text, "factored"))


def evaluate(pen: Pen) -> Problem:
    """A polynomial at a number: f(x) = …; f(−2)."""
    x = pen.letter
    a, b, c = pen.pick(0, nonzero(pen, -5, 5)), nonzero(pen, -9, 9), pen.int(-20, 20)
    u = pen.int(-6, 9)
    name = pen.pick("f", "g", "p", "h", "")
    body = quadratic(a, b, c, x)
    text = f"{name}({x})={body};{name}({u})" if name else f"{body};{x}={u}"
    inserted = factor(u)
    written = joined(
        (times(a, "") if abs(a) == 1 else f"{a}*")[: None] + inserted + "^2" if a else "",
        (f"{b}*{inserted}" if abs(b) != 1 else times(b, inserted)),
        signed(c) if c else "",
    )
    s = pen.slip("sign", a * u * u, -a * u * u, weight=1.5 if u < 0 else 0.7) if a else 0
    s = pen.slip("power", s, a * 2 * u, (a * u) ** 2) if a and s == a * u * u else s
    t = pen.slip("sign", b * u, -b * u, weight=1.2)
    terms = joined(number(s) if s else "", signed(t) if t else "", signed(c) if c else "")
    v = pen.calc(s + t + c, s - t + c, s + t - c)
    pen.chain([written, terms, number(v)], f"{name}({u})" if name else "")
    pen.answer(number(v))
    return Problem(text, Value(number(a * u * u + b * u + c)))


def compose(pen: Pen) -> Problem:
    """f(g(x)) of two linear functions, or of a linear one and a square."""
    x = pen.pick("x", "x", "t")
    a, b, c, d = nonzero(pen, -5, 6), nonzero(pen, -9, 9), nonzero(pen, -5, 6), nonzero(pen, -9, 9)
    squared = pen.chance(0.4)
    if squared:
        text = f"f({x})={polynomial([(a, 2), (b, 0)], x)};g({x})={linear(1, d, x)}"
        m = pen.slip("middle term", (1, 2 * d, d * d), (1, 0, d * d), (1, d, d * d), weight=2)
        s = [a * t for t in m]
        s[1] = pen.slip("only the first summand", s[1], m[1]) if abs(a) != 1 else s[1]
        parts = [
            joined(times(a, f"({linear(1, d, x)})^2"), signed(b)),
            joined(times(a, f"({quadratic(*m, x)})"), signed(b)) if a != 1 else "",
            quadratic(s[0], s[1], pen.calc(s[2] + b), x),
        ]
        gold = quadratic(a, 2 * a * d, a * d * d + b, x)
    else:
        text = f"f({x})={linear(a, b, x)};g({x})={linear(c, d, x)}"
        p, q = distribute(pen, a, c, d)
        parts = [joined(times(a, f"({linear(c, d, x)})"), signed(b)), polynomial([(p, 1), (q, 0), (b, 0)], x), linear(p, pen.calc(q + b, q - b), x)]
        gold = linear(a * c, a * d + b, x)
    if pen.slip("wrong order", False, True) and not squared:
        parts = [joined(times(c, f"({linear(a, b, x)})"), signed(d)), linear(c * a, c * b + d, x)]
    pen.chain([p for p in parts if p], f"f(g({x}))")
    pen.answer(parts[-1])
    return Problem(text + f";f(g({x}))", Expression(gold, "expanded"))


def complex_product(pen: Pen) -> Problem:
    a, b, c, d = nonzero(pen, -6, 6), nonzero(pen, -6, 6), nonzero(pen, -6, 6), nonzero(pen, -6, 6)
    write = lambda p, q: joined(number(p) if p else "", times(q, "i") if q else "")  # noqa: E731
    text = f"({write(a, b)})({write(c, d)})"
    s = Fraction(b * d)
    real_sign = pen.slip("i² not −1", -1, 1, weight=2)
    o = pen.slip("sign", a * d, -a * d, weight=0.7)
    i = pen.slip("sign", b * c, -b * c, weight=0.7)
    middle = joined(str(a * c), times(o, "i"), times(i, "i"), f"{times(s, 'i^2')}")
    then = joined(str(a * c), times(o, "i"), times(i, "i"), signed(real_sign * s))
    p, q = pen.calc(a * c + real_sign * s), pen.calc(o + i, o - i)
    last = write(p, q)
    pen.chain([text, middle, then, last])
    pen.answer(last)
    return Problem(text, Expression(write(a * c - b * d, a * d + b * c), "expanded", imaginary=True))
