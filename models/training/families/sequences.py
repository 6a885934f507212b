"""Arithmetic and geometric sequences, sums, series, means."""

from fractions import Fraction

from goals import Value
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, signed, times

from .equations import nonzero


def arithmetic_term(pen: Pen) -> Problem:
    a1, d, n = pen.int(-20, 30), nonzero(pen, -9, 12), pen.int(5, 40)
    if pen.chance(0.5):
        text = ";".join(str(a1 + i * d) for i in range(pen.int(3, 4)))
        text += f";a_({n})" if n > 9 else f";a_{n}"
    else:
        text = f"a_1={a1};d={d};n={n}"
    at = f"a_({n})" if n > 9 else f"a_{n}"
    d2 = pen.slip("sign", d, -d) if text[0] != "a" else d
    if text[0] != "a":
        pen.show(f"d={a1 + d}-{factor(a1)}={d2}" if d2 == d else f"d={d2}")
    if pen.chance(0.35):
        pen.say("a_n=a_1+(n-1)d")
    steps = pen.slip("index shifted", n - 1, n, n + 1, weight=2.5)
    written = f"({n}-1)" if steps == n - 1 and pen.chance(0.6) else str(steps)
    added = pen.calc(steps * d2)
    v = pen.calc(a1 + added, a1 - added)
    parts = [f"{a1}+{written}*{factor(d2)}", f"{a1}{signed(added)}", number(v)]
    pen.chain(parts, at if pen.chance(0.8) else "")
    pen.answer(number(v))
    return Problem(text, Value(str(a1 + (n - 1) * d)))


def geometric_term(pen: Pen) -> Problem:
    a1, q, n = nonzero(pen, -6, 9), pen.pick(2, 2, 3, -2, 5, 10), pen.int(3, 7)
    if abs(a1 * q ** (n - 1)) > 99999:
        raise Unsuitable
    text = f"a_1={a1};q={q};n={n}" if pen.chance(0.5) else ";".join(str(a1 * q**i) for i in range(3)) + f";a_{n}"
    if pen.chance(0.35):
        pen.say("a_n=a_1*q^(n-1)")
    e = pen.slip("index shifted", n - 1, n, n - 2, weight=2.5)
    p = pen.slip("power as a product", Fraction(q**e), Fraction(q * e), weight=1.5)
    p = pen.calc(p, -p)
    v = pen.calc(a1 * p)
    written = f"({n}-1)" if e == n - 1 and pen.chance(0.4) else str(e)
    pen.chain([f"{a1}*{factor(q)}^{written}", f"{a1}*{factor(p)}", number(v)], f"a_{n}")
    pen.answer(number(v))
    return Problem(text, Value(str(a1 * q ** (n - 1))))


def gauss_sum(pen: Pen) -> Problem:
    """1 + 2 + … + n by the formula."""
    n = pen.int(4, 100)
    k = pen.pick(1, 1, 2, 3, 5)
    text = f"sum({times(k, 'k')},k,1,{n})"
    if k > 1:
        pen.show(f"{text}={k}*sum(k,k,1,{n})", 0.7)
    m = pen.slip("index shifted", n + 1, n - 1, n, weight=2)
    half = pen.slip("not halved", 2, 1, weight=1.5)
    t = Fraction(n * m, half)
    body = f"{n}({n}+1)/2" if m == n + 1 and half == 2 and pen.chance(0.5) else f"{n}*{m}" + ("/2" if half == 2 else "")
    body = body.replace(f"{n}({n}+1)", f"{n}({n}+1)")
    v = pen.calc(k * t)
    parts = [text, f"{k}*{body}" if k > 1 else body, f"{k}*{number(t)}" if k > 1 else number(t), number(v)]
    pen.chain(parts)
    pen.answer(number(v))
    return Problem(text, Value(str(k * n * (n + 1) // 2)))


def small_sum(pen: Pen) -> Problem:
    """A short sum written out."""
    low = pen.pick(0, 1, 1, 1, 2)
    high = low + pen.int(2, 4)
    a, b = pen.pick(1, 1, 2, 3), pen.int(-3, 5)
    square = pen.chance(0.4)
    k = pen.pick("k", "k", "i", "n", "j")
    body = joined(f"{k}^2" if square else times(a, k), signed(b) if b else "")
    at = lambda i: (i * i if square else a * i) + b  # noqa: E731
    text = f"sum({body},{k},{low},{high})"
    first, last = pen.slip("index shifted", (low, high), (low + 1, high), (low, high - 1), (low, high + 1), weight=2.5)
    if b and pen.slip("constant added once", False, True, weight=1.5):
        terms = [at(i) - b for i in range(first, last + 1)] + [b]
    else:
        terms = [at(i) for i in range(first, last + 1)]
    if square and pen.chance(0.4) and not b:
        pen.say(f"{text}={'+'.join(f'{i}^2' for i in range(first, last + 1))}")
    terms = [pen.calc(t, weight=0.15) for t in terms]
    total = pen.calc(sum(terms))
    pen.chain([text, joined(*[factor(t) if t < 0 and i else str(t) for i, t in enumerate(terms) if t] or ["0"]), number(total)])
    pen.answer(number(total))
    return Problem(text, Value(str(sum(at(i) for i in range(low, high + 1)))))


def series(pen: Pen) -> Problem:
    """The sum of an arithmetic sequence: number of terms, last term, half of ends times number."""
    a1, d, n = pen.int(1, 15), pen.int(1, 6), pen.int(5, 25)
    last = a1 + (n - 1) * d
    text = f"a_1={a1};d={d};n={n}"
    steps = pen.slip("index shifted", n - 1, n, weight=2)
    at = f"a_({n})" if n > 9 else f"a_{n}"
    S = f"S_({n})" if n > 9 else f"S_{n}"
    t = pen.calc(a1 + steps * d)
    pen.say(f"{at}={a1}+{steps}*{d}={number(t)}")
    half = pen.slip("not halved", 2, 1, weight=1.5)
    ends = pen.calc(a1 + t)
    v = pen.calc(ends * n / half)
    pen.chain([f"{n}({a1}+{number(t)})/2" if half == 2 else f"{n}({a1}+{number(t)})", f"{n}*{number(ends)}/2" if half == 2 else f"{n}*{number(ends)}", number(v)], S)
    pen.answer(number(v))
    return Problem(text, Value(str(Fraction((a1 + last) * n, 2))))


def geometric_sum(pen: Pen) -> Problem:
    a, q, n = pen.int(1, 6), pen.pick(2, 2, 3), pen.int(3, 6)
    text = f"a_1={a};q={q};n={n}"
    e = pen.slip("index shifted", n, n - 1, n + 1, weight=2)
    below = pen.slip("divisor", q - 1, q, weight=1)
    p = pen.calc(q**e, q * e)
    top = pen.slip("sign", p - 1, p + 1, weight=1)
    v = pen.calc(a * top / below)
    head = f"{a}*" if a > 1 else ""
    pen.chain([f"{head}({q}^{e}-1)/({q}-1)", f"{head}{number(top)}/{below}", number(v)], f"S_{n}")
    pen.answer(number(v))
    return Problem(text, Value(str(a * (q**n - 1) // (q - 1))))


def mean(pen: Pen) -> Problem:
    n = pen.int(3, 5)
    xs = [pen.int(1, 40) for _ in range(n)]
    text = ";".join(map(str, xs))
    total = pen.slip("dropped term", sum(xs), sum(xs[:-1]), weight=1)
    written = "+".join(map(str, xs if total == sum(xs) else xs[:-1]))
    total = pen.calc(total)
    count = pen.slip("wrong count", n, n - 1, n + 1, 2, weight=1.5)
    v = Fraction(total, count)
    if pen.chance(0.5):
        pen.say(f"{written}={number(total)}")
        pen.say(f"{number(total)}/{count}={number(pen.calc(v))}" if v.denominator == 1 else f"{number(total)}/{count}")
    else:
        pen.chain([f"({written})/{count}", f"{number(total)}/{count}", number(v)])
    pen.end_step()
    return Problem(text, Value(number(Fraction(sum(xs), n))))
