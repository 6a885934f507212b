"""Derivatives and integrals of what isn't a polynomial yet, or taken apart: roots, reciprocals, rules with several parts, pieces of an integral."""

from fractions import Fraction

from goals import Expression, Value
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, polynomial, signed, times

from .calculus import antiderivative, derived, differentiate, draw_terms, inserted
from .coordinates import minus
from .equations import nonzero
from .letters import wrapped


def up(x: str, e) -> str:
    e = Fraction(e)
    if e == 1:
        return x
    return f"{x}^{number(e)}" if e.denominator == 1 and e > 0 else f"{x}^({number(e)})"


def natural(c, x: str, e) -> str:
    """c·x^e as people write it: with a root or a fraction bar."""
    c, e = Fraction(c), Fraction(e)
    sign = "-" if c < 0 else ""
    p, q = abs(c).numerator, abs(c).denominator
    half = {Fraction(1, 2): f"√{x}", Fraction(3, 2): f"{x}√{x}", Fraction(-1, 2): f"√{x}", Fraction(-3, 2): f"{x}√{x}"}
    if e == 0:
        return number(c)
    if e < 0:
        body = half.get(e, up(x, -e))
        low = body if q == 1 and (len(body) == 1 or body[1:2] == "^" or body == f"√{x}") else f"({'' if q == 1 else q}{body})"
        return f"{sign}{p}/{low}"
    body = half.get(e, up(x, e))
    top = ("" if p == 1 else str(p)) + body
    return f"{sign}{top}" + (f"/{q}" if q > 1 else "")


def summed(terms, write) -> str:
    return joined(*[write(c, e) for c, e in terms])


def as_powers(x: str):
    return lambda c, e: number(c) if e == 0 else times(c, up(x, e))


def broken_powers(pen: Pen) -> Problem:
    """Derivative of a sum with √x, 1/x, 1/x²: written as powers, derived, written back."""
    x = pen.pick("x", "x", "x", "t", "s")
    exponents = pen.rng.sample([Fraction(1, 2), Fraction(-1), Fraction(-2), Fraction(2), Fraction(1), Fraction(3), Fraction(-1, 2), Fraction(3, 2), Fraction(0), Fraction(-3)], pen.int(1, 3))
    if not any(e.denominator > 1 or e < 0 for e in exponents):
        raise Unsuitable
    terms = [(Fraction(nonzero(pen, -8, 9)), e) for e in sorted(exponents, reverse=True)]
    name = pen.pick("f", "f", "g", "h", "y")
    head, prime = ("y", "y'") if name == "y" else (f"{name}({x})", f"{name}'({x})")
    given = summed(terms, lambda c, e: natural(c, x, e))
    text = f"{head}={given}"
    seen = []
    for c, e in terms:
        wrong = [-e] if e < 0 else [1 / e, -e] if e.denominator > 1 else []
        seen.append((c, pen.slip("exponents", e, *wrong, weight=0.7) if wrong else e))
    if pen.chance(0.7) or seen != terms:
        pen.say(f"{head}={summed(seen, as_powers(x))}")
    kind = pen.slip("power rule", "right", "exponent raised", "factor forgotten", "exponent kept", weight=2)
    found = []
    for c, e in seen:
        if e == 0:
            continue
        if kind == "exponent raised" and e < 0:
            found.append((pen.calc(c * e, weight=0.2), e + 1))
        elif kind == "factor forgotten" and e != 1:
            found.append((c, e - 1))
        elif kind == "exponent kept":
            found.append((c * e, e))
        else:
            found.append((pen.calc(c * e, -c * e, weight=0.4), e - 1))
    if not found:
        raise Unsuitable
    powers, back = summed(found, as_powers(x)), summed(found, lambda c, e: natural(c, x, e))
    if any(e < -4 or c.denominator > 8 for c, e in found):
        raise Unsuitable
    form = pen.rng.random()
    if form < 0.4:
        pen.say(f"{prime}={powers}")
        pen.say(f"{prime}={back}")
    elif form < 0.7:
        pen.say(f"{prime}={powers}={back}" if powers != back else f"{prime}={back}")
    else:
        pen.say(f"{prime}={back}")
    pen.answer(back)
    gold = [(c * e, e - 1) for c, e in terms if e]
    return Problem(f"{text};{prime}", Expression(summed(gold, as_powers(x)), "any"))


def pieces(pen: Pen, x: str) -> tuple[str, str]:
    """A factor for the rules, and its derivative."""
    a, b = nonzero(pen, -5, 6), nonzero(pen, -7, 8)
    n = pen.int(2, 4)
    return pen.pick(
        (linear(a, b, x), number(a)),
        (f"{x}^{n}", times(n, up(x, n - 1))),
        (f"{x}^2{signed(b)}", f"2{x}"),
        (f"e^{x}", f"e^{x}"),
        (f"sin({x})", f"cos({x})"),
        (f"cos({x})", f"-sin({x})"),
        (f"ln({x})", f"1/{x}"),
        (f"√{x}", f"1/(2√{x})"),
    )


def rules_together(pen: Pen) -> Problem:
    """Product and quotient rule with named parts: u, v, u', v', put together."""
    x = pen.pick("x", "x", "t")
    (u, du), (v, dv) = pieces(pen, x), pieces(pen, x)
    if u == v:
        raise Unsuitable
    quotient = pen.chance(0.5)
    name = pen.pick("f", "f", "g", "h")
    glue = lambda p, q: f"{wrapped(p)}*{wrapped(q)}"  # noqa: E731
    body = f"({u})/({v})" if quotient and any(c in v for c in "+-") else f"{wrapped(u)}/{v}" if quotient else glue(u, v)
    if quotient and "/" in v + u:
        raise Unsuitable
    text = f"{name}({x})={body}"
    wrong_du = [v for v in (f"-{du}" if not du.startswith("-") else du[1:], u) if v != du]
    seen_du = pen.slip("derivative of a part", du, *wrong_du, weight=0.8)
    seen_dv = pen.slip("derivative of a part", dv, *[w for w in (f"-{dv}" if not dv.startswith("-") else dv[1:], v) if w != dv], weight=0.8)
    if pen.chance(0.75):
        pen.line += [f"u={u}", f"v={v}"] if pen.chance(0.6) else [f"u={u}"]
        if pen.chance(0.5):
            pen.end_step()
        pen.line += [f"u'={seen_du}", f"v'={seen_dv}"]
        pen.end_step()
    sign = "-" if quotient else "+"
    kind = pen.slip("rule", "right", "sign", "one part only", "product of the derivatives", "turned" if quotient else "sign", weight=2)
    first, second = glue(seen_du, v), glue(u, seen_dv)
    if kind == "sign":
        sign = "+" if quotient else "-"
    top = f"{first}{sign}{second}"
    if kind == "one part only":
        top = first
    elif kind == "product of the derivatives":
        top = glue(seen_du, seen_dv)
    elif kind == "turned":
        top = f"{second}-{first}"
    prime = f"{name}'({x})"
    pen.show(f"{prime}=(u'v-uv')/v^2" if quotient else f"{prime}=u'v+uv'", 0.4)
    square = f"({v})^2" if len(v) > 1 else f"{v}^2"
    square = square if kind != "right" or not quotient else pen.slip("divisor", square, wrapped(v) if len(v) > 1 else v, weight=0.6)
    last = f"({top})/{square if square.startswith('(') or len(square) < 4 else f'({square})'}" if quotient else top
    pen.say(f"{prime}={last}")
    gold_top = f"{glue(du, v)}{'-' if quotient else '+'}{glue(u, dv)}"
    gold = f"({gold_top})/(({v})^2)" if quotient else gold_top
    pen.end_step()
    return Problem(f"{text};{prime}", Expression(gold, "any"))


def integral_in_parts(pen: Pen) -> Problem:
    """An integral term by term or piece by piece: each part's value, then their sum."""
    x = pen.pick("x", "x", "t")
    low = pen.pick(0, 0, 1, -1, 2)
    high = low + pen.int(1, 3)
    form = pen.pick("terms", "terms", "pieces", "factor", "between")
    area = lambda ts, u, v: sum(Fraction(c) * (Fraction(v) ** (d + 1) - Fraction(u) ** (d + 1)) / (d + 1) for c, d in ts)  # noqa: E731
    write = lambda ts, u, v: f"int({polynomial(ts, x)},{x},{u},{v})"  # noqa: E731
    if form == "terms":
        terms = [(nonzero(pen, -5, 6) * (d + 1), d) for d in sorted(pen.rng.sample(range(4), pen.int(2, 3)), reverse=True)]
        text = write(terms, low, high)
        pen.show(f"{text}={'+'.join(write([t], low, high) for t in terms)}", 0.8)
        found = []
        for t in terms:
            c, d = t
            right = area([t], low, high)
            v = pen.calc(right, Fraction(c) * (Fraction(high) ** (d + 1) - Fraction(low) ** (d + 1)), Fraction(c, d + 1) * (Fraction(high) ** (d + 1) + Fraction(low) ** (d + 1)), weight=0.8)
            pen.say(f"{write([t], low, high)}={number(v)}")
            found.append(v)
        total = pen.calc(sum(found), sum(map(abs, found)), weight=0.6)
        pen.say(f"{joined(*[number(v) for v in found])}={number(total)}" if all(found) else f"{text}={number(total)}")
        pen.answer(number(total))
        return Problem(text, Value(number(area(terms, low, high))))
    terms = [(nonzero(pen, -4, 5) * (d + 1), d) for d in sorted(pen.rng.sample(range(3), 2), reverse=True)]
    if form == "pieces":
        far = high + pen.int(1, 2)
        first, second = area(terms, low, high), area(terms, high, far)
        name = write(terms, low, far)
        if pen.chance(0.5):
            text = f"{write(terms, low, high)}={number(first)};{write(terms, high, far)}={number(second)};{name}"
            v = pen.calc(first + second, first - second, weight=1)
            pen.say(f"{name}={number(first)}{signed(second) if second >= 0 else f'+({number(second)})'}={number(v)}")
            pen.answer(number(v))
            return Problem(text, Value(number(first + second)))
        text = f"{name}={number(first + second)};{write(terms, low, high)}={number(first)};{write(terms, high, far)}"
        v = pen.calc(second, 2 * first + second, -second, weight=1)
        pen.say(f"{write(terms, high, far)}={number(first + second)}-{factor(first) if first < 0 else number(first)}={number(v)}")
        pen.answer(number(v))
        return Problem(text, Value(number(second)))
    if form == "factor":
        k = pen.pick(2, 3, 4, 5, -1, -2, 6)
        text = f"int({times(k, f'({polynomial(terms, x)})')},{x},{low},{high})"
        inner = write(terms, low, high)
        pen.say(f"{text}={f'{k}' if abs(k) > 1 else '-'}{inner}")
        v = pen.calc(area(terms, low, high), weight=0.8)
        pen.show(f"{inner}={number(v)}", 1.4)
        w = pen.slip("factor forgotten", k * v, v, k + v, weight=1.2)
        pen.say(f"{k}*{factor(v)}={number(w)}" if abs(k) > 1 else f"-{factor(v)}={number(w)}")
        pen.answer(number(w))
        return Problem(text, Value(number(k * area(terms, low, high))))
    # the area between a parabola and a line over their crossings
    u, v, a = pen.int(-3, 2), 0, pen.pick(1, 1, 2, -1)
    v = u + pen.int(1, 4)
    m, b = pen.int(-4, 4), pen.int(-6, 6)
    upper = [(m, 1), (b, 0)]
    lower = [(a, 2), (m - a * (u + v), 1), (b + a * u * v, 0)]
    gap = [(-a, 2), (a * (u + v), 1), (-a * u * v, 0)]
    clean = lambda ts: [t for t in ts if t[0]]  # noqa: E731
    if not clean(upper):
        raise Unsuitable
    text = f"f({x})={polynomial(clean(lower), x)};g({x})={polynomial(clean(upper), x)};int(g({x})-f({x}),{x},{u},{v})"
    i = pen.slip("sign", -1, *range(1, len(clean(lower))), weight=1) if len(clean(lower)) > 1 else -1
    seen: dict[int, Fraction] = {}
    for c, d in upper:
        seen[d] = seen.get(d, Fraction(0)) + c
    for j, (c, d) in enumerate(clean(lower)):
        seen[d] = seen.get(d, Fraction(0)) - (-c if j == i else c)
    gap = sorted(((c, d) for d, c in seen.items() if c), key=lambda t: -t[1])
    pen.say(f"g({x})-f({x})={polynomial(gap, x)}")
    anti = antiderivative(gap)
    kind = pen.slip("power rule", "right", "not divided", weight=1)
    if kind == "not divided":
        anti = [(Fraction(c), d + 1) for c, d in gap]
    pen.show(f"F({x})={polynomial(anti, x)}", 1.4)
    at = lambda w: sum(c * Fraction(w) ** d for c, d in anti)  # noqa: E731
    top, bottom = pen.calc(at(v), weight=0.6), pen.calc(at(u), -at(u), weight=0.6)
    pen.show(f"F({v})={number(top)};F({u})={number(bottom)}")
    last = pen.calc(top - bottom, top + bottom, weight=0.8)
    pen.say(f"{number(top)}-{factor(bottom) if bottom < 0 or bottom.denominator > 1 else number(bottom)}={number(last)}")
    pen.answer(number(last))
    return Problem(text, Value(number(area([(-a, 2), (a * (u + v), 1), (-a * u * v, 0)], u, v))))


def later_derivatives(pen: Pen) -> Problem:
    """The value of a second or third derivative at a number."""
    x = pen.pick("x", "x", "t")
    terms = draw_terms(pen, pen.int(2, 3), 5)
    if max(d for _, d in terms) < 2:
        raise Unsuitable
    name = pen.pick("f", "f", "g", "h", "s")
    order = pen.pick(2, 2, 2, 3) if max(d for _, d in terms) > 2 else 2
    u = pen.pick(0, 1, -1, 2, -2, 3)
    marks = "'" * order
    text = f"{name}({x})={polynomial(terms, x)};{name}{marks}({u})"
    found, gold = terms, terms
    for i in range(1, order + 1):
        found, gold = differentiate(pen, found), derived(gold)
        if not found:
            raise Unsuitable
        pen.say(f"{name}{chr(39) * i}({x})={polynomial(found, x)}")
    v = pen.calc(sum(Fraction(c) * Fraction(u) ** d for c, d in found), weight=0.8)
    shown = inserted(found, u)
    pen.say(f"{name}{marks}({u})={shown}={number(v)}" if any(d for _, d in found) and pen.chance(0.7) and shown != number(v) else f"{name}{marks}({u})={number(v)}")
    pen.answer(number(v))
    return Problem(text, Value(number(sum(Fraction(c) * Fraction(u) ** d for c, d in gold))))


def rate_of_change(pen: Pen) -> Problem:
    """The mean rate of change over an interval, a mean value, a value by the primitive and a start."""
    x = pen.pick("x", "x", "t")
    name = pen.pick("f", "f", "s", "g", "v")
    terms = [(Fraction(c), d) for c, d in ((pen.pick(0, 0, 1, -1, 2), 3), (pen.pick(0, 1, 1, 2, -1, 3), 2), (pen.int(-7, 8), 1), (pen.int(-9, 9), 0)) if c]
    if not terms or terms[0][1] < 2:
        raise Unsuitable
    a = pen.int(-3, 4)
    b = a + pen.int(1, 4)
    body = polynomial(terms, x)
    at = lambda u: sum(c * Fraction(u) ** d for c, d in terms)  # noqa: E731
    if pen.chance(0.6):
        text = f"{name}({x})={body};({name}({b})-{name}({a}))/({minus(b, a)})"
        ends = []
        for u in (b, a) if pen.chance(0.6) else (a, b):
            v = pen.calc(at(u), sum(c * (-(Fraction(u) ** d) if u < 0 and d == 2 else Fraction(u) ** d) for c, d in terms), weight=1)
            pen.say(f"{name}({u})={inserted(terms, u)}={number(v)}" if pen.chance(0.6) and inserted(terms, u) != number(v) else f"{name}({u})={number(v)}")
            ends.append((u, v))
        found = dict(ends)
        top = pen.calc(found[b] - found[a], found[b] + found[a], found[a] - found[b], weight=0.8)
        low = pen.slip("sign", b - a, b + a, weight=0.8) if b + a else b - a
        first = f"({minus(found[b], found[a])})/({minus(b, a)})"
        last = pen.calc(top / low, weight=0.5)
        middle = f"{f'({number(top)})' if top < 0 else number(top)}/{factor(low)}"
        pen.chain([first, middle, number(last)] if low == b - a else [middle, number(last)], pen.pick("m", "", "k"))
        pen.answer(number(last))
        return Problem(text, Value(number((at(b) - at(a)) / (b - a))))
    # F with F' = f and a given value
    w = pen.int(-9, 9)
    anti = antiderivative(terms)
    u = pen.pick(0, 1, 1, 2, -1)
    C = w - sum(c * Fraction(u) ** d for c, d in anti)
    if C.denominator > 3:
        raise Unsuitable
    upper = name.upper()
    text = f"{upper}'({x})={body};{upper}({u})={w}"
    kind = pen.slip("power rule", "right", "not divided", weight=1)
    seen = anti if kind == "right" else [(c, d + 1) for c, d in terms]
    pen.say(f"{upper}({x})={polynomial(seen, x)}+C")
    worth = pen.calc(sum(c * Fraction(u) ** d for c, d in seen), weight=0.6)
    pen.show(f"{upper}({u})={number(worth)}+C={w}" if pen.chance(0.5) else f"{number(worth)}+C={w}", 1.4)
    c = pen.calc(w - worth, w + worth, weight=1)
    pen.say(f"C={number(c)}")
    pen.say(f"{upper}({x})={joined(polynomial(seen, x), signed(c) if c else '')}")
    pen.end_step()
    return Problem(text, Expression(joined(polynomial(anti, x), signed(C) if C else ""), "any"))
