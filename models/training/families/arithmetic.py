"""Numbers: fractions, order of operations, percent, unit rates, chains of small steps, areas."""

from fractions import Fraction
from math import gcd

from goals import Value
from pen import Pen, Problem, Unsuitable, decimal, decimal_places, factor, number

from .equations import root_goal


def add_fractions(pen: Pen) -> Problem:
    a, b, c, d = pen.int(1, 9), pen.int(2, 12), pen.int(1, 9), pen.int(2, 12)
    sign = pen.pick("+", "-")
    text = f"{a}/{b}{sign}{c}/{d}"
    if gcd(a, b) > 1 or gcd(c, d) > 1 or b == d:
        raise Unsuitable
    apply = lambda p, q: p + q if sign == "+" else p - q  # noqa: E731
    if pen.slip("denominators added", False, True, weight=2.5):
        n, m = apply(a, c), b + d
        parts = [text, f"({a}{sign}{c})/({b}+{d})", f"{n}/{m}"]
    else:
        m = b * d // gcd(b, d) if pen.chance(0.8) else b * d
        p = pen.slip("numerator not extended", Fraction(a * m, b), Fraction(a), weight=1.5)
        q = pen.slip("numerator not extended", Fraction(c * m, d), Fraction(c), weight=1.5)
        p, q = pen.calc(p), pen.calc(q)
        n = pen.calc(apply(p, q))
        if n.denominator != 1:
            raise Unsuitable
        parts = [text, f"{p}/{m}{sign}{q}/{m}", f"({p}{sign}{q})/{m}", f"{n}/{m}"]
    v = Fraction(int(n), int(m))
    if v.denominator != m:
        parts.append(number(v))
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Value(text))


def multiply_fractions(pen: Pen) -> Problem:
    a, b, c, d = pen.int(1, 9), pen.int(2, 12), pen.int(1, 9), pen.int(2, 12)
    dividing = pen.chance(0.5)
    text = f"({a}/{b})/({c}/{d})" if dividing else pen.pick(f"({a}/{b})*({c}/{d})", f"{a}/{b}*{c}/{d}")
    if dividing:
        p, q = pen.slip("not turned over", (d, c), (c, d), weight=2.5)
    else:
        p, q = pen.slip("turned over", (c, d), (d, c), weight=1)
    n, m = pen.calc(a * p, a + p), pen.calc(b * q, b + q)
    if m == 0:
        raise Unsuitable
    parts = [text, pen.pick(f"({a}/{b})*({p}/{q})", f"{a}/{b}*{p}/{q}"), f"({a}*{p})/({b}*{q})", f"{number(n)}/{number(m)}"]
    v = n / m
    if v.denominator != m:
        parts.append(number(pen.slip("not both", v, v * 2, v / 2, weight=0.4)))
    pen.chain(parts if dividing else [parts[0], *parts[2:]])
    pen.answer(parts[-1])
    gold = Fraction(a, b) / Fraction(c, d) if dividing else Fraction(a, b) * Fraction(c, d)
    return Problem(text, Value(number(gold)))


def order_of_operations(pen: Pen) -> Problem:
    """a ∘ b·(c ∘ d) ∘ e², one operation after another."""
    a, b, c, d = pen.int(1, 30), pen.int(2, 9), pen.int(1, 12), pen.int(1, 12)
    e = pen.pick(0, 0, pen.int(2, 6))
    s, t = pen.pick("+", "-"), pen.pick("+", "-")
    apply = lambda o, p, q: p + q if o == "+" else p - q  # noqa: E731
    tail = f"{pen.pick('+', '-')}{e}^2" if e else ""
    text = f"{a}{s}{b}({c}{t}{d}){tail}"
    inner = pen.calc(apply(t, c, d), apply("-" if t == "+" else "+", c, d))
    square = pen.calc(e * e, 2 * e) if e else Fraction(0)
    parts = [text, f"{a}{s}{b}*{factor(inner)}{tail}"]
    if pen.slip("order of operations", False, True, weight=2):
        v = apply(s, a, b) * inner
        parts.append(f"{apply(s, a, b)}*{factor(inner)}{tail}")
        tail_value = (square if tail[0] == "+" else -square) if e else 0
        parts.append(number(v + tail_value))
    else:
        product = pen.calc(b * inner, b + inner)
        tail_written = f"{tail[0]}{number(square)}" if e else ""
        parts.append(f"{a}{s}{factor(product)}{tail_written}" if product < 0 else f"{a}{s}{number(product)}{tail_written}")
        first = apply(s, a, product)
        first = pen.slip("sign", first, apply("+" if s == "-" else "-", a, product), weight=0.7)
        v = pen.calc(first + ((square if tail[0] == "+" else -square) if e else 0))
        parts.append(number(v))
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Value(text))


def percent_of(pen: Pen) -> Problem:
    p, base = pen.pick(5, 10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 80, 8, 90), pen.int(2, 60) * pen.pick(1, 5, 10, 20)
    text = pen.pick(f"{p}%*{base}", f"{p}%;{base}", f"{base};{p}%", f"{p};{base}")
    share = pen.slip("percent", Fraction(p, 100), Fraction(p, 10), Fraction(100 - p, 100), weight=1.5)
    v = pen.calc(share * base)
    if decimal_places(v, 2) is None:
        raise Unsuitable
    written = pen.pick(f"{decimal(share)}*{base}", f"{base}*{decimal(share)}", f"{p}/100*{base}" if share == Fraction(p, 100) else f"{decimal(share)}*{base}", f"{p}%*{base}" if share == Fraction(p, 100) else f"{decimal(share)}*{base}")
    pen.chain([written, decimal(v)])
    pen.answer(decimal(v))
    return Problem(text, Value(number(Fraction(p * base, 100))))


def percent_change(pen: Pen) -> Problem:
    p, base = pen.pick(5, 10, 20, 25, 30, 40, 50, 60, 15), pen.int(2, 50) * 20
    down = pen.chance(0.6)
    text = pen.pick(f"{base};{p}%", f"{p}%;{base}")
    sign = -1 if down else 1
    if pen.chance(0.5):
        share = pen.calc(Fraction(p * base, 100), base - Fraction(p * base, 100))
        pen.say(f"{decimal(Fraction(p, 100))}*{base}={decimal(share)}" if pen.chance(0.7) else f"{p}%*{base}={decimal(share)}")
        used = pen.slip("percent taken as a number", share, Fraction(p), weight=1.2)
        v = pen.calc(base + sign * used)
        pen.say(f"{base}{'-' if sign < 0 else '+'}{decimal(used)}={decimal(v)}")
    else:
        rate = pen.slip("percent", 1 + sign * Fraction(p, 100), Fraction(p, 100), weight=1.5)
        pen.show(f"1{'-' if sign < 0 else '+'}{decimal(Fraction(p, 100))}={decimal(rate)}") if rate != Fraction(p, 100) else None
        v = pen.calc(rate * base)
        pen.say(f"{decimal(rate)}*{base}={decimal(v)}" if pen.chance(0.5) else f"{base}*{decimal(rate)}={decimal(v)}")
    pen.answer(decimal(v))
    return Problem(text, Value(number(base + (-1 if down else 1) * Fraction(p * base, 100))))


def reverse_percent(pen: Pen) -> Problem:
    """After p % off it costs c: 0.8x = 60."""
    x = pen.letter
    p, base = pen.pick(10, 20, 25, 30, 40, 50, 60), pen.int(2, 40) * 10
    down = pen.chance(0.7)
    rate = 1 + (-1 if down else 1) * Fraction(p, 100)
    c = rate * base
    if c.denominator != 1:
        raise Unsuitable
    text = f"{decimal(rate)}{x}={c}"
    pen.restate(text, 0.5)
    v = pen.slip("wrong inverse", c / rate, c * rate, c + Fraction(p, 100) * c, weight=2)
    if pen.chance(0.6):
        pen.say(f"{x}={c}/{decimal(rate)}" if v == c / rate else f"{x}={c}*{decimal(rate)}" if v == c * rate else f"{x}={c}+{decimal(Fraction(p, 100))}*{c}")
    if decimal_places(v) is None:
        raise Unsuitable
    pen.say(f"{x}={decimal(pen.calc(v))}")
    pen.answer(decimal(v))
    return Problem(text, root_goal(x, base), ask=x)


def unit_rate(pen: Pen) -> Problem:
    n, rate, m = pen.int(2, 12), pen.int(2, 30), pen.int(2, 20)
    text = f"{n};{n * rate};{m}"
    q = pen.calc(rate)
    pen.say(f"{n * rate}/{n}={number(q)}")
    v = pen.slip("wrong inverse", q * m, q + m, weight=0.7)
    v = pen.calc(v) if v == q * m else v
    pen.say(f"{number(q)}*{m}={number(v)}" if v != q + m else f"{number(q)}+{m}={number(v)}")
    pen.answer(number(v))
    return Problem(text, Value(str(rate * m)))


def small_steps(pen: Pen) -> Problem:
    """A chain of two to five operations on the numbers of a problem."""
    given = [pen.int(2, pen.pick(9, 12, 30, 100)) for _ in range(pen.int(2, 5))]
    text = ";".join(map(str, given))
    last: Fraction | None = None
    gold: Fraction | None = None
    for b in given:
        if last is None:
            last = gold = Fraction(b)
            continue
        o = pen.pick("+", "+", "-", "*", "*", "/")
        if o == "/" and (gold % b or b == 0):
            o = "+"
        if o == "*" and gold * b > 9999:
            o = "-"
        if o == "-" and gold < b:
            o = "+"
        apply = {"+": lambda p, q: p + q, "-": lambda p, q: p - q, "*": lambda p, q: p * q, "/": lambda p, q: p / q}
        gold = apply[o](gold, b)
        c = pen.slip("copied number", b, b + 1, b * 10, b - 1, weight=0.5)
        v = pen.calc(apply[o](last, c), weight=0.5)
        if decimal_places(v) is None:
            raise Unsuitable
        pen.say(f"{decimal(last)}{o}{c}={decimal(v)}")
        last = v
    pen.answer(decimal(last))
    return Problem(text, Value(number(gold)))


def rectangle(pen: Pen) -> Problem:
    a, b = pen.int(2, 30), pen.int(2, 30)
    perimeter = pen.chance(0.5)
    text = f"{a};{b}"
    if perimeter:
        s = pen.calc(a + b, a * b)
        doubled = pen.slip("not doubled", 2, 1, weight=1)
        if doubled == 1:
            parts = [f"{a}+{b}", number(s)]
        else:
            parts = pen.pick([f"2({a}+{b})", f"2*{number(s)}"], [f"2*{a}+2*{b}", f"{2 * a}+{2 * b}"]) + [number(2 * s)]
        pen.chain(parts, pen.pick("P", "P", ""))
        gold = 2 * (a + b)
    else:
        v = pen.slip("perimeter for area", Fraction(a * b), Fraction(2 * (a + b)), weight=0.5)
        parts = [f"{a}*{b}" if v == a * b else f"2({a}+{b})", number(pen.calc(v))]
        pen.chain(parts, pen.pick("A", "A", ""))
        gold = a * b
    pen.end_step()
    return Problem(text + (";P" if perimeter else ";A"), Value(str(gold)))
