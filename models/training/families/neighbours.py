"""Neighbours of the other families: the same skills in other company, so that a way of solving is more than a template."""

from fractions import Fraction
from math import gcd

from goals import Equivalent, Expression, Value
from pen import Pen, Problem, Unsuitable, decimal, decimal_places, factor, joined, linear, number, polynomial, signed, times

from .calculus import differentiate, draw_terms
from .equations import distribute, divide, nonzero, numerator, root_goal, solve
from .quadratics import name_roots, roots_of


def decimal_equation(pen: Pen) -> Problem:
    """0.3x + 1.2 = 2.7, as it is or times ten."""
    x, s = pen.letter, Fraction(pen.int(-12, 15))
    a, b = Fraction(nonzero(pen, -19, 29), 10), Fraction(nonzero(pen, -60, 90), 10)
    if a.denominator == 1:
        raise Unsuitable
    d = a * s + b
    write = lambda p, q: f"{'-' if p < 0 else ''}{'' if abs(p) == 1 else decimal(abs(p))}{x}" + (("" if q < 0 else "+") + decimal(q) if q else "")  # noqa: E731
    text = f"{write(a, b)}={decimal(d)}"
    pen.restate(text)
    if pen.chance(0.4):
        p, q, r = pen.slip("one term only", (10 * a, 10 * b, 10 * d), (10 * a, b, 10 * d), (10 * a, 10 * b, d), weight=1.5)
        if any(v.denominator > 1 for v in (p, q, r)):
            raise Unsuitable
        pen.say(f"{linear(p, q, x)}={number(r)}")
        v, _ = solve(pen, p, q, 0, r, x)
    else:
        moved = pen.slip("sign", -b, b)
        e = pen.calc(d + moved, d - moved)
        pen.say(f"{write(a, 0)}={decimal(e)}")
        v = pen.slip("wrong inverse", e / a, e * a, e - a, weight=1.2)
        pen.show(f"{x}={decimal(e)}/{decimal(a)}" if a > 0 else f"{x}={decimal(e)}/({decimal(a)})", 0.6) if v == e / a else None
        v = pen.calc(v)
        pen.say(f"{x}={decimal(v)}")
    pen.answer(decimal(v), x)
    return Problem(text, root_goal(x, s), ask=x)


def put_in_place(pen: Pen) -> Problem:
    """A quadratic in 2^x, √x or x + h: solved for the new letter, then back."""
    x = pen.letter
    u = pen.pick("u", "t", "z") if x not in "utz" else "w"
    form = pen.pick("power", "root", "bracket")
    if form == "power":
        base = pen.pick(2, 2, 3, 5)
        m, n = pen.int(0, 4), pen.int(0, 4)
        p, q, inner, square = base**m, base**n, f"{base}^{x}", pen.pick(f"{base}^(2{x})", f"{base * base}^{x}")
        gold = (m, n)
    elif form == "root":
        p, q, inner, square = pen.int(1, 7), pen.int(1, 7), f"√{x}", x
        gold = (p * p, q * q)
    else:
        h = nonzero(pen, -6, 6)
        p, q, inner, square = nonzero(pen, -8, 8), nonzero(pen, -8, 8), f"({linear(1, h, x)})", f"({linear(1, h, x)})^2"
        gold = (p - h, q - h)
    if p == q or p + q == 0 or p * q > 200:
        raise Unsuitable
    b, c = -(p + q), p * q
    middle = f"{'-' if b < 0 else '+'}{abs(b)}*{inner}" if form == "power" else signed(b).rstrip("1") + inner if abs(b) == 1 else f"{signed(b)}{inner}"
    text = f"{square}{middle}{signed(c)}=0"
    pen.restate(text)
    pen.say(f"{u}={inner.strip('()') if form == 'bracket' else inner}" if pen.chance(0.7) else f"{inner.strip('()') if form == 'bracket' else inner}={u}")
    pen.say(f"{polynomial([(1, 2), (b, 1), (c, 0)], u)}=0")
    r, s = pen.slip("sign of a root", (p, q), (-p, -q), (p, -q), weight=1.5)
    if pen.chance(0.6):
        pen.say(f"({linear(1, -r, u)})({linear(1, -s, u)})=0")
    if pen.chance(0.5):
        pen.line += [f"{u}_1={r}", f"{u}_2={s}"]
    else:
        pen.line += [f"{u}={r}", f"{u}={s}"]
    pen.end_step()
    if form != "bracket" and (r < 0 or s < 0):
        raise Unsuitable
    found = []
    for v in (r, s):
        if form == "power":
            e = next((k for k in range(6) if base**k == v), None)
            if e is None:
                raise Unsuitable
            pen.show(f"{inner}={v}", 0.8)
            found.append(pen.slip("base and exponent", Fraction(e), Fraction(v, base), weight=0.7))
        elif form == "root":
            pen.show(f"{inner}={v}", 0.8)
            found.append(pen.slip("root", Fraction(v * v), Fraction(2 * v), Fraction(v), weight=0.8))
        else:
            pen.show(f"{linear(1, h, x)}={v}", 0.8)
            found.append(pen.slip("sign", Fraction(v - h), Fraction(v + h), weight=0.8))
    pen.end_step()
    if found[0] == found[1]:
        raise Unsuitable
    name_roots(pen, x, found[0], found[1], forget=0.5)
    return Problem(text, roots_of(x, *gold), ask=x)


def function_values(pen: Pen) -> Problem:
    """f(x + h), f(kx), k·f(x), f(x) + g(x) of linear functions and quadratics."""
    x = pen.pick("x", "x", "t")
    f, g = pen.pick(("f", "g"), ("p", "q"), ("g", "h"))
    a, b, c = pen.pick(0, 0, 1, 1, 2, -1, 3), nonzero(pen, -6, 7), nonzero(pen, -9, 9)
    body = polynomial([(a, 2), (b, 1), (c, 0)], x)
    form = pen.pick("shift", "scale", "multiple", "sum", "difference")
    if form == "shift":
        h = nonzero(pen, -5, 5)
        asked = f"{f}({linear(1, h, x)})"
        inner = f"({linear(1, h, x)})"
        parts = [joined(times(a, f"{inner}^2") if a else "", times(b, inner), signed(c))]
        m, w = pen.slip("middle term", (2 * h, h * h), (0, h * h), (h, h * h), (2 * h, 2 * h), weight=1.5) if a else (0, 0)
        s, t = distribute(pen, b, 1, h)
        second, first = a * pen.calc(w, weight=0.1), a * m
        parts += [joined(polynomial([(a, 2), (first, 1), (second, 0)], x) if a else "", linear(s, t, x), signed(c))]
        last = polynomial([(a, 2), (pen.calc(first + s, first - s), 1), (pen.calc(second + t + c, second + t - c), 0)], x)
        gold = polynomial([(a, 2), (2 * a * h + b, 1), (a * h * h + b * h + c, 0)], x)
    elif form == "scale":
        k = pen.pick(2, 3, -1, -2)
        asked = f"{f}({times(k, x)})"
        inner = f"({times(k, x)})"
        parts = [joined(f"{'-' if a < 0 else ''}{'' if abs(a) == 1 else abs(a)}{inner}^2" if a else "", times(b, inner), signed(c))]
        square = pen.slip("coefficient not squared", k * k, k, weight=1.5)
        last = polynomial([(a * square, 2), (pen.calc(b * k, b + k), 1), (c, 0)], x)
        gold = polynomial([(a * k * k, 2), (b * k, 1), (c, 0)], x)
    elif form == "multiple":
        k = pen.pick(2, 3, -1, -2, 5)
        asked = times(k, f"{f}({x})")
        parts = [times(k, f"({body})")]
        p, q = distribute(pen, k, b, c)
        last = polynomial([(pen.calc(k * a, weight=0.2), 2), (p, 1), (q, 0)], x)
        gold = polynomial([(k * a, 2), (k * b, 1), (k * c, 0)], x)
    else:
        d, e = nonzero(pen, -6, 7), nonzero(pen, -9, 9)
        sign = 1 if form == "sum" else -1
        asked = f"{f}({x}){'+' if sign > 0 else '-'}{g}({x})"
        other = linear(d, e, x)
        parts = [f"{body}{'+' if sign > 0 else '-'}({other})" if sign < 0 or pen.chance(0.4) else joined(body, other)]
        e2 = pen.slip("sign", sign * e, -sign * e, weight=1.5)
        parts.append(joined(body, linear(sign * d, e2, x)))
        last = polynomial([(a, 2), (pen.calc(b + sign * d, b - sign * d), 1), (pen.calc(c + e2, c - e2), 0)], x)
        gold = polynomial([(a, 2), (b + sign * d, 1), (c + sign * e, 0)], x)
        text = f"{f}({x})={body};{g}({x})={other}"
        pen.chain([*parts, last], asked)
        pen.answer(last)
        return Problem(f"{text};{asked}", Expression(gold, "expanded"))
    text = f"{f}({x})={body}"
    pen.restate(text, 0.15)
    pen.chain([*parts, last], asked)
    pen.answer(last)
    return Problem(f"{text};{asked}", Expression(gold, "expanded"))


# Formulas to put numbers into: the result's letter, how it is written, what it is, and the letters.
FORMULAS = [
    ("A", "{a}{b}/2", lambda a, b: Fraction(a * b, 2), "ab"),
    ("A", "(a+c)h/2", lambda a, c, h: Fraction((a + c) * h, 2), "ach"),
    ("V", "abc", lambda a, b, c: a * b * c, "abc"),
    ("s", "vt", lambda v, t: v * t, "vt"),
    ("v", "s/t", lambda s, t: Fraction(s, t), "st"),
    ("E", "mv^2/2", lambda m, v: Fraction(m * v * v, 2), "mv"),
    ("s", "at^2/2", lambda a, t: Fraction(a * t * t, 2), "at"),
    ("v", "u+at", lambda u, a, t: u + a * t, "uat"),
    ("F", "ma", lambda m, a: m * a, "ma"),
    ("S", "2ab+2bc+2ac", lambda a, b, c: 2 * (a * b + b * c + a * c), "abc"),
    ("P", "2(a+b)", lambda a, b: 2 * (a + b), "ab"),
    ("D", "b^2-4ac", lambda a, b, c: b * b - 4 * a * c, "abc"),
    ("m", "(d-b)/(c-a)", lambda a, b, c, d: Fraction(d - b, c - a), "abcd"),
    ("z", "(x-m)/s", lambda x, m, s: Fraction(x - m, s), "xms"),
    ("R", "rs/(r+s)", lambda r, s: Fraction(r * s, r + s), "rs"),
    ("V", "a^2*h/3", lambda a, h: Fraction(a * a * h, 3), "ah"),
]


def formula_value(pen: Pen) -> Problem:
    """Numbers put into a formula, worked out part by part."""
    result, form, worth, names = pen.rng.choice(FORMULAS)
    form = form.replace("{a}{b}", "ab")
    low = -9 if form in ("b^2-4ac", "(d-b)/(c-a)", "u+at") else 1
    given = {n: pen.int(low, 15, but=(0,)) for n in names}
    if form == "(d-b)/(c-a)" and given["a"] == given["c"]:
        raise Unsuitable
    gold = Fraction(worth(*given.values()))
    text = ";".join(f"{n}={v}" for n, v in given.items())
    if pen.chance(0.6):
        pen.say(f"{result}={form}")
    shown = pen.slip("copied number", None, *names, weight=0.8)
    used = dict(given)
    if shown:
        used[shown] += pen.mischief.choice([1, -1, 10])
    text_in, last = "", ""
    for at, c in enumerate(form):
        if c in used:
            bare = factor(used[c]) if used[c] < 0 and (at or form[1:2] == "^") else str(used[c])
            text_in += ("*" if last.isalnum() or last == ")" else "") + bare
        else:
            text_in += c
        last = c
    text_in = text_in.replace("+-", "+(-").replace("--", "-(-") if "+-" in text_in or "--" in text_in else text_in
    if text_in.count("(") != text_in.count(")"):
        raise Unsuitable
    v = Fraction(worth(*used.values()))
    kind = pen.slip("formula", "right", "not halved", "power as a product", weight=1.2)
    if kind == "not halved" and "/2" in form:
        v *= 2
        text_in = text_in.replace("/2", "") if pen.mischief.random() < 0.5 else text_in
    elif kind == "power as a product" and "^2" in form:
        base = next(c for i, c in enumerate(form) if form[i + 1 : i + 2] == "^")
        doubled = dict(used)
        if form.startswith("b^2"):
            v = v - used["b"] ** 2 + 2 * used["b"]
        elif used[base] == 2:
            raise Unsuitable
        else:
            v = v * 2 / Fraction(doubled[base])
    v = pen.calc(v)
    pen.chain([text_in, number(v)], result)
    pen.answer(number(v))
    return Problem(f"{text};{result}", Value(number(gold)))


def line_through(pen: Pen) -> Problem:
    """y = mx + b through a point with a slope, or through two points."""
    m, u, w = Fraction(nonzero(pen, -6, 6), pen.pick(1, 1, 1, 2)), pen.int(-6, 6), pen.int(-9, 9)
    b = w - m * u
    two = pen.chance(0.5)
    if two:
        step = pen.pick(-4, -2, 2, 4, 6)
        u2, w2 = u + step, w + m * step
        if w2.denominator > 1:
            raise Unsuitable
        text = f"({u},{w});({u2},{w2})"
        rise, run = pen.slip("sign", (w2 - w, u2 - u), (w - w2, u2 - u), (u2 - u, w2 - w), weight=1.5)
        if run == 0 or rise == 0:
            raise Unsuitable
        pen.say(f"m=({w2}-{factor(w)})/({u2}-{factor(u)})={number(Fraction(rise, run))}" if (rise, run) == (w2 - w, u2 - u) else f"m={number(Fraction(rise, run))}")
        k = Fraction(rise, run)
    else:
        text, k = f"m={number(m)};({u},{w})", m
    if k.denominator > 4:
        raise Unsuitable
    ku = pen.calc(k * u, k + u)
    pen.say(f"{w}={factor(k) if k < 0 or k.denominator > 1 else number(k)}*{factor(u)}+b") if pen.chance(0.6) else None
    pen.show(f"{w}={number(ku)}+b", 0.6)
    found = pen.slip("sign", w - ku, w + ku, weight=1)
    found = pen.calc(found)
    pen.say(f"b={number(found)}")
    pen.say(f"y={linear(k, found, 'x')}")
    pen.answer(linear(k, found, "x"), "y")
    return Problem(text, Expression(linear(m, b, "x")))


def slope_is(pen: Pen) -> Problem:
    """Where a quadratic has a given slope, which isn't 0."""
    x = pen.pick("x", "x", "t")
    a, b, c, s = pen.pick(1, 1, 2, 3, -1, -2), nonzero(pen, -9, 9), pen.int(-9, 9), pen.int(-6, 6)
    k = 2 * a * s + b
    if k == 0:
        raise Unsuitable
    name = pen.pick("f", "f", "g", "h")
    terms = [t for t in ((a, 2), (b, 1), (c, 0)) if t[0]]
    text = f"{name}({x})={polynomial(terms, x)};{name}'({x})={k}"
    body = differentiate(pen, terms)
    found = {d: n for n, d in body}
    if set(found) - {0, 1} or not found.get(1):
        raise Unsuitable
    pen.say(f"{name}'({x})={polynomial(body, x)}")
    pen.say(f"{polynomial(body, x)}={k}")
    v, _ = solve(pen, found[1], found.get(0, 0), 0, k, x)
    pen.answer(number(v), x)
    return Problem(text, root_goal(x, s), ask=x)


def second_derivative(pen: Pen) -> Problem:
    """f, f', f''."""
    x = pen.pick("x", "x", "t")
    terms = draw_terms(pen, pen.int(2, 3), 5)
    name = pen.pick("f", "f", "g", "h")
    text = f"{name}({x})={polynomial(terms, x)};{name}''({x})"
    first = differentiate(pen, terms)
    if not first:
        raise Unsuitable
    pen.say(f"{name}'({x})={polynomial(first, x)}")
    second = differentiate(pen, [(c, d) for c, d in first])
    pen.say(f"{name}''({x})={polynomial(second, x)}")
    pen.end_step()
    gold = polynomial([(c * d * (d - 1), d - 2) for c, d in terms if d > 1], x)
    return Problem(text, Expression(gold))


def same_denominator(pen: Pen) -> Problem:
    """a/x ± b/x, (ax + b)/n ± (cx + d)/m: terms over one number or one letter."""
    x = pen.letter
    if pen.chance(0.4):
        below = pen.pick(x, linear(1, nonzero(pen, -6, 6), x), linear(pen.int(2, 5), 0, x))
        below = f"({below})" if len(below) > 1 else below
        a, b = nonzero(pen, -9, 12), nonzero(pen, -9, 12)
        top = pen.pick(0, 1)
        first = linear(top, a, x) if top else str(a)
        first_written = f"({first})" if top or a < 0 else first
        sign = pen.pick("+", "-")
        text = f"{first_written}/{below}{sign}{abs(b)}/{below}"
        total = a + abs(b) if sign == "+" else a - abs(b)
        v = pen.calc(total, a - abs(b) if sign == "+" else a + abs(b), weight=1)
        if v == 0 or total == 0:
            raise Unsuitable
        last_top = linear(top, v, x) if top else number(v)
        parts = [text, f"({first}{sign}{abs(b)})/{below}", (f"({last_top})" if top or v < 0 else last_top) + f"/{below}"]
        pen.chain(parts)
        pen.answer(parts[-1])
        return Problem(text, Expression(text))
    m, n = pen.int(2, 6), pen.int(2, 8)
    if m == n:
        raise Unsuitable
    a, b, c, d = pen.pick(1, 1, 2, 3), pen.int(-6, 6), pen.pick(1, 1, 2, -1, 3), pen.int(-6, 6)
    sign = pen.pick(1, -1)
    l = m * n // gcd(m, n)
    p, q = l // m, sign * (l // n)
    put = lambda u, w: f"({linear(u, w, x)})" if w or u < 0 else linear(u, w, x)  # noqa: E731
    text = f"{put(a, b)}/{m}{'+' if sign > 0 else '-'}{put(c, d)}/{n}"
    if pen.oops("denominators added", 1):
        parts = [text, f"({linear(a + sign * c, b + sign * d, x)})/{m + n}"]
        if a + sign * c == 0:
            raise Unsuitable
    else:
        p2 = pen.slip("numerator not extended", p, 1, weight=1)
        first, second = (times(k, f"({linear(u, w, x)})") if w else times(k * u, x) for k, u, w in ((p2, a, b), (q, c, d)))
        u, w = distribute(pen, p2, a, b)
        s, t = distribute(pen, q, c, d)
        if u + s == 0:
            raise Unsuitable
        parts = [text, f"({joined(first, second)})/{l}", f"({polynomial([(u, 1), (w, 0), (s, 1), (t, 0)], x)})/{l}", f"({linear(pen.calc(u + s, u - s), pen.calc(w + t, w - t), x)})/{l}"]
        if parts[-1].startswith("(0"):
            raise Unsuitable
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(text, "any"))


def share(pen: Pen) -> Problem:
    """What percent one number is of another; a number after two changes."""
    if pen.chance(0.5):
        base = pen.pick(20, 25, 40, 50, 80, 200, 160, 400, 500, 60)
        p = pen.pick(5, 10, 12, 15, 20, 25, 30, 35, 40, 45, 60, 70, 75, 80, 85)
        part = Fraction(p * base, 100)
        if part.denominator > 1:
            raise Unsuitable
        top, bottom = pen.slip("turned over", (part, base), (base, part), weight=1)
        q = pen.calc(Fraction(top) / bottom)
        if decimal_places(q) is None:
            raise Unsuitable
        pen.say(f"{number(top)}/{number(bottom)}={decimal(q)}")
        v = pen.slip("percent", q * 100, q * 10, weight=0.7)
        pen.say(f"{decimal(q)}*100={decimal(v)}" if pen.chance(0.6) else f"{decimal(q)}={decimal(v)}%")
        pen.end_step()
        if pen.steps[-1].endswith("%"):
            return Problem(f"{part};{base};%", Value(f"{p}%"))
        return Problem(f"{part};{base};%", Value(str(p)))
    base, p, q = pen.int(2, 40) * 50, pen.pick(10, 20, 30, 50, 5), pen.pick(10, 20, 40, 50)
    s, t = pen.pick(1, -1), pen.pick(1, -1)
    r1, r2 = 1 + Fraction(s * p, 100), 1 + Fraction(t * q, 100)
    first = pen.slip("percent", r1, 1 - Fraction(s * p, 100), Fraction(p, 100), weight=1)
    v = pen.calc(base * first)
    w = pen.calc(pen.slip("percent", v * r2, v * (1 - Fraction(t * q, 100)), v + Fraction(t * q, 100) * base, weight=1))
    if decimal_places(v, 2) is None or decimal_places(w, 3) is None:
        raise Unsuitable
    pen.say(f"{base}*{decimal(first)}={decimal(v)}")
    pen.say(f"{decimal(v)}*{decimal(r2)}={decimal(w)}")
    pen.end_step()
    return Problem(f"{base};{p}%;{q}%", Value(number(base * r1 * r2)))


def ledger(pen: Pen) -> Problem:
    """A word problem's calculations: results are used again, in any order, with or without a name."""
    given = [Fraction(pen.int(2, pen.pick(9, 12, 30, 100, 500))) for _ in range(pen.int(2, 5))]
    text = ";".join(number(v) for v in given)
    truth, have = list(given), list(given)  # what a number is, and what the writer believes it to be
    apply = {"+": lambda p, q: p + q, "-": lambda p, q: p - q, "*": lambda p, q: p * q, "/": lambda p, q: p / q}
    last = gold = Fraction(0)
    count = pen.int(2, 6)
    for k in range(count):
        for _ in range(20):
            i = len(have) - 1 if k and pen.chance(0.6) else pen.rng.randrange(len(have))
            b = Fraction(pen.pick(2, 3, 4, 5, 7, 10, 12, 52, 100)) if pen.chance(0.35) else None
            j = None if b is not None else pen.rng.randrange(len(have))
            o = pen.pick("+", "+", "-", "*", "*", "/")
            right = truth[j] if b is None else b
            if i == j or right == 0:
                continue
            gold = apply[o](truth[i], right)
            if gold > 0 and gold < 100_000 and decimal_places(gold, 2) is not None:
                break
        else:
            raise Unsuitable
        second = have[j] if b is None else b
        first = pen.slip("copied number", have[i], have[i] + 1, have[i] * 10, have[i] - 1, weight=0.4)
        if second == 0:
            raise Unsuitable
        last = pen.calc(apply[o](first, second), weight=0.6)
        if last <= 0 or decimal_places(last, 2) is None:
            raise Unsuitable
        if o in "+*" and pen.chance(0.3):
            first, second = second, first
        form = pen.rng.random()
        if form < 0.15 and o in "+-":
            extra = Fraction(pen.int(2, 60))
            gold, before = gold + extra, last
            last = pen.calc(last + extra, weight=0.4)
            pen.say(f"{decimal(first)}{o}{decimal(second)}+{decimal(extra)}={decimal(last)}" if pen.chance(0.5) else f"{decimal(first)}{o}{decimal(second)}={decimal(before)};{decimal(before)}+{decimal(extra)}={decimal(last)}")
        elif form < 0.25:
            pen.say(f"{pen.letter}={decimal(first)}{o}{decimal(second)}={decimal(last)}")
        else:
            pen.say(f"{decimal(first)}{o}{decimal(second)}={decimal(last)}")
        truth.append(gold)
        have.append(last)
        if pen.chance(0.3):
            pen.end_step()
    pen.answer(decimal(last))
    return Problem(text, Value(number(gold)))


def sequence_number(pen: Pen) -> Problem:
    """Which term of an arithmetic sequence is v; or its difference from two terms."""
    a1, d, n = pen.int(-15, 20), nonzero(pen, -7, 9), pen.int(4, 30)
    if pen.chance(0.5):
        v = a1 + (n - 1) * d
        text = f"a_1={a1};d={d};a_n={v}"
        pen.say(f"{a1}+(n-1)*{factor(d)}={v}" if pen.chance(0.6) else f"{v}={a1}+(n-1)*{factor(d)}")
        e = pen.slip("sign", v - a1, v + a1, weight=1)
        e = pen.calc(e)
        pen.say(f"(n-1)*{factor(d)}={number(e)}")
        q = pen.slip("wrong inverse", Fraction(e, d), Fraction(e - d), weight=0.7)
        if q.denominator > 1:
            raise Unsuitable
        pen.show(f"n-1={number(q)}", 0.8)
        pen.say(f"n={number(pen.slip('index shifted', q + 1, q - 1, q, weight=1.5))}")
        pen.end_step()
        return Problem(text + ";n", root_goal("n", n))
    m, k = pen.int(1, 6), pen.int(2, 9)
    text = f"a_{m}={a1};a_({m + k})={a1 + k * d}" if m + k > 9 else f"a_{m}={a1};a_{m + k}={a1 + k * d}"
    gap = pen.slip("index shifted", k, k + 1, k - 1, weight=1.5)
    rise = pen.calc(k * d, 2 * a1 + k * d)
    pen.show(f"{gap}d={a1 + k * d}-{factor(a1)}", 0.7) if gap else None
    pen.say(f"{times(gap, 'd')}={number(rise)}")
    v, _ = divide(pen, gap, rise, "d")
    pen.say(f"d={number(v)}")
    pen.end_step()
    return Problem(text + ";d", root_goal("d", d))


def number_logarithms(pen: Pen) -> Problem:
    """k·log(b, x) + m = n."""
    x, base = pen.letter, pen.pick(2, 2, 3, 5, 10)
    e, k, m = pen.int(1, {2: 6, 3: 4, 5: 3, 10: 3}[base]), pen.pick(1, 1, 2, 3), pen.pick(0, nonzero(pen, -9, 9))
    log = f"log({base},{x})" if base != 10 or pen.chance(0.5) else f"log({x})"
    if k == 1 and m == 0:
        raise Unsuitable
    text = f"{times(k, log)}{signed(m) if m else ''}={k * e + m}"
    pen.restate(text)
    r = Fraction(k * e + m)
    if m:
        r = pen.calc(r + pen.slip("sign", -m, m, weight=1))
        pen.say(f"{times(k, log)}={number(r)}") if k > 1 or pen.chance(0.9) else None
    if k > 1:
        pen.show(f"{log}={numerator(pen, number(r))}/{k}", 0.3)
        r = pen.slip("wrong inverse", r / k, r - k, weight=1)
        pen.say(f"{log}={number(r)}")
    if r.denominator > 1 or r < 0 or r > 8:
        raise Unsuitable
    pen.show(f"{x}={base}^{number(r)}", 0.8)
    v = pen.slip("base and exponent", Fraction(base) ** int(r), r**base if r > 1 else r * base, r * base, weight=1.2)
    pen.say(f"{x}={number(pen.calc(v, weight=0.4))}")
    pen.end_step()
    return Problem(text, root_goal(x, base**e), ask=x)


def cube_of_sum(pen: Pen) -> Problem:
    """Monomial times a sum of three; (x + a)(y + b); three brackets of numbers and one letter pulled apart."""
    x = pen.letter
    y = "y" if x != "y" else "z"
    form = pen.pick("monomial", "monomial", "letters", "letters", "three")
    if form == "monomial":
        a, d = nonzero(pen, -5, 6), pen.pick(0, 1, 1, 2)
        cs = [nonzero(pen, -6, 7) for _ in range(3)]
        outside = polynomial([(a, d)], x)
        body = polynomial([(cs[0], 2), (cs[1], 1), (cs[2], 0)], x)
        text = f"{outside}({body})" if d == 0 and abs(a) > 1 else f"{outside}*({body})" if d else times(a, f"({body})")
        out = [pen.calc(a * c, a + c) for c in cs]
        if pen.oops("sign", 1):
            i = pen.mischief.randrange(3)
            out[i] = -out[i]
        elif abs(a) > 1 and pen.oops("only the first summand", 1):
            out = [out[0], Fraction(cs[1]), Fraction(cs[2])]
        shift = pen.slip("power", d, 0, 2 * d, weight=0.6) if d else 0
        last = polynomial([(out[0], 2 + shift), (out[1], 1 + shift), (out[2], shift)], x)
        gold = polynomial([(a * cs[0], 2 + d), (a * cs[1], 1 + d), (a * cs[2], d)], x)
        parts = [text, last]
    elif form == "letters":
        a, b, c = nonzero(pen, -6, 7), nonzero(pen, -6, 7), pen.pick(1, 1, 2, 3)
        text = f"({linear(c, a, x)})({linear(1, b, y)})"
        t = [Fraction(c), Fraction(c * b), Fraction(a), Fraction(a * b)]
        i = pen.slip("sign", -1, 1, 2, 3, weight=1.2)
        t = [-v if k == i else pen.calc(v, weight=0.1) for k, v in enumerate(t)]
        if pen.oops("only the outer products", 1):
            t[1] = t[2] = Fraction(0)
        last = joined(times(t[0], "".join(sorted(x + y))), times(t[1], x) if t[1] else "", times(t[2], y) if t[2] else "", signed(t[3]))
        gold = text
        parts = [text, last]
    else:
        a, b, k = nonzero(pen, -5, 5), nonzero(pen, -5, 5), pen.pick(2, 3, -1, -2, 4)
        text = times(k, f"({linear(1, a, x)})({linear(1, b, x)})")
        m = pen.calc(a + b, a - b)
        c = pen.slip("sign", a * b, -a * b, weight=1)
        inner = polynomial([(1, 2), (m, 1), (c, 0)], x)
        first = pen.slip("only the first summand", (k * m, k * c), (m, c), (k * m, c), weight=1.2)
        parts = [text, times(k, f"({inner})"), polynomial([(k, 2), (first[0], 1), (first[1], 0)], x)]
        gold = polynomial([(k, 2), (k * (a + b), 1), (k * a * b, 0)], x)
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(gold, "expanded"))


def cleared_fraction(pen: Pen) -> Problem:
    """x/n + b = cx + d times n: every term is multiplied."""
    x, n = pen.letter, pen.int(2, 7)
    a, c, s = nonzero(pen, -4, 5), pen.int(-4, 4), n * pen.int(-4, 5)
    b = nonzero(pen, -9, 9)
    d = Fraction(a * s, n) + b - c * s
    if d.denominator > 1 or a == c * n:
        raise Unsuitable
    head = f"{times(a, x)}/{n}" if a > 0 else f"-{times(-a, x)}/{n}"
    text = f"{head}{signed(b)}={linear(c, d, x)}"
    pen.restate(text)
    q = pen.slip("one term only", Fraction(b * n), Fraction(b), weight=1.5)
    e, f = pen.slip("one side only", (Fraction(c * n), d * n), (Fraction(c), d), weight=0.8)
    pen.say(f"{linear(a, pen.calc(q, weight=0.2), x)}={linear(e, f, x)}")
    v, _ = solve(pen, a, q, e, f, x)
    pen.answer(number(v), x)
    return Problem(text, root_goal(x, s), ask=x)


def formed(pen: Pen) -> Problem:
    """An equation only brought into another form: everything to one side, or y on its own."""
    x, y = "x", "y"
    a, b, c = nonzero(pen, -6, 7), nonzero(pen, -5, 5), nonzero(pen, -15, 20)
    text = f"{joined(times(a, x), times(b, y))}={c}" if pen.chance(0.6) else f"{joined(times(a, x), times(b, y), signed(-c))}=0"
    pen.restate(text)
    moved = pen.slip("sign", -a, a, weight=1.5)
    constant = pen.slip("sign", c, -c, weight=1 if text.endswith("=0") else 0.4)
    right = linear(moved, constant, x)
    pen.say(f"{times(b, y)}={right}" if b != 1 else f"y={right}")
    if b != 1:
        p, q = pen.slip("one term only", (Fraction(moved, b), Fraction(constant, b)), (Fraction(moved, b), Fraction(constant)), (Fraction(moved), Fraction(constant, b)), weight=1.5)
        pen.say(f"y=({right})/{factor(b)}") if pen.chance(0.3) and q == Fraction(constant, b) and p == Fraction(moved, b) else pen.say(f"y={linear(p, q, x)}")
    pen.end_step()
    return Problem(text, Equivalent(text), ask="y")
