"""Derivatives, tangents, extrema, integrals, limits."""

import re
from fractions import Fraction

from goals import Expression, Value
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, polynomial, signed, times

from .equations import distribute, nonzero, root_goal, solve


def draw_terms(pen: Pen, count: int, highest: int) -> list[tuple[int, int]]:
    degrees = sorted({pen.int(0, highest) for _ in range(count)} | {pen.int(1, highest)}, reverse=True)
    return [(nonzero(pen, -9, 9), d) for d in degrees]


def differentiate(pen: Pen, terms) -> list[tuple]:
    """Term by term; a power may stay, a factor may be forgotten, a constant may survive."""
    habit = pen.slip("power rule", "right", "power not reduced", "factor forgotten", "integrated", weight=2)
    out = []
    for c, d in terms:
        if d == 0:
            if pen.slip("constant kept", False, True, weight=0.8):
                out.append((Fraction(c), 0))
            continue
        if habit == "power not reduced":
            out.append((Fraction(c * d), d))
        elif habit == "factor forgotten" and d > 1:
            out.append((Fraction(c), d - 1))
        elif habit == "integrated":
            out.append((Fraction(c, d + 1), d + 1))
        else:
            sign = pen.slip("sign", 1, -1, weight=0.4)
            out.append((sign * pen.calc(c * d, c + d), d - 1))
    return out


def derived(terms) -> list[tuple]:
    return [(c * d, d - 1) for c, d in terms if d]


def heads(pen: Pen, x: str) -> tuple[str, str]:
    name = pen.pick("f", "f", "f", "g", "h", "y", "p")
    return ("y", "y'") if name == "y" else (f"{name}({x})", f"{name}'({x})")


def derivative(pen: Pen) -> Problem:
    x = pen.pick("x", "x", "x", "t", "s")
    terms = draw_terms(pen, pen.int(1, 3), 6)
    head, prime = heads(pen, x)
    body = polynomial(terms, x)
    text = f"{head}={body}" if pen.chance(0.85) else f"diff({body},{x})"
    pen.restate(text, 0.2)
    found = differentiate(pen, terms)
    name = prime if text.startswith(head) else f"diff({body},{x})"
    if pen.kind == "right" and pen.chance(0.35):
        long = joined(*[f"{'-' if c < 0 else ''}{d}*{times(abs(c), '') if abs(c) == 1 else abs(c)}{x}^({d}-1)".replace("*x^", f"{x}^") if abs(c) > 1 else "" for c, d in terms if d > 1])
        if all(abs(c) > 1 and d > 1 for c, d in terms):
            pen.say(f"{name}={long}")
    last = polynomial(found, x)
    pen.say(f"{name}={last}")
    pen.answer(last, prime if name == prime else "")
    return Problem(text, Expression(polynomial(derived(terms), x)))


def product_rule(pen: Pen) -> Problem:
    """(ax^m)(bx + c) or (ax + b)(cx + d) by the product rule."""
    x = pen.pick("x", "x", "t")
    m = pen.int(1, 3)
    a, b, c = pen.pick(1, 1, 2, 3), pen.int(1, 6), nonzero(pen, -9, 9)
    head, prime = heads(pen, x)
    if m == 1:
        k = nonzero(pen, -9, 9)
        u, du = linear(a, k, x), str(a)
        u_written = f"({u})"
    else:
        u, du = polynomial([(a, m)], x), polynomial([(a * m, m - 1)], x)
        u_written, k = u, 0
    v, dv = linear(b, c, x), str(b)
    text = f"{head}={u_written}({v})" if m == 1 or u_written[-1].isdigit() is False else f"{head}={u_written}*({v})"
    text = f"{head}={u_written}({v})" if m == 1 else f"{head}={u_written}*({v})"
    pen.restate(text, 0.2)
    gold = polynomial(derived([(a * b, m + 1), (a * c, m), (b * k, 1), (c * k, 0)]), x)
    if pen.slip("product of derivatives", False, True, weight=3):
        wrong = polynomial([(a * m * b, m - 1)], x)
        pen.show(f"{prime}={du}*{dv}")
        pen.say(f"{prime}={wrong}")
        pen.answer(wrong)
        return Problem(text, Expression(gold, "expanded"))
    sign = pen.slip("sign", 1, -1)
    first = f"{du}({v})" if du.isdigit() and du != "1" else (f"({v})" if du == "1" else f"{du}*({v})")
    second = f"{u_written}*{dv}" if dv != "1" else u_written
    if pen.chance(0.4):
        pen.line += [f"u={u}", f"u'={du}", f"v={v}", f"v'={dv}"]
        pen.end_step()
    first = first.replace("(" + v + ")", v) if du == "1" else first
    pen.say(f"{prime}={first}{'+' if sign > 0 else '-'}{second}")
    # first = a·m·x^(m-1)·(bx + c), second = sign·b·(ax^m + k)
    p, q = distribute(pen, a * m, b, c)
    s = [(p, m), (q, m - 1), (sign * b * a, m), (sign * b * k, 0)]
    pen.show(f"{prime}={polynomial(s, x)}")
    by = {}
    for t, d in s:
        by[d] = by.get(d, 0) + t
    last = polynomial([(pen.calc(t), d) for d, t in sorted(by.items(), reverse=True)], x)
    pen.say(f"{prime}={last}")
    pen.answer(last)
    return Problem(text, Expression(gold, "expanded"))


def chain_rule(pen: Pen) -> Problem:
    """(ax + b)^n, √(ax + b), sin/cos/exp of a linear function."""
    x = pen.pick("x", "x", "t")
    a, b = pen.int(2, 7), nonzero(pen, -9, 9)
    head, prime = heads(pen, x)
    inner = linear(a, b, x)
    form = pen.int(0, 3)
    forgotten = pen.slip("inner derivative forgotten", False, True, weight=2.5)
    if form <= 1:
        n = pen.int(2, 6)
        text = f"{head}=({inner})^{n}"
        e = pen.slip("power not reduced", n - 1, n, weight=1.5)
        power = f"({inner})^{e}" if e > 1 else f"({inner})"
        parts = [f"{n}{power}*{a}", f"{n * a}{power}"] if not forgotten else [f"{n}{power}"]
        gold = f"{n * a}({inner})^{n - 1}" if n > 2 else f"{2 * a}({inner})"
    elif form == 2:
        name, d, sign = pen.pick(("sin", "cos", ""), ("cos", "sin", "-"))
        sign = pen.slip("sign", sign, "-" if not sign else "", weight=1.5)
        text = f"{head}={name}({inner})"
        parts = [f"{sign}{d}({inner})*{a}", f"{sign}{a}{d}({inner})"] if not forgotten else [f"{sign}{d}({inner})"]
        gold = f"{'-' if name == 'cos' else ''}{a}{d}({inner})"
    else:
        text = f"{head}=e^({inner})"
        parts = [f"e^({inner})*{a}", f"{a}e^({inner})"] if not forgotten else [f"e^({inner})"]
        wrong = pen.slip("power rule on e", False, True)
        if wrong:
            parts = [f"({inner})e^({linear(a, b - 1, x)})"]
        gold = f"{a}e^({inner})"
    pen.restate(text, 0.2)
    if len(parts) > 1 and pen.chance(0.6):
        pen.show(f"{prime}={parts[0]}")
    pen.say(f"{prime}={parts[-1]}")
    pen.answer(parts[-1])
    return Problem(text, Expression(gold))


def inserted(terms, u) -> str:
    return joined(*[(number(c) if d == 0 else f"{'' if c == 1 else '-' if c == -1 else f'{number(c)}*'}{factor(u)}{'' if d == 1 else f'^{d}'}") for c, d in terms])


def slope(pen: Pen, terms, x: str, prime: str, u) -> Fraction:
    """The derivative and its value at u, written down."""
    found = differentiate(pen, terms)
    pen.say(f"{prime}={polynomial(found, x)}")
    at = prime.replace(f"({x})", f"({u})")
    v = pen.calc(sum(c * Fraction(u) ** d for c, d in found))
    if any(d for _, d in found) and pen.chance(0.7):
        pen.say(f"{at}={inserted(found, u)}={number(v)}")
    else:
        pen.say(f"{at}={number(v)}")
    return v


def derivative_at(pen: Pen) -> Problem:
    x = pen.pick("x", "x", "t")
    terms = draw_terms(pen, 2, 3)
    name, u = pen.pick("f", "g", "h"), pen.int(-3, 4)
    text = f"{name}({x})={polynomial(terms, x)};{name}'({u})"
    pen.restate(f"{name}({x})={polynomial(terms, x)}", 0.2)
    v = slope(pen, terms, x, f"{name}'({x})", u)
    pen.answer(number(v))
    return Problem(text, Value(number(sum(c * Fraction(u) ** d for c, d in derived(terms)))))


def tangent(pen: Pen) -> Problem:
    """The tangent at u: point, slope, line."""
    x, u = "x", pen.int(-2, 3)
    terms = [(pen.pick(1, 1, 2, -1), 2), (pen.int(-5, 5), 1), (pen.int(-6, 6), 0)]
    terms = [t for t in terms if t[0]]
    text = f"f(x)={polynomial(terms, x)};x={u}"
    y0 = pen.calc(sum(c * u**d for c, d in terms))
    pen.say(f"f({u})={inserted(terms, u)}={number(y0)}")
    m = slope(pen, terms, x, "f'(x)", u)
    shift = pen.slip("sign", -u, u) if u else 0
    if m == 0:
        raise Unsuitable
    if shift:
        pen.show(f"y={times(m, f'({linear(1, shift, x)})')}{signed(y0) if y0 else ''}")
    b = pen.calc(m * shift + y0)
    pen.say(f"y={linear(m, b, x)}")
    pen.end_step()
    gold_m = sum(c * d * Fraction(u) ** (d - 1) for c, d in terms if d)
    gold_y = sum(c * Fraction(u) ** d for c, d in terms)
    return Problem(text, Expression(linear(gold_m, gold_y - gold_m * u, x)))


def extremum(pen: Pen) -> Problem:
    """Where the derivative of a quadratic vanishes."""
    x = pen.letter if pen.letter in "xyzt" else "x"
    a, s = pen.pick(1, 1, 2, 3, -1, -2), Fraction(pen.int(-9, 9), pen.pick(1, 1, 2))
    b, c = -2 * a * s, pen.int(-12, 12)
    if b.denominator != 1 or b == 0:
        raise Unsuitable
    terms = [(a, 2), (int(b), 1), (c, 0)]
    name = pen.pick("f", "f", "g", "h")
    text = f"{name}({x})={polynomial([t for t in terms if t[0]], x)}"
    pen.restate(text, 0.2)
    found = differentiate(pen, [t for t in terms if t[0]])
    body = polynomial(found, x)
    pen.say(f"{name}'({x})={body}")
    by = {d: k for k, d in found}
    if set(by) - {0, 1} or 1 not in by or by[1] == 0:
        raise Unsuitable
    pen.say(f"{body}=0")
    v, _ = solve(pen, by[1], by.get(0, 0), 0, 0, x) if by.get(0, 0) else (Fraction(0), "=")
    if not by.get(0, 0):
        pen.say(f"{x}=0")
    pen.answer(number(v), x)
    return Problem(text, root_goal(x, s))


def antiderivative(terms) -> list[tuple]:
    return [(Fraction(c) / (d + 1), d + 1) for c, d in terms]


def integrate(pen: Pen, terms) -> list[tuple]:
    habit = pen.slip("power rule", "right", "not divided", "differentiated", "power kept", weight=2)
    out = []
    for c, d in terms:
        c = Fraction(c)
        if habit == "not divided" and d:
            out.append((c, d + 1))
        elif habit == "differentiated":
            out += [(c * d, d - 1)] if d else []
        elif habit == "power kept" and d:
            out.append((c / (d + 1), d))
        else:
            sign = pen.slip("sign", 1, -1, weight=0.4)
            out.append((sign * c / (d + 1), d + 1))
    return out


def integral(pen: Pen) -> Problem:
    x = pen.pick("x", "x", "x", "t", "u")
    terms = [(c if pen.chance(0.4) else c * (d + 1), d) for c, d in draw_terms(pen, pen.int(1, 3), 4)]
    terms = [(c, d) for c, d in terms if abs(c) <= 30]
    if not terms:
        raise Unsuitable
    body = polynomial(terms, x)
    text = f"int({body},{x})"
    found = integrate(pen, terms)
    if pen.kind == "right" and pen.chance(0.3):
        long = joined(*[(f"{times(c, powered_up(x, d + 1))}/{d + 1}" if d else times(c, x)) for c, d in terms])
        pen.say(f"{text}={long}+C")
    last = polynomial(found, x) + "+C"
    if pen.chance(0.5):  # x^3/3 rather than (1/3)x^3
        last = re.sub(r"\((\d+)/(\d+)\)([a-z](?:\^\d+)?)", lambda m: f"{'' if m[1] == '1' else m[1]}{m[3]}/{m[2]}", last)
    pen.say(f"{text}={last}" if pen.chance(0.75) else f"F({x})={last}")
    pen.answer(last)
    return Problem(text, Expression(polynomial(antiderivative(terms), x) + "+C"))


def powered_up(x: str, n: int) -> str:
    return x if n == 1 else f"{x}^{n}"


def definite_integral(pen: Pen) -> Problem:
    x = pen.pick("x", "x", "x", "t")
    terms = [(c * (d + 1) if pen.chance(0.8) else c, d) for c, d in draw_terms(pen, pen.int(1, 2), 3)]
    terms = [(c if abs(c) < 15 else c % 9 + 1, d) for c, d in terms]
    low = pen.pick(0, 0, 1, 1, -1, 2)
    high = low + pen.int(1, 3)
    text = f"int({polynomial(terms, x)},{x},{low},{high})"
    found = integrate(pen, terms)
    if pen.chance(0.6):
        pen.say(f"F({x})={polynomial(found, x)}")
    value_at = lambda u: sum(c * Fraction(u) ** d for c, d in found)  # noqa: E731
    top, bottom = pen.calc(value_at(high)), pen.calc(value_at(low))
    order = pen.slip("bounds", 1, -1, weight=1.5)
    first, second = (top, bottom) if order > 0 else (bottom, top)
    sign = pen.slip("bounds", -1, 1, weight=1.0)
    v = pen.calc(first + sign * second)
    middle = f"{number(first)}{'-' if sign < 0 else '+'}{factor(second) if second < 0 or second.denominator > 1 else number(second)}"
    if pen.chance(0.5):
        pen.say(f"F({high})={number(top)}")
        pen.say(f"F({low})={number(bottom)}")
    if pen.chance(0.6):
        pen.say(f"{text}={middle}={number(v)}" if pen.chance(0.6) else f"{middle}={number(v)}")
    else:
        pen.show(f"({inserted(found, high)})-({inserted(found, low)})" if order > 0 and sign < 0 else middle)
        pen.say(f"{text}={number(v)}")
    pen.answer(number(v))
    gold = antiderivative(terms)
    return Problem(text, Value(number(sum(c * (Fraction(high) ** d - Fraction(low) ** d) for c, d in gold))))


def limit(pen: Pen) -> Problem:
    """A removable gap: factor, cancel, put in."""
    x = pen.pick("x", "x", "t", "h")
    u, v = nonzero(pen, -7, 7), pen.int(-7, 7)
    if u == v:
        raise Unsuitable
    top = polynomial([(1, 2), (-(u + v), 1), (u * v, 0)], x)
    below = linear(1, -u, x)
    text = f"lim(({top})/({below}),{x},{u})"
    p = pen.slip("wrong factors", v, -v, weight=2) if v else 0
    second = f"({linear(1, -p, x)})" if p else x
    parts = [text]
    parts.append(f"lim(({below}){second}/({below}),{x},{u})")
    parts.append(f"lim({linear(1, -p, x)},{x},{u})")
    if p:
        parts.append(f"{u}{signed(-p)}")
    w = pen.slip("sign", Fraction(u - p), Fraction(u + p), Fraction(0), weight=1.2)
    parts.append(number(pen.calc(w)))
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Value(str(u - v)))
