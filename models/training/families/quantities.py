"""Calculations with quantities: percents one after another, interest, mixtures, shares, rates, units, bodies, statistics."""

from fractions import Fraction

from goals import Value
from pen import Pen, Problem, Unsuitable, decimal, decimal_places, factor, joined, linear, number, signed, times

from .equations import divide, nonzero, root_goal, solve


def short(v: Fraction, most: int = 4) -> str:
    """A decimal number where it has few places; no exercise otherwise."""
    if decimal_places(Fraction(v), most) is None:
        raise Unsuitable
    return decimal(v)


def percent_chain(pen: Pen) -> Problem:
    """Two to four changes by percents or amounts, each from what the last one left; or what they come to together."""
    base = Fraction(pen.int(2, 90) * pen.pick(5, 10, 10, 20))
    count = pen.int(2, 4)
    changes = []
    for _ in range(count):
        if pen.chance(0.25) and changes:
            changes.append(("amount", Fraction(nonzero(pen, -40, 60))))
        else:
            changes.append(("percent", Fraction(pen.pick(1, 1, -1) * pen.pick(5, 8, 10, 12, 15, 19, 20, 25, 30, 40, 50))))
    text = ";".join([number(base), *[f"{abs(v)}%" if kind == "percent" else number(abs(v)) for kind, v in changes]])
    together = all(kind == "percent" for kind, _ in changes) and pen.chance(0.3)
    gold = have = base
    named = pen.pick("", "", "p", "P", "K", "x")
    rates = []
    for i, (kind, v) in enumerate(changes):
        if kind == "amount":
            gold += v
            new = pen.calc(have + v, have - v, weight=0.5)
            if not together:
                pen.say(f"{short(have)}{signed(v)}={short(new)}")
            have = new
            continue
        rate = 1 + v / 100
        gold *= rate
        used = pen.slip("percent", rate, 1 - v / 100, abs(v) / 100, 1 + v / 1000, weight=0.8)
        rates.append(used)
        if together:
            continue
        how = pen.rng.random()
        start = pen.slip("from the first", have, base, weight=0.6) if i else have
        if how < 0.55:
            new = pen.calc(start * used, weight=0.6)
            pen.say(f"{f'{named}_{i + 1}=' if named else ''}{short(start)}*{short(used)}={short(new)}")
        else:
            part = pen.calc(start * abs(v) / 100, start * abs(v) / 10, weight=0.6)
            pen.say(f"{short(start)}*{short(abs(v) / 100)}={short(part)}" if how < 0.8 else f"{short(start)}/100*{number(abs(v))}={short(part)}" if how < 0.9 else f"{number(abs(v))}%*{short(start)}={short(part)}")
            sign = 1 if v > 0 else -1
            sign = pen.slip("sign", sign, -sign, weight=0.6)
            new = pen.calc(have + sign * part, weight=0.4)
            pen.say(f"{short(have)}{'+' if sign > 0 else '-'}{short(part)}={short(new)}")
        have = new
    if together:
        pen.show(f"{short(base)}*{'*'.join(short(r) for r in rates)}", 1.2)
        product = Fraction(1)
        for r in rates:
            product *= r
        wrong = 1 + sum(v for _, v in changes) / 100
        q = pen.calc(product, wrong, wrong, weight=1.5)
        pen.say(f"{'*'.join(short(r) for r in rates)}={short(q, 6)}")
        have = pen.calc(base * q, weight=0.6)
        pen.say(f"{short(base)}*{short(q, 6)}={short(have, 6)}")
    if decimal_places(have, 6) is None or have <= 0:
        raise Unsuitable
    pen.answer(decimal(have))
    return Problem(text, Value(number(gold)))


def interest(pen: Pen) -> Problem:
    """Simple and compound interest: the sum after some years, the interest, or the rate and the time solved for."""
    capital, p, n = Fraction(pen.int(1, 60) * pen.pick(50, 100, 100, 500)), Fraction(pen.pick(1, 2, 3, 4, 5, 6, 8, 10, Fraction(5, 2), Fraction(3, 2))), pen.int(2, 4)
    K, form = pen.pick("K", "C", "A", "B"), pen.pick("compound", "compound", "yearly", "simple", "rate", "years", "months")
    if form == "compound":
        q = pen.slip("percent", 1 + p / 100, 1 + p / 10, p / 100, weight=1)
        e = pen.slip("years", n, n - 1, n + 1, weight=0.6)
        power = pen.calc(q**e, q * e, weight=1)
        v = pen.calc(capital * power)
        pen.say(f"{K}={short(capital)}*(1+{decimal(p)}/100)^{e}" if pen.chance(0.5) and q == 1 + p / 100 else f"{K}={short(capital)}*{short(q)}^{e}")
        pen.show(f"{short(q)}^{e}={short(power, 8)}", 1.2)
        pen.show(f"{K}={short(capital)}*{short(power, 8)}", 0.6)
        pen.say(f"{K}={short(v, 8)}")
        gold = capital * (1 + p / 100) ** n
        return Problem(f"{decimal(capital)};{decimal(p)}%;{n}", Value(number(gold)))
    if form == "yearly":
        have = gold = capital
        for i in range(1, n + 1):
            gold *= 1 + p / 100
            start = pen.slip("from the first", have, capital, weight=0.6) if i > 1 else have
            z = pen.calc(start * p / 100, start * p / 10, weight=0.6)
            new = pen.calc(have + z, weight=0.4)
            if pen.chance(0.5):
                pen.say(f"{short(start, 6)}*{short(p / 100)}={short(z, 6)}")
                pen.say(f"{K}_{i}={short(have, 6)}+{short(z, 6)}={short(new, 6)}")
            else:
                pen.say(f"{K}_{i}={short(have, 6)}+{short(z, 6)}={short(new, 6)}")
            have = new
        pen.end_step()
        return Problem(f"{K}_0={decimal(capital)};{decimal(p)}%;{n}", Value(number(gold)))
    Z = pen.pick("Z", "I", "z")
    months = form == "months"
    t = Fraction(pen.int(1, 11), 12) if months else Fraction(n + pen.int(0, 5))
    z = capital * p * t / 100
    if decimal_places(z, 2) is None:
        raise Unsuitable
    if form in ("simple", "months"):
        text = f"{decimal(capital)};{decimal(p)}%;{t.numerator if months and t.denominator == 12 else number(t)}"
        if months and t.denominator != 12:
            raise Unsuitable
        kind = pen.slip("formula", "right", "not a hundredth", "months as years" if months else "time forgotten", weight=1.5)
        below, top = (1 if kind == "not a hundredth" else 100) * (12 if months and kind != "months as years" else 1), f"{decimal(capital)}*{decimal(p)}" + (f"*{t.numerator}" if kind != "time forgotten" else "")
        worth = capital * p * (1 if kind == "time forgotten" else t.numerator)
        first = pen.calc(worth, weight=0.5)
        last = pen.calc(first / below, weight=0.6)
        lower = "" if below == 1 else "/(100*12)" if below == 1200 else f"/{below}"
        parts = [f"{top}{lower}", f"{short(first)}{f'/{below}' if below > 1 else ''}", short(last)]
        pen.chain(parts, Z)
        pen.answer(parts[-1])
        return Problem(text, Value(number(z)))
    x = "p" if form == "rate" else "t"
    other = t if form == "rate" else p
    text = f"{decimal(z)}={decimal(capital)}*{decimal(other)}{x}/100"
    pen.restate(f"{Z}={K}pt/100", 0.4)
    pen.restate(text, 0.7)
    e = pen.slip("wrong inverse", z * 100, z / 100, z, weight=1.2)
    if pen.chance(0.6):
        pen.say(f"{short(e)}={decimal(capital)}*{decimal(other)}{x}")
        k = pen.calc(capital * other, capital + other, weight=0.6)
        pen.say(f"{short(e)}={decimal(k)}{x}")
    else:
        k = pen.calc(capital * other / 100, capital * other, weight=0.6)
        e = e / 100
        pen.say(f"{short(e)}={short(k)}{x}")
    v = pen.slip("wrong inverse", e / k, k / e, e - k, weight=0.8)
    if pen.chance(0.5) and v == e / k:
        pen.say(f"{x}={short(e)}/{short(k)}")
    pen.say(f"{x}={short(pen.calc(v))}")
    pen.end_step()
    return Problem(text, root_goal(x, p if form == "rate" else t), ask=x)


def mixture(pen: Pen) -> Problem:
    """Amounts of different price or strength mixed: what the mixture has, or how much of one is needed."""
    a, b = Fraction(pen.int(1, 20)), Fraction(pen.int(1, 20))
    u, v = pen.int(1, 18) * 5, pen.int(0, 18) * 5
    if u == v:
        raise Unsuitable
    if pen.chance(0.45):
        three = pen.chance(0.3)
        c, w = Fraction(pen.int(1, 10)), pen.int(1, 18) * 5
        amounts, worths = ([a, b, c], [u, v, w]) if three else ([a, b], [u, v])
        gold = sum(x * y for x, y in zip(amounts, worths)) / sum(amounts)
        if decimal_places(gold, 2) is None or 0 in worths:
            raise Unsuitable
        text = ";".join(f"{number(x)};{y}" for x, y in zip(amounts, worths))
        parts = [pen.calc(x * y, x + y, weight=0.5) for x, y in zip(amounts, worths)]
        if pen.chance(0.5):
            for x, y, p in zip(amounts, worths, parts):
                pen.say(f"{number(x)}*{y}={number(p)}")
        else:
            pen.say("+".join(f"{number(x)}*{y}" for x, y in zip(amounts, worths)) + f"={'+'.join(number(p) for p in parts)}={number(sum(parts))}")
        total = pen.calc(sum(parts), weight=0.5)
        if pen.chance(0.6):
            pen.say(f"{'+'.join(number(p) for p in parts)}={number(total)}")
        whole = pen.slip("divisor", sum(amounts), Fraction(len(amounts)), max(amounts), weight=1.2)
        if whole == sum(amounts):
            pen.show(f"{'+'.join(number(x) for x in amounts)}={number(whole)}", 1.2)
        last = pen.calc(total / whole)
        pen.say(f"{number(total)}/{number(whole)}={short(last)}")
        pen.answer(short(last))
        return Problem(text, Value(number(gold)))
    # x of strength u and the rest of strength v give `whole` of strength w
    x = pen.letter
    whole = a + b
    w = (a * u + b * v) / whole
    if decimal_places(w, 1) is None:
        raise Unsuitable
    hundredth = pen.chance(0.5)
    scale = Fraction(1, 100) if hundredth else Fraction(1)
    p, q, r = u * scale, v * scale, w * scale
    rest = f"({number(whole)}-{x})"
    text = f"{number(whole)};{u};{v};{short(w)}" if pen.chance(0.5) else f"{short(p)}{x}+{short(q)}{rest}={short(r)}*{number(whole)}"
    if q == 0:
        text = f"{number(whole)};{u};{short(w)}"
    sign = pen.slip("sign", "-", "+", weight=0.6)
    second = f"+{short(q)}({number(whole)}{sign}{x})" if q else ""
    pen.say(f"{short(p)}{x}{second}={short(r)}*{number(whole)}")
    s = -1 if sign == "-" else 1
    m = pen.slip("only the first summand", s * q, Fraction(s), weight=1) if q else Fraction(0)
    e, f = pen.calc(q * whole, weight=0.4), pen.calc(r * whole, weight=0.4)
    coefficient = lambda c: f"{'-' if c < 0 else '+'}{'' if abs(c) == 1 else short(abs(c))}{x}"  # noqa: E731
    if q:
        pen.show(f"{short(p)}{x}+{short(e)}{coefficient(m)}={short(f)}", 1.2)
    k = pen.calc(p + m, p - m, weight=0.6) if q else p
    if k == 0:
        raise Unsuitable
    head = coefficient(k).removeprefix("+")
    if q:
        pen.show(f"{head}+{short(e)}={short(f)}", 1.2)
    g = pen.calc(f - e, f + e, weight=0.7) if q else f
    if k != 1:
        pen.say(f"{head}={short(g)}")
    last = pen.slip("wrong inverse", g / k, k / g if g else g, weight=0.6)
    pen.say(f"{x}={short(last)}")
    pen.end_step()
    return Problem(text, root_goal(x, a), ask=x)


def shares(pen: Pen) -> Problem:
    """A total split in a ratio, with or without a letter; or a whole from a part of it."""
    parts = [pen.int(1, 9) for _ in range(pen.pick(2, 3, 3, 4))]
    unit = Fraction(pen.int(2, 40), pen.pick(1, 1, 1, 2))
    total = unit * sum(parts)
    if total.denominator > 1 or len(set(parts)) == 1:
        raise Unsuitable
    x = pen.letter
    text = f"{number(total)};" + ";".join(map(str, parts))
    at = pen.rng.randrange(len(parts))
    whole = pen.slip("wrong count", sum(parts), len(parts), sum(parts) - parts[-1], weight=0.8)
    whole = pen.calc(whole, weight=0.4)
    if whole <= 0:
        raise Unsuitable
    if pen.chance(0.5):
        if whole == sum(parts) or pen.kind != "wrong count":
            pen.show("+".join(map(str, parts)) + f"={number(whole)}", 1.4)
        u = pen.calc(total / whole, weight=0.5)
        pen.say(f"{number(total)}/{number(whole)}={short(u)}")
    else:
        pen.show("+".join(times(p, x) for p in parts) + f"={number(total)}", 1.4)
        pen.say(f"{times(whole, x)}={number(total)}")
        u = pen.slip("wrong inverse", total / whole, total - whole, weight=0.5)
        pen.say(f"{x}={short(u)}")
    if u <= 0:
        raise Unsuitable
    order = [i for i in range(len(parts)) if i != at] if pen.chance(0.6) else []
    found = {}
    for i in [*order, at]:
        used = pen.slip("wrong part", parts[i], *parts, weight=0.4)
        found[i] = pen.calc(u * used, u + used, weight=0.5)
        pen.say(f"{used}*{short(u)}={short(found[i])}" if pen.chance(0.5) else f"{short(u)}*{used}={short(found[i])}")
    pen.answer(short(found[at]))
    gold = unit * parts[at]
    return Problem(f"{text};{parts[at]}", Value(number(gold)))


UNITS = [(1000, 1), (100, 1), (60, 1), (3600, 1), (24, 1), (7, 1), (12, 1), (10, 1), (1, 1000), (1, 100), (1, 60), (5, 9), (9, 5), (36, 10), (10, 36), (254, 100), (16, 10)]


def conversions(pen: Pen) -> Problem:
    """One amount brought through several units, step by step or in one product."""
    start = Fraction(pen.int(1, 250), pen.pick(1, 1, 2, 4, 10))
    chosen = [Fraction(*pen.rng.choice(UNITS)) for _ in range(pen.int(2, 4))]
    text, gold, have = [decimal(start)], start, start
    for f in chosen:
        gold *= f
        text.append(short(f) if decimal_places(f) is not None else number(f))
    if decimal_places(gold, 4) is None or gold > 10**7 or gold < Fraction(1, 1000):
        raise Unsuitable
    once = pen.chance(0.3)
    pieces = [decimal(start)]
    for f in chosen:
        down = f.numerator == 1 and f.denominator > 1 or f.denominator > 1 and decimal_places(f) is None
        turned = pen.slip("turned over", f, 1 / f, weight=0.5)
        if once:
            pieces.append(f"*{decimal(turned)}" if decimal_places(turned) is not None and not down else f"*{turned.numerator}/{turned.denominator}" if turned.numerator > 1 else f"/{turned.denominator}")
            have *= turned
            continue
        new = pen.calc(have * turned, weight=0.6)
        if decimal_places(new, 6) is None:
            raise Unsuitable
        if turned.numerator == 1:
            pen.say(f"{decimal(have)}/{turned.denominator}={short(new, 6)}")
        elif decimal_places(turned) is not None and not down:
            pen.say(f"{decimal(have)}*{decimal(turned)}={short(new, 6)}")
        else:
            pen.say(f"{decimal(have)}*{turned.numerator}/{turned.denominator}={short(new, 6)}")
        have = new
    if once:
        have = pen.calc(have)
        pen.say("".join(pieces) + f"={short(have, 6)}")
    pen.answer(short(have, 6))
    return Problem(";".join(text), Value(number(gold)))


def in_proportion(pen: Pen) -> Problem:
    """So many cost so much, what do others cost; more hands need less time: over one, or crosswise with a letter."""
    a, b, unit = pen.int(2, 15), pen.int(2, 25), Fraction(pen.int(1, 60), pen.pick(1, 1, 2, 4, 10))
    if a == b:
        raise Unsuitable
    inverse = pen.chance(0.4)
    c = a * unit if not inverse else Fraction(b * pen.int(1, 20), pen.pick(1, 1, 2))
    gold = unit * b if not inverse else c * a / b
    if decimal_places(c, 2) is None or decimal_places(gold, 2) is None:
        raise Unsuitable
    text = f"{a};{decimal(c)};{b}"
    kind = pen.slip("kind of proportion", inverse, not inverse, weight=1)
    x = pen.letter
    if pen.chance(0.5):
        if not kind:
            one = pen.calc(c / a, weight=0.5)
            pen.say(f"{decimal(c)}/{a}={short(one)}")
            last = pen.calc(one * b, one + b, weight=0.6)
            pen.say(f"{short(one)}*{b}={short(last)}" if pen.chance(0.6) else f"{b}*{short(one)}={short(last)}")
        else:
            one = pen.calc(c * a, weight=0.5)
            pen.say(f"{a}*{decimal(c)}={short(one)}")
            last = pen.calc(one / b, weight=0.6)
            pen.say(f"{short(one)}/{b}={short(last)}")
    else:
        if not kind:
            pen.say(f"{x}/{b}={decimal(c)}/{a}" if pen.chance(0.6) else f"{a}/{b}={decimal(c)}/{x}")
            e = pen.calc(c * b, c + b, weight=0.6)
            pen.show(f"{a}{x}={decimal(c)}*{b}", 1)
            pen.say(f"{a}{x}={short(e)}")
            last = pen.calc(e / a, weight=0.5)
        else:
            e = pen.calc(c * a, c + a, weight=0.6)
            pen.show(f"{b}{x}={a}*{decimal(c)}", 1.4)
            pen.say(f"{b}{x}={short(e)}")
            last = pen.calc(e / b, weight=0.5)
        pen.say(f"{x}={short(last)}")
    pen.answer(short(last))
    return Problem(text, Value(number(gold)))


# Bodies, figures, motion: the letter that is measured, the formula, its value, the letters in it.
BODIES = [
    ("V", "abc", lambda a, b, c: a * b * c, "abc"),
    ("V", "Gh", lambda G, h: G * h, "Gh"),
    ("V", "Gh/3", lambda G, h: G * h / 3, "Gh"),
    ("A", "ab", lambda a, b: a * b, "ab"),
    ("A", "gh/2", lambda g, h: g * h / 2, "gh"),
    ("A", "mn/2", lambda m, n: m * n / 2, "mn"),
    ("A", "(a+c)h/2", lambda a, c, h: (a + c) * h / 2, "ach"),
    ("P", "2a+2b", lambda a, b: 2 * a + 2 * b, "ab"),
    ("P", "2(a+b)", lambda a, b: 2 * (a + b), "ab"),
    ("P", "a+b+c", lambda a, b, c: a + b + c, "abc"),
    ("S", "2ab+2ac+2bc", lambda a, b, c: 2 * (a * b + a * c + b * c), "abc"),
    ("s", "vt", lambda v, t: v * t, "vt"),
    ("U", "RI", lambda R, I: R * I, "RI"),
    ("v", "u+at", lambda u, a, t: u + a * t, "uat"),
    ("F", "9C/5+32", lambda C: 9 * C / 5 + 32, "C"),
    ("s", "(u+v)t/2", lambda u, v, t: (u + v) * t / 2, "uvt"),
    ("M", "(a+b+c)/3", lambda a, b, c: (a + b + c) / 3, "abc"),
    ("c", "p+nk", lambda p, n, k: p + n * k, "pnk"),
]


def measured(pen: Pen) -> Problem:
    """All but one of a formula's letters given: the numbers put in, the equation for the last one solved."""
    result, form, worth, names = pen.rng.choice(BODIES)
    given = {n: Fraction(pen.int(2, 20)) for n in names}
    x = pen.rng.choice(names)
    size = worth(**given)
    if size.denominator > 1 and decimal_places(size, 1) is None:
        raise Unsuitable
    rest = {n: v for n, v in given.items() if n != x}
    text = ";".join([f"{result}={decimal(size)}", *[f"{n}={number(v)}" for n, v in rest.items()]])
    pen.restate(f"{result}={form}", 0.6)
    used = {n: pen.slip("copied number", v, v + 1, v * 10, weight=0.3) for n, v in rest.items()}
    put, last = "", ""
    for c in form:
        one = number(used[c]) if c in used else c
        put += ("*" if c in used and last.isalnum() or last == ")" and c in used else "") + one
        last = put[-1]
    pen.say(f"{decimal(size)}={put}" if pen.chance(0.7) else f"{put}={decimal(size)}")
    at = lambda v: worth(**{**used, x: Fraction(v)})  # noqa: E731
    b = at(0)
    a = at(1) - b
    if a == 0:
        raise Unsuitable
    if "/2" in form or "/3" in form or "/5" in form:
        low = int(form[form.index("/") + 1])
        if form.endswith(f"/{low}"):
            kind = pen.slip("one side only", low, 1, weight=1)
            e = pen.calc(size * kind, weight=0.3)
            a, b = a * low, b * low
            if a.denominator > 1 or b.denominator > 1:
                raise Unsuitable
            pen.show(f"{short(e)}={linear(a, b, x)}", 1.6)
            if b:
                f = pen.calc(e - b, e + b, weight=0.8)
                pen.say(f"{short(f)}={times(a, x)}") if a != 1 else None
                e = f
            if a == 1:
                v = e
                pen.say(f"{x}={short(v)}")
            else:
                v = pen.slip("wrong inverse", e / a, e - a, a / e, weight=0.7)
                pen.say(f"{x}={short(e)}/{number(a)}={short(v)}" if pen.chance(0.4) and v == e / a else f"{x}={short(v)}")
            pen.end_step()
            return Problem(text, root_goal(x, given[x]), ask=x)
    if a.denominator > 1 or b.denominator > 1:
        pen.show(f"{decimal(size)}={short(a)}{x}{('+' if b > 0 else '') + short(b) if b else ''}")
        f = pen.calc(size - b, size + b, weight=1) if b else size
        pen.say(f"{short(f)}={short(a)}{x}")
        v = pen.slip("wrong inverse", f / a, f * a, weight=0.8)
        pen.say(f"{x}={short(v)}")
        pen.end_step()
        return Problem(text, root_goal(x, given[x]), ask=x)
    k = pen.calc(a, weight=0.3)
    if size.denominator > 1:
        raise Unsuitable
    pen.show(f"{linear(k, b, x)}={number(size)}" if pen.chance(0.6) else f"{number(size)}={linear(k, b, x)}", 1.4)
    v, _ = solve(pen, k, b, 0, size, x) if b else divide(pen, k, size, x)
    if not b:
        pen.say(f"{x}={number(v)}")
    pen.end_step()
    return Problem(text, root_goal(x, given[x]), ask=x)


def statistics(pen: Pen) -> Problem:
    """Mean, mean of squares and variance, weighted means, an expected value, the missing number for a mean."""
    form = pen.pick("variance", "weighted", "expected", "missing")
    if form == "variance":
        n = pen.int(3, 4)
        xs = [Fraction(pen.int(0, 20)) for _ in range(n)]
        m = sum(xs) / n
        if m.denominator > 1 or len(set(xs)) == 1:
            raise Unsuitable
        text = ";".join(map(number, xs))
        mean = pen.calc(m, weight=0.6)
        pen.say(f"m=({'+'.join(map(number, xs))})/{n}={number(mean)}")
        gaps = [pen.calc(v - mean, weight=0.3) for v in xs]
        squares = [pen.calc(g * g, -g * g if g < 0 else 2 * g, abs(g), weight=0.4) for g in gaps]
        pen.show("+".join(f"({number(v)}-{factor(mean)})^2" for v in xs), 0.8)
        total = pen.calc(sum(squares), weight=0.5)
        pen.say(f"{'+'.join(number(s) if s >= 0 or i == 0 else f'({number(s)})' for i, s in enumerate(squares))}={number(total)}")
        last = pen.slip("divisor", total / n, total / mean if mean else total, total, weight=0.6)
        pen.say(f"{number(total)}/{n}={number(last)}" if last == total / n and pen.chance(0.7) else f"v={number(last)}")
        pen.end_step()
        return Problem(text, Value(number(sum((v - m) ** 2 for v in xs) / n)))
    if form in ("weighted", "expected"):
        n = pen.int(2, 4)
        xs = [Fraction(pen.int(-5 if form == "expected" else 1, 20)) for _ in range(n)]
        ws = [pen.int(1, 9) for _ in range(n)]
        total = sum(ws)
        if form == "expected":
            if any(decimal_places(Fraction(w, total)) is None for w in ws):
                raise Unsuitable
            ps = [Fraction(w, total) for w in ws]
            text = ";".join(f"{number(x)};{decimal(p)}" for x, p in zip(xs, ps))
            terms = [pen.calc(x * p, x + p, weight=0.5) for x, p in zip(xs, ps)]
            shown = "+".join(f"{number(x) if i == 0 else factor(x)}*{decimal(p)}" for i, (x, p) in enumerate(zip(xs, ps)))
            last = pen.calc(sum(terms), sum(map(abs, terms)), weight=0.6)
            pen.chain([shown, "+".join(short(t) if t >= 0 or i == 0 else f"({short(t)})" for i, t in enumerate(terms)), short(last)], pen.pick("E", "m", ""))
            pen.answer(short(last))
            return Problem(text, Value(number(sum(x * p for x, p in zip(xs, ps)))))
        gold = sum(x * w for x, w in zip(xs, ws)) / total
        if decimal_places(gold, 3) is None:
            raise Unsuitable
        text = ";".join(f"{number(x)};{w}" for x, w in zip(xs, ws))
        top = pen.calc(sum(x * w for x, w in zip(xs, ws)), weight=0.8)
        low = pen.slip("divisor", total, n, weight=1)
        pen.show("+".join(f"{w}*{number(x)}" for x, w in zip(xs, ws)) + f"={number(top)}", 1.4)
        pen.show("+".join(map(str, ws)) + f"={total}", 1) if low == total else None
        last = pen.calc(top / low, weight=0.6)
        pen.say(f"{number(top)}/{low}={short(last)}")
        pen.answer(short(last))
        return Problem(text, Value(number(gold)))
    x = pen.letter
    xs = [pen.int(1, 30) for _ in range(pen.int(2, 4))]
    n, gold = len(xs) + 1, pen.int(1, 30)
    if (sum(xs) + gold) % n:
        raise Unsuitable
    m = (sum(xs) + gold) // n
    text = f"({'+'.join(map(str, xs))}+{x})/{n}={m}"
    pen.restate(text, 0.6)
    k = pen.slip("wrong count", n, n - 1, 1, weight=1)
    total = pen.calc(Fraction(m * k), weight=0.5)
    s = pen.calc(sum(xs), weight=0.5)
    pen.say(f"{'+'.join(map(str, xs))}+{x}={number(total)}" if pen.chance(0.4) else f"{number(s)}+{x}={number(total)}")
    pen.say(f"{x}={number(total)}-{number(s)}") if pen.chance(0.4) else None
    pen.say(f"{x}={number(pen.calc(total - s, total + s))}")
    pen.end_step()
    return Problem(text, root_goal(x, gold), ask=x)


def meeting(pen: Pen) -> Problem:
    """Two tariffs, two walkers, two tanks, ages, legs: the situation as an equation of one letter."""
    x = pen.letter
    form = pen.pick("tariffs", "catching up", "towards", "ages", "heads", "consecutive", "angles")
    a, b = pen.int(2, 30), pen.int(2, 30)
    if a == b:
        raise Unsuitable
    s = Fraction(pen.int(1, 20), pen.pick(1, 1, 2))
    if form in ("tariffs", "catching up"):
        c = pen.int(1, 60)
        d = (a - b) * s + c
        if d.denominator > 1 or d <= 0:
            raise Unsuitable
        text = f"{a};{c};{b};{number(d)}"
        if form == "catching up":
            gap = s * a / b - s
            if gap.denominator > 2 or gap <= 0:
                raise Unsuitable
            text = f"{b};{a};{decimal(gap)}"
            sign = pen.slip("sign", "+", "-", weight=0.8)
            pen.say(f"{b}({x}{sign}{decimal(gap)})={a}{x}")
            e = pen.calc(b * gap * (1 if sign == "+" else -1), gap, weight=1)
            if e.denominator > 1:
                raise Unsuitable
            pen.say(f"{linear(b, e, x)}={a}{x}")
            solve(pen, b, e, a, 0, x)
            pen.end_step()
            gold = b * gap / (a - b)
            return Problem(text, root_goal(x, gold), ask=x)
        p, q = pen.slip("wrong rate", (a, b), (b, a), weight=0.7)
        pen.say(f"{p}{x}+{c}={linear(q, d, x)}")
        solve(pen, p, c, q, d, x)
        pen.end_step()
        return Problem(text, root_goal(x, s), ask=x)
    if form == "towards":
        way = (a + b) * s
        text = f"{a};{b};{number(way)}"
        pen.say(f"{a}{x}+{b}{x}={number(way)}")
        k = pen.calc(a + b, abs(a - b), weight=1)
        pen.say(f"{number(k)}{x}={number(way)}")
        v, _ = divide(pen, k, way, x)
        pen.say(f"{x}={number(v)}")
        pen.end_step()
        return Problem(text, root_goal(x, s), ask=x)
    if form == "ages":
        now, k, years = pen.int(3, 20), pen.int(2, 4), pen.int(2, 12)
        other = k * (now + years) - years
        d = other - now
        if d <= 0:
            raise Unsuitable
        text = f"{d};{years};{k}"
        pen.say(f"{x}+{d}+{years}={k}({x}+{years})" if pen.chance(0.7) else f"({x}+{d})+{years}={k}({x}+{years})")
        e, f = pen.calc(Fraction(d + years)), pen.calc(Fraction(k * years), Fraction(years), weight=1)
        pen.say(f"{linear(1, e, x)}={linear(k, f, x)}")
        solve(pen, 1, e, k, f, x)
        pen.end_step()
        return Problem(text, root_goal(x, now), ask=x)
    if form == "heads":
        m, n = pen.pick((2, 4), (2, 3), (1, 2), (5, 2), (10, 5), (3, 5))
        first, total = pen.int(1, 25), pen.int(3, 40)
        if first >= total:
            raise Unsuitable
        legs = m * first + n * (total - first)
        text = f"{total};{legs};{m};{n}"
        pen.say(f"{times(m, x)}+{n}({total}-{x})={legs}")
        e = pen.calc(n * total, total, weight=1)
        w = pen.slip("sign", -n, n, weight=0.8)
        pen.say(f"{times(m, x)}+{number(e)}{'-' if w < 0 else '+'}{times(abs(w), x)}={legs}")
        k = pen.calc(m + w, m - w, weight=0.6)
        if k == 0:
            raise Unsuitable
        pen.show(f"{linear(k, e, x)}={legs}", 1.4)
        solve(pen, k, e, 0, legs, x)
        pen.end_step()
        return Problem(text, root_goal(x, first), ask=x)
    if form == "consecutive":
        n, step, first = pen.int(3, 4), pen.pick(1, 1, 2), pen.int(-10, 40)
        total = sum(first + step * i for i in range(n))
        text = f"{n};{total}"
        pen.say("+".join(x if i == 0 else f"({x}+{step * i})" for i in range(n)) + f"={total}")
        e = pen.calc(step * n * (n - 1) // 2, step * (n - 1), weight=1)
        pen.say(f"{linear(n, e, x)}={total}")
        solve(pen, n, e, 0, total, x)
        pen.end_step()
        return Problem(text, root_goal(x, first), ask=x)
    p, q, s2 = pen.int(1, 4), pen.int(1, 4), pen.int(10, 40)
    c = 180 - s2 * (1 + p + q)
    if c == 0 or abs(c) > 90:
        raise Unsuitable
    text = f"{x};{times(p, x)};{joined(times(q, x), signed(c))}"
    total = pen.slip("wrong sum", 180, 360, 90, weight=0.7)
    pen.say(f"{x}+{times(p, x)}+{joined(times(q, x), signed(c))}={total}")
    k = pen.calc(1 + p + q, p + q, weight=0.7)
    pen.say(f"{linear(k, c, x)}={total}")
    solve(pen, k, c, 0, total, x)
    pen.end_step()
    return Problem(text, root_goal(x, s2), ask=x)
