"""Linear equations and inequalities, absolute values, proportions, formulas to rearrange, systems."""

from fractions import Fraction
from math import gcd

from goals import FLIPPED, Between, Expression, Inequality, Roots, System
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, polynomial, signed, times


def nonzero(pen: Pen, low: int, high: int) -> int:
    return pen.int(low, high, but=(0,))


def side(pen: Pen, a, b, x: str) -> str:
    """ax + b, now and then with the number first."""
    if b > 0 and a and pen.chance(0.2):
        return polynomial([(b, 0), (a, 1)], x)
    return linear(a, b, x)


def equation(pen: Pen, left: str, right: str, relation: str = "=") -> str:
    if pen.chance(0.05):
        return right + FLIPPED[relation] + left
    return left + relation + right


def numerator(pen: Pen, text: str) -> str:
    """What stands above a fraction bar; a sign may stand before the bar or above it."""
    if "/" in text:
        return f"({text})"
    return f"({text})" if text.startswith("-") and pen.chance(0.6) else text


def divide(pen: Pen, a, e, x: str, relation: str = "="):
    """From ax = e to x; returns the value and the relation."""
    a, e = Fraction(a), Fraction(e)
    if a == 0:
        raise Unsuitable
    turned = relation
    if relation != "=" and a < 0:
        turned = pen.slip("relation not flipped", FLIPPED[relation], relation, weight=2)
    if a == 1:
        return e, relation
    right = e / a
    if a == -1:
        v = pen.slip("sign", right, e)
    else:
        v = pen.slip("wrong inverse", right, e - a, e * a, -right, e, *([a / e] if e else []))
    if v == right and abs(a) != 1:
        pen.mention(number(a))
        if pen.chance(0.3):
            pen.show(f"{numerator(pen, times(a, x))}/{factor(a)}{turned}{numerator(pen, number(e))}/{factor(a)}")
        written = f"{numerator(pen, number(e))}/{factor(a)}"
        if written != number(right) and pen.chance(0.5):
            pen.show(f"{x}{turned}{written}")
            v = pen.calc(right)
        elif right.denominator > 1 and e.denominator == a.denominator == 1 and written != number(right) and a > 0:
            pen.say(f"{x}{turned}{number(e)}/{number(a)}")
        else:
            v = pen.calc(right)
    return v, turned


def solve(pen: Pen, a, b, c, d, x: str, relation: str = "="):
    """From ax + b = cx + d to the value of x, one habit of writing after another."""
    a, b, c, d = map(Fraction, (a, b, c, d))
    if a == c:
        raise Unsuitable
    if c == 0 and a == 0:
        raise Unsuitable
    if c and a == 0:
        a, b, c, d, relation = c, d, a, b, FLIPPED[relation]
    if c:
        habit = pen.rng.random()
        if habit < 0.4:  # everything at once: ax - cx = d - b
            c2 = pen.slip("sign", -c, c)
            b2 = pen.slip("sign", -b, b) if b else b
            if b == 0 or pen.chance(0.85):
                pen.show(equation(pen, polynomial([(a, 1), (c2, 1)], x), polynomial([(d, 0), (b2, 0)], x), relation))
            a, d, b = pen.calc(a + c2, a - c2), pen.calc(d + b2, d - b2), Fraction(0)
            if a == 0:
                raise Unsuitable
            pen.say(equation(pen, times(a, x), number(d), relation))
        elif habit < 0.8:  # the letters first
            c2 = pen.slip("sign", -c, c)
            pen.mention(times(abs(c), x))
            if pen.chance(0.4):
                pen.show(f"{joined(linear(a, b, x), polynomial([(c2, 1)], x))}{relation}{joined(linear(c, d, x), polynomial([(c2, 1)], x)) if c2 == -c else number(d)}")
            a = pen.calc(a + c2, a - c2)
            if a == 0:
                raise Unsuitable
            pen.say(equation(pen, linear(a, b, x), number(d), relation))
        else:  # the numbers first
            b2 = pen.slip("sign", -b, b) if b else b
            if b:
                d = pen.calc(d + b2, d - b2)
                b = Fraction(0)
                pen.say(equation(pen, times(a, x), linear(c, d, x), relation))
            c2 = pen.slip("sign", -c, c)
            a = pen.calc(a + c2, a - c2)
            if a == 0:
                raise Unsuitable
            pen.say(equation(pen, times(a, x), number(d), relation))
    if b and relation == "=" and abs(a) > 1 and b % a == 0 and d % a == 0 and pen.chance(0.25):  # divided first
        b, d = pen.slip("one term only", (b / a, d / a), (b, d / a), (b / a, d), weight=2)
        a = Fraction(1)
        pen.say(f"{linear(a, b, x)}={number(d)}")
    if b:
        habit = pen.rng.random()
        moved = pen.slip("sign", -b, b, weight=1.5)
        pen.mention(number(abs(b)))
        if moved == -b and pen.slip("one side only", False, True, weight=0.5):
            moved = Fraction(0)
        elif habit < 0.2 and moved == -b:
            pen.show(f"{linear(a, b, x)}{signed(moved)}{relation}{joined(number(d), signed(moved))}")
        elif habit < 0.6:
            pen.show(equation(pen, times(a, x), joined(number(d), signed(moved)), relation))
        d = pen.calc(d + moved, d - moved) if moved else d
        if a != 1:
            pen.say(equation(pen, times(a, x), number(d), relation))
    v, relation = divide(pen, a, d, x, relation)
    pen.say(f"{x}{relation}{number(v)}")
    return v, relation


def check(pen: Pen, a: int, b: int, d: int, v: Fraction) -> None:
    """Some put the root back into the equation."""
    if pen.kind == "right" and a > 1 and v.denominator == 1 and pen.chance(0.1):
        pen.end_step()
        pen.say(f"{a}*{factor(v)}{signed(b) if b else ''}={d}")


def solution(pen: Pen) -> Fraction:
    return Fraction(pen.int(-12, 12)) if pen.chance(0.75) else Fraction(pen.int(-20, 20), pen.int(2, 6))


def whole(v) -> int:
    v = Fraction(v)
    if v.denominator != 1:
        raise Unsuitable
    return int(v)


def root_goal(x: str, *gold) -> Roots:
    return Roots(x, tuple(number(g) for g in dict.fromkeys(gold)))


def finish(pen: Pen, x: str, v) -> None:
    pen.answer(number(v), x)


def two_step(pen: Pen) -> Problem:
    x, s = pen.letter, solution(pen)
    a = nonzero(pen, -9, 15)
    b = pen.int(-30, 30) if pen.chance(0.9) else pen.int(-200, 200)
    if a == 1 and b == 0:
        raise Unsuitable
    d = whole(a * s + b)
    text = equation(pen, side(pen, a, b, x), str(d))
    pen.restate(text)
    v, _ = solve(pen, a, b, 0, d, x)
    check(pen, a, b, d, v)
    finish(pen, x, v)
    return Problem(text, root_goal(x, s), ask=x)


def both_sides(pen: Pen) -> Problem:
    x, s = pen.letter, solution(pen)
    a, c, b = nonzero(pen, -9, 12), nonzero(pen, -9, 12), pen.int(-25, 25)
    if a == c:
        raise Unsuitable
    d = whole(a * s + b - c * s)
    text = f"{side(pen, a, b, x)}={side(pen, c, d, x)}"
    pen.restate(text)
    v, _ = solve(pen, a, b, c, d, x)
    finish(pen, x, v)
    return Problem(text, root_goal(x, s), ask=x)


def distribute(pen: Pen, m, a, b):
    """m(ax+b), with the ways it goes wrong; returns the two coefficients."""
    m, a, b = Fraction(m), Fraction(a), Fraction(b)
    if b and abs(m) != 1 and pen.oops("only the first summand", 1.5):
        return pen.calc(m * a), b
    wrong_sign = pen.oops("sign", 1.5 if m < 0 else 0.5) if b else False
    return pen.calc(m * a, m + a), -m * b if wrong_sign else pen.calc(m * b, m + b)


def brackets(pen: Pen) -> Problem:
    x, s = pen.letter, solution(pen)
    m, a, n = nonzero(pen, -6, 9), nonzero(pen, -4, 5), nonzero(pen, -9, 9)
    k, c = pen.pick(0, 0, nonzero(pen, -15, 15)), pen.pick(0, 0, nonzero(pen, -6, 6))
    if m == 1 or m * a == c:
        raise Unsuitable
    d = whole(m * (a * s + n) + k - c * s)
    bracket = times(m, f"({side(pen, a, n, x)})")
    text = f"{joined(bracket, signed(k) if k else '')}={linear(c, d, x)}"
    pen.restate(text)
    if c == 0 and k == 0 and d % m == 0 and pen.chance(0.35):
        e = pen.slip("wrong inverse", Fraction(d, m), Fraction(d - m))
        pen.say(f"{linear(a, n, x)}={number(e)}")
        v, _ = solve(pen, a, n, 0, e, x)
    else:
        p, q = distribute(pen, m, a, n)
        if k and pen.chance(0.6):
            pen.show(f"{joined(linear(p, q, x), signed(k))}={linear(c, d, x)}")
        q = pen.calc(q + k, q - k) if k else q
        pen.say(f"{linear(p, q, x)}={linear(c, d, x)}")
        v, _ = solve(pen, p, q, c, d, x)
    finish(pen, x, v)
    return Problem(text, root_goal(x, s), ask=x)


def two_brackets(pen: Pen) -> Problem:
    x, s = pen.letter, solution(pen)
    m, n, a, c = nonzero(pen, -5, 7), nonzero(pen, -5, 7), nonzero(pen, -3, 5), nonzero(pen, -3, 5)
    b = pen.int(-9, 9)
    if m * a == n * c or 1 in (m, n) or b == 0:
        raise Unsuitable
    right = (m * (a * s + b)) / n - c * s
    d = whole(right)
    if d == 0:
        raise Unsuitable
    text = f"{times(m, '(' + linear(a, b, x) + ')')}={times(n, '(' + linear(c, d, x) + ')')}"
    pen.restate(text)
    p, q = distribute(pen, m, a, b)
    u, w = distribute(pen, n, c, d)
    pen.say(f"{linear(p, q, x)}={linear(u, w, x)}")
    v, _ = solve(pen, p, q, u, w, x)
    finish(pen, x, v)
    return Problem(text, root_goal(x, s), ask=x)


def fraction_equation(pen: Pen) -> Problem:
    x = pen.letter
    m = pen.int(2, 9)
    if pen.chance(0.5):  # x/m + b = d
        t = pen.int(-9, 12)
        b = nonzero(pen, -15, 15)
        d = t + b
        text = f"{x}/{m}{signed(b)}={d}"
        pen.restate(text)
        moved = pen.slip("sign", -b, b)
        if pen.chance(0.5):
            pen.show(f"{x}/{m}={joined(str(d), signed(moved))}")
        e = pen.calc(d + moved, d - moved)
        pen.say(f"{x}/{m}={number(e)}")
        pen.mention(str(m))
        v = pen.slip("wrong inverse", e * m, e / m, e + m, e - m)
        if v == e * m:
            if pen.chance(0.4):
                pen.show(f"{x}={number(e)}*{m}" if pen.chance(0.5) else f"{x}={m}*{factor(e)}")
            v = pen.calc(v)
        pen.say(f"{x}={number(v)}")
        finish(pen, x, v)
        return Problem(text, root_goal(x, t * m), ask=x)
    a, s = nonzero(pen, -5, 6), Fraction(pen.int(-12, 12))
    b = nonzero(pen, -12, 12)
    d = whole((a * s + b) / m)
    text = f"({side(pen, a, b, x)})/{m}={d}"
    pen.restate(text)
    e = pen.slip("wrong inverse", Fraction(d * m), Fraction(d + m), Fraction(d), Fraction(d - m))
    if e == d * m:
        if pen.chance(0.3):
            pen.show(f"{linear(a, b, x)}={d}*{m}")
        e = pen.calc(e)
    pen.say(f"{linear(a, b, x)}={number(e)}")
    v, _ = solve(pen, a, b, 0, e, x)
    finish(pen, x, v)
    return Problem(text, root_goal(x, s), ask=x)


def over(top: str, bottom: int) -> str:
    return f"{top}/{bottom}" if top.isalnum() else f"({top})/{bottom}"


def fraction_sum(pen: Pen) -> Problem:
    """x/m ± x/n = d, or with brackets above: the way goes over the common denominator."""
    x = pen.letter
    m, n = pen.int(2, 6), pen.int(2, 8)
    if m == n:
        raise Unsuitable
    common = m * n // gcd(m, n)
    b, c = pen.pick(0, pen.int(-6, 6)), pen.pick(0, pen.int(-6, 6))
    sign = pen.pick(1, -1)
    p, q = common // m, sign * (common // n)
    if p + q == 0:
        raise Unsuitable
    s = Fraction(pen.int(-6, 6) * common if b == c == 0 else pen.int(-15, 15))
    d = whole((s + b) / m + sign * (s + c) / n)
    text = f"{over(linear(1, b, x), m)}{'+' if sign > 0 else '-'}{over(linear(1, c, x), n)}={d}"
    pen.restate(text)
    right = pen.slip("one side only", Fraction(common * d), Fraction(d))
    first = times(p, f"({linear(1, b, x)})") if b else times(p, x)
    second = times(q, f"({linear(1, c, x)})") if c else times(q, x)
    pen.say(f"{joined(first, second)}={number(right)}")
    p1, b1 = (distribute(pen, p, 1, b)) if b else (Fraction(p), Fraction(0))
    q1, c1 = (distribute(pen, q, 1, c)) if c else (Fraction(q), Fraction(0))
    if b or c:
        pen.show(f"{polynomial([(p1, 1), (b1, 0), (q1, 1), (c1, 0)], x)}={number(right)}")
    a, k = pen.calc(p1 + q1, p1 - q1), pen.calc(b1 + c1, b1 - c1) if b or c else Fraction(0)
    pen.say(f"{linear(a, k, x)}={number(right)}")
    v, _ = solve(pen, a, k, 0, right, x)
    finish(pen, x, v)
    return Problem(text, root_goal(x, s), ask=x)


def proportion(pen: Pen) -> Problem:
    x = pen.letter
    a, b, k = pen.int(2, 12), pen.int(2, 12), pen.int(2, 9)
    b2 = b * k if pen.chance(0.7) else pen.int(2, 30)
    s = Fraction(a * b2, b)
    if pen.chance(0.5):
        text = f"{a}/{b}={x}/{b2}" if pen.chance(0.5) else f"{x}/{b2}={a}/{b}"
    else:
        text = f"{b}/{a}={b2}/{x}"
    pen.restate(text)
    left, right = pen.slip("not crosswise", (b, a * b2), (a, b * b2), (b2, a * b))
    if pen.chance(0.7):
        product = f"{a}*{b2}" if right == a * b2 else str(right)
        pen.show(f"{left}{x}={product}" if pen.chance(0.7) else f"{product}={left}{x}")
    e = pen.calc(right)
    pen.say(f"{left}{x}={number(e)}")
    v, _ = divide(pen, left, e, x)
    pen.say(f"{x}={number(v)}")
    finish(pen, x, v)
    return Problem(text, root_goal(x, s), ask=x)


def rearrange(pen: Pen) -> Problem:
    """Solve a formula for one of its letters."""
    form = pen.int(0, 4)
    if form == 0:  # y = mx + b
        text, x, gold = "y=mx+b", "x", "(y-b)/m"
        pen.restate(text)
        sign = pen.slip("sign", "-", "+")
        pen.say(f"y{sign}b=mx" if pen.chance(0.5) else f"mx=y{sign}b")
        last = pen.slip("one term only", f"(y{sign}b)/m", f"y/m{sign}b", f"y{sign}b/m", f"m(y{sign}b)")
    elif form == 1:
        a, b, c = pen.pick("abc", "pqr", "mnk")
        x = pen.pick("x", "y", "t")
        text, gold = f"{a}{x}+{b}={c}", f"({c}-{b})/{a}"
        pen.restate(text)
        sign = pen.slip("sign", "-", "+")
        pen.say(f"{a}{x}={c}{sign}{b}")
        last = pen.slip("one term only", f"({c}{sign}{b})/{a}", f"{c}/{a}{sign}{b}", f"{c}{sign}{b}/{a}", f"{c}{sign}{b}-{a}")
    elif form == 2:
        text, x, gold = "P=2a+2b", "b", "(P-2a)/2"
        pen.restate(text)
        sign = pen.slip("sign", "-", "+")
        pen.say(f"2b=P{sign}2a" if pen.chance(0.5) else f"P{sign}2a=2b")
        last = pen.slip("one term only", f"(P{sign}2a)/2", f"P{sign}a", f"P/2{sign}2a")
    elif form == 3:
        x = pen.pick("h", "b")
        other = "b" if x == "h" else "h"
        text, gold = f"A={other}{x}/2" if pen.chance(0.5) else f"A=(1/2){other}{x}", f"2A/{other}"
        pen.restate(text)
        left = pen.slip("wrong inverse", "2A", "A/2")
        pen.say(f"{left}={other}{x}" if pen.chance(0.6) else f"{other}{x}={left}")
        last = f"{left}/{other}" if left == "2A" else f"A/(2{other})"
    else:
        text, x, gold = "v=u+at", pen.pick("a", "t"), ""
        other = "t" if x == "a" else "a"
        gold = f"(v-u)/{other}"
        pen.restate(text)
        sign = pen.slip("sign", "-", "+")
        pen.say(f"v{sign}u=at" if pen.chance(0.6) else f"at=v{sign}u")
        last = pen.slip("one term only", f"(v{sign}u)/{other}", f"v/{other}{sign}u", f"{other}(v{sign}u)")
    pen.say(f"{x}={last}")
    pen.answer(last, x)
    return Problem(text, Expression(gold), ask=x)


def inequality(pen: Pen) -> Problem:
    x, s = pen.letter, solution(pen)
    relation = pen.pick("<", ">", "≤", "≥")
    a, c = nonzero(pen, -9, 12), pen.pick(0, 0, nonzero(pen, -9, 9))
    b = pen.int(-25, 25)
    if a == c or (a == 1 and b == 0):
        raise Unsuitable
    d = whole(a * s + b - c * s)
    text = f"{side(pen, a, b, x)}{relation}{linear(c, d, x)}"
    pen.restate(text)
    v, r = solve(pen, a, b, c, d, x, relation)
    pen.answer(f"{x}{r}{number(v)}")
    gold = FLIPPED[relation] if a - c < 0 else relation
    return Problem(text, Inequality(x, gold, number(s)), ask=x)


def bracket_inequality(pen: Pen) -> Problem:
    x, s = pen.letter, Fraction(pen.int(-12, 12))
    relation = pen.pick("<", ">", "≤", "≥")
    m, n, c = nonzero(pen, -6, 6), nonzero(pen, -9, 9), pen.pick(0, nonzero(pen, -6, 6))
    if m == c or m == 1:
        raise Unsuitable
    d = whole(m * (s + n) - c * s)
    text = f"{times(m, '(' + linear(1, n, x) + ')')}{relation}{linear(c, d, x)}"
    pen.restate(text)
    p, q = distribute(pen, m, 1, n)
    pen.say(f"{linear(p, q, x)}{relation}{linear(c, d, x)}")
    v, r = solve(pen, p, q, c, d, x, relation)
    pen.answer(f"{x}{r}{number(v)}")
    return Problem(text, Inequality(x, FLIPPED[relation] if m - c < 0 else relation, number(s)), ask=x)


def absolute(pen: Pen) -> Problem:
    x = pen.letter
    a, b, e = pen.pick(1, 1, 2, 3), pen.int(-9, 9), pen.int(1, 15)
    roots = Fraction(e - b, a), Fraction(-e - b, a)
    k = pen.pick(0, 0, pen.int(-9, 9))
    text = f"abs({linear(a, b, x)}){signed(k) if k else ''}={e + k}"
    pen.restate(text)
    if k:
        e = whole(pen.calc(e, e + 2 * k))
        if e <= 0:
            raise Unsuitable
        pen.say(f"abs({linear(a, b, x)})={e}")
    lost = pen.slip("lost root", False, True, weight=1.5)
    pen.say(f"{linear(a, b, x)}={e}")
    if pen.chance(0.5):
        u, _ = solve(pen, a, b, 0, e, x)
        if lost:
            finish(pen, x, u)
        else:
            pen.say(f"{linear(a, b, x)}={-e}")
            w, _ = solve(pen, a, b, 0, -e, x)
    else:
        if not lost:
            pen.say(f"{linear(a, b, x)}={-e}")
        u = Fraction(e - b, a) if pen.slip("sign", True, False) else Fraction(e + b, a)
        pen.say(f"{x}={number(u)}")
        if not lost:
            w = Fraction(-e - b, a) if pen.slip("sign", True, False) else Fraction(-e + b, a)
            pen.say(f"{x}={number(w)}")
    pen.end_step()
    return Problem(text, root_goal(x, *roots), ask=x)


def double_inequality(pen: Pen) -> Problem:
    """p < ax + b < q: what is done to one part is done to all three."""
    x = pen.letter
    a, b = pen.int(2, 6), nonzero(pen, -9, 9)
    low = pen.int(-6, 3)
    high = low + pen.int(1, 6)
    r = pen.pick("<", "≤")
    text = f"{a * low + b}{r}{linear(a, b, x)}{r}{a * high + b}"
    pen.restate(text)
    moved = pen.slip("sign", -b, b)
    p = pen.calc(a * low + b + moved)
    q = pen.slip("one side only", Fraction(a * high + b + moved), Fraction(a * high + b), weight=0.7)
    pen.say(f"{number(p)}{r}{times(a, x)}{r}{number(q)}")
    p2 = pen.slip("wrong inverse", p / a, p - a)
    q2 = pen.slip("one side only", q / a, q, weight=0.7)
    pen.say(f"{number(p2)}{r}{x}{r}{number(q2)}")
    pen.end_step()
    return Problem(text, Between(x, str(low), str(high)), ask=x)


def two_unknowns(pen: Pen) -> tuple[str, str]:
    return pen.pick(("x", "y"), ("x", "y"), ("x", "y"), ("a", "b"), ("m", "n"), ("p", "q"), ("u", "v"))


def row(a, b, e, x: str, y: str) -> str:
    return f"{joined(times(a, x) if a else '', times(b, y) if b else '')}={number(e)}"


def by_substitution(pen: Pen) -> Problem:
    x, y = two_unknowns(pen)
    sx, sy = pen.int(-8, 9), pen.int(-8, 9)
    a = nonzero(pen, -4, 5)
    b = sy - a * sx
    c, d = nonzero(pen, -5, 6), nonzero(pen, -5, 6)
    e = c * sx + d * sy
    if c + d * a == 0:
        raise Unsuitable
    first, second = f"{y}={linear(a, b, x)}", row(c, d, e, x, y)
    text = f"{first};{second}"
    pen.restate(text, 0.15)
    bracket = f"({linear(a, b, x)})"
    pen.say(f"{joined(times(c, x), times(d, bracket))}={e}")
    p, q = distribute(pen, d, a, b)
    pen.show(f"{polynomial([(c, 1), (p, 1), (q, 0)], x)}={e}")
    k = pen.calc(c + p, c - p)
    if k == 0:
        raise Unsuitable
    pen.say(f"{linear(k, q, x)}={e}")
    v, _ = solve(pen, k, q, 0, e, x)
    w = pen.slip("sign", a * v + b, a * v - b, -a * v + b) if b else a * v
    pen.show(f"{y}={joined(f'{a}*{factor(v)}' if abs(a) > 1 else times(a, factor(v)) if v < 0 else times(a, number(v)), signed(b) if b else '')}")
    pen.say(f"{y}={number(pen.calc(w))}")
    pen.end_step()
    return Problem(text, System(((x, str(sx)), (y, str(sy)))))


def by_elimination(pen: Pen) -> Problem:
    x, y = two_unknowns(pen)
    sx, sy = pen.int(-8, 9), pen.int(-8, 9)
    a, b, c, d = nonzero(pen, -4, 6), nonzero(pen, -4, 6), nonzero(pen, -4, 6), nonzero(pen, -4, 6)
    if a * d == b * c:
        raise Unsuitable
    e, f = a * sx + b * sy, c * sx + d * sy
    text = f"{row(a, b, e, x, y)};{row(c, d, f, x, y)}"
    pen.restate(text, 0.15)
    m, n = abs(d) // gcd(b, d), abs(b) // gcd(b, d)
    rows = []
    for k, (p, q, g) in ((m, (a, b, e)), (n, (c, d, f))):
        if k != 1:
            g2 = pen.slip("one side only", Fraction(k * g), Fraction(g), weight=0.7)
            p2, q2 = pen.calc(k * p), Fraction(k * q)
            pen.say(row(p2, q2, g2, x, y))
            rows.append((p2, q2, g2))
        else:
            rows.append((Fraction(p), Fraction(q), Fraction(g)))
    (p, q, g), (r, t, h) = rows
    s = -1 if q == t else 1
    s = pen.slip("sign", s, -s)
    k, rest, right = p + s * r, q + s * t, g + s * h
    right = pen.slip("sign", right, g - s * h, weight=0.5)
    if pen.kind != "right" and (rest != 0 or k == 0):
        rest = Fraction(0)
        k = k or p
    if k == 0:
        raise Unsuitable
    pen.say(f"{times(k, x)}={number(right)}")
    v, _ = divide(pen, k, right, x)
    pen.say(f"{x}={number(v)}")
    pen.show(f"{joined(f'{a}*{factor(v)}' if abs(a) > 1 else times(a, factor(v)) if v < 0 or v.denominator > 1 else times(a, number(v)), times(b, y))}={e}")
    moved = pen.slip("sign", e - a * v, e + a * v)
    if pen.chance(0.5):
        pen.show(f"{times(b, y)}={number(moved)}")
    w, _ = divide(pen, b, moved, y)
    pen.say(f"{y}={number(w)}")
    pen.end_step()
    return Problem(text, System(((x, str(sx)), (y, str(sy)))))


def sum_and_difference(pen: Pen) -> Problem:
    """x + y = s; x - y = d, or twice one of them: added, then put back in."""
    x, y = two_unknowns(pen)
    sx, sy = pen.int(-9, 20), pen.int(-9, 20)
    k = pen.pick(1, 1, 2, 3)
    s, d = k * sx + sy, k * sx - sy
    text = f"{joined(times(k, x), y)}={s};{joined(times(k, x), '-' + y)}={d}"
    pen.restate(text, 0.15)
    right = pen.slip("sign", Fraction(s + d), Fraction(s - d))
    pen.show(f"{2 * k}{x}={s}{signed(d)}")
    right = pen.calc(right)
    pen.say(f"{2 * k}{x}={number(right)}")
    v, _ = divide(pen, 2 * k, right, x)
    pen.say(f"{x}={number(v)}")
    w = pen.slip("sign", s - k * v, s + k * v, k * v - s)
    pen.show(f"{joined(number(k * v), y)}={s}")
    pen.say(f"{y}={number(pen.calc(w))}")
    pen.end_step()
    return Problem(text, System(((x, str(sx)), (y, str(sy)))))
