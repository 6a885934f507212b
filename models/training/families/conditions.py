"""Equations, inequalities and systems out of the ordinary: in disguise, of two numbers, of three unknowns, with a parameter."""

from fractions import Fraction
from math import isqrt

from goals import FLIPPED, Between, Inequality, Roots, System
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, polynomial, signed, times

from .equations import distribute, divide, nonzero, root_goal, solve
from .quadratics import name_roots, roots_of


def factored(x: str, r, s) -> str:
    """(x - r)(x - s)"""
    if r == s:
        return f"({linear(1, -r, x)})^2" if r else f"{x}^2"
    r, s = (s, r) if s == 0 else (r, s)
    return f"({linear(1, -r, x)})({linear(1, -s, x)})" if r else f"{x}*({linear(1, -s, x)})"


def crosswise(pen: Pen) -> Problem:
    """(ax + b)/(cx + d) = p/q multiplied crosswise."""
    x, s = pen.letter, Fraction(pen.int(-9, 12))
    a, b, c, d = pen.pick(0, 1, 1, 2, 3, -1), nonzero(pen, -9, 9), pen.pick(1, 1, 1, 2, 3, -1), nonzero(pen, -9, 9)
    if c * s + d == 0 or a * d == b * c:
        raise Unsuitable
    ratio = (a * s + b) / (c * s + d)
    if ratio == 0 or ratio.denominator > 9 or abs(ratio.numerator) > 12:
        raise Unsuitable
    p, q = ratio.numerator, ratio.denominator
    if pen.chance(0.2):
        p, q = 2 * p, 2 * q
    top = f"({linear(a, b, x)})" if a or b < 0 else str(b)
    left, right = f"{top}/({linear(c, d, x)})", number(Fraction(p)) if q == 1 else f"{f'({p})' if p < 0 and pen.chance(0.3) else p}/{q}"
    text = f"{left}={right}" if pen.chance(0.75) else f"{right}={left}"
    pen.restate(text)
    m, n = pen.slip("not crosswise", (q, p), (p, q), (1, p), weight=1.2) if abs(p) != q else (q, p)
    first = number(Fraction(m * b)) if not a else times(m, f"({linear(a, b, x)})")
    second = times(n, f"({linear(c, d, x)})")
    if m == 1 and a:
        first = linear(a, b, x)
    pen.show(f"{first}={second}" if pen.chance(0.8) else f"{second}={first}", 1.3)
    e, f = distribute(pen, m, a, b) if a and abs(m) != 1 else (Fraction(m * a), pen.calc(m * b, weight=0.1))
    g, h = distribute(pen, n, c, d) if abs(n) != 1 else (Fraction(n * c), pen.slip("sign", Fraction(n * d), Fraction(-n * d)))
    pen.say(f"{linear(e, f, x)}={linear(g, h, x)}")
    v, _ = solve(pen, e, f, g, h, x)
    pen.answer(number(v), x)
    return Problem(text, root_goal(x, s), ask=x)


def disguised(pen: Pen) -> Problem:
    """A quadratic in 1/x, |x + h|, √(x + h), x + 1/x or 3^x over its square: a new letter, its values, and back."""
    x = pen.letter
    u = pen.pick(*[c for c in "utzwvy" if c != x])
    form = pen.pick("reciprocal", "reciprocal", "absolute", "root", "ratio")
    if form == "reciprocal":
        p, q = Fraction(1, nonzero(pen, -6, 6)), pen.pick(Fraction(1, nonzero(pen, -6, 6)), Fraction(nonzero(pen, -5, 5)))
        inner, square = f"1/{x}", f"1/{x}^2"
        gold = [1 / p, 1 / q]
    elif form == "absolute":
        h = nonzero(pen, -7, 7)
        p, q = Fraction(pen.int(1, 8)), Fraction(pen.int(-6, 8))
        inner = f"abs({linear(1, h, x)})"
        square = f"{inner}^2"
        gold = [w - h for v in (p, q) if v >= 0 for w in {v, -v}]
    elif form == "root":
        h = nonzero(pen, -9, 9)
        p, q = Fraction(pen.int(1, 7)), Fraction(pen.int(-6, 7))
        inner, square = f"√({linear(1, h, x)})", f"({linear(1, h, x)})"
        gold = [v * v - h for v in (p, q) if v >= 0]
    else:
        h = nonzero(pen, -6, 6)
        p, q = Fraction(nonzero(pen, -5, 5)), Fraction(nonzero(pen, -5, 5))
        inner = f"({linear(1, h, x)})/{x}"
        square = f"(({linear(1, h, x)})/{x})^2"
        if 1 in (p, q):
            raise Unsuitable
        gold = [Fraction(h) / (v - 1) for v in (p, q)]
    if p == q or len(set(gold)) != len(gold) or q == 0:
        raise Unsuitable
    scale = p.denominator * q.denominator // (2 if p.denominator == q.denominator == 2 else 1) if form == "reciprocal" else 1
    a, b, c = Fraction(scale), -scale * (p + q), scale * p * q
    if b.denominator > 1 or c.denominator > 1 or b == 0 or max(abs(a), abs(b), abs(c)) > 60:
        raise Unsuitable
    if form == "reciprocal":
        over = lambda n, t: (("-" if n < 0 else "+") + f"{abs(n)}/{t}").removeprefix("+")  # noqa: E731
        text = joined(over(int(a), f"{x}^2"), over(int(b), x), signed(c)) + "=0"
    else:
        middle = f"{'-' if b < 0 else '+'}{'' if abs(b) == 1 else abs(b)}{inner if form != 'ratio' else f'*{inner}' if abs(b) != 1 else inner}"
        text = f"{square.strip('()') if form == 'root' else square}{middle}{signed(c)}=0"
        if form == "root" and pen.chance(0.5):
            text = f"{linear(1, h + c, x)}{middle}=0"
            if h + c == 0:
                text = f"{x}{middle}=0"
    if pen.chance(0.2) and text.endswith(f"{signed(c)}=0"):
        text = text.removesuffix(f"{signed(c)}=0") + f"={number(-c)}"
    pen.restate(text)
    pen.say(f"{u}={inner}" if pen.chance(0.6) else f"{inner}={u}")
    if form == "root" and pen.chance(0.4):
        h2 = pen.slip("sign", -h, h, weight=1)
        pen.say(f"{x}={u}^2{signed(h2)}")
    b, c = pen.slip("sign", (b, c), (-b, c), (b, -c), weight=1)
    pen.say(f"{polynomial([(a, 2), (b, 1), (c, 0)], u)}=0")
    size = b * b - 4 * a * c
    if size < 0 or isqrt(int(size)) ** 2 != size:
        raise Unsuitable
    r, s = (-b + isqrt(int(size))) / (2 * a), (-b - isqrt(int(size))) / (2 * a)
    r, s = pen.slip("sign of a root", (r, s), (-r, -s), (r, -s), weight=1)
    if pen.chance(0.4) and a == 1:
        pen.say(f"{factored(u, r, s)}=0")
    elif pen.chance(0.5):
        pen.show(f"{u}=({joined(number(-b))}±√{number(size)})/{2 * a}" if b else f"{u}=±√{number(size)}/{2 * a}")
    pen.line += [f"{u}={number(r)}", f"{u}={number(s)}"] if pen.chance(0.6) else [f"{u}_1={number(r)}", f"{u}_2={number(s)}"]
    pen.end_step()
    found: list[Fraction] = []
    for v in (r, s) if pen.chance(0.7) else (s, r):
        if form == "reciprocal":
            pen.show(f"1/{x}={number(v)}", 1.3)
            found.append(pen.slip("turned over", 1 / v, v, -1 / v, weight=1))
        elif form == "ratio":
            pen.show(f"{linear(1, h, x)}={times(v, x)}", 1.3)
            w = pen.slip("sign", v - 1, v + 1, weight=1)
            if w == 0:
                raise Unsuitable
            pen.show(f"{times(w, x)}={h}", 1.3)
            found.append(pen.calc(h / w, h * w, weight=0.6))
        elif v < 0:
            if pen.slip("no root of it", False, True, weight=1):
                found.append(abs(v) - h if form == "absolute" else v * v - h)
            continue
        elif form == "absolute":
            pen.show(f"{inner}={number(v)}")
            moved = pen.slip("sign", -h, h, weight=1)
            both = pen.slip("lost root", True, False, weight=1)
            if both:
                pen.show(f"{linear(1, h, x)}={number(v)};{linear(1, h, x)}={number(-v)}")
            else:
                pen.show(f"{linear(1, h, x)}={number(v)}")
            found += [v + moved, -v + moved] if both else [v + moved]
        else:
            pen.show(f"{linear(1, h, x)}={number(v)}^2" if pen.chance(0.5) else f"{inner}={number(v)}")
            e = pen.slip("root", v * v, 2 * v, v, weight=1)
            moved = pen.slip("sign", -h, h, weight=1)
            found.append(pen.calc(e + moved, weight=0.3))
    pen.end_step()
    for v in found:
        pen.line.append(f"{x}={number(v)}")
        if pen.chance(0.25):
            pen.end_step()
    pen.end_step()
    if not found:
        raise Unsuitable
    return Problem(text, Roots(x, tuple(number(v) for v in dict.fromkeys(gold))), ask=x)


def two_numbers(pen: Pen) -> Problem:
    """Two numbers by their sum and product, their difference, consecutive ones, sides of a rectangle: one letter, one quadratic."""
    x = pen.letter
    form = pen.pick("sum", "sum", "difference", "consecutive", "rectangle", "squares", "reciprocal")
    if form in ("sum", "rectangle"):
        u, v = (nonzero(pen, -9, 14), nonzero(pen, -9, 14)) if form == "sum" else (pen.int(1, 15), pen.int(1, 15))
        if u == v:
            raise Unsuitable
        s, p = u + v, u * v
        text = f"{s};{p}" if form == "sum" else f"{2 * s};{p}"
        if form == "rectangle":
            y = "y" if x != "y" else "b"
            half = pen.slip("not halved", s, 2 * s, weight=0.8)
            pen.show(f"2{x}+2{y}={2 * s}", 1.2)
            pen.show(f"{x}+{y}={half}", 1.2)
            pen.show(f"{y}={half}-{x}", 1.4)
            s = half
        elif pen.chance(0.3):
            y = "y" if x != "y" else "b"
            pen.say(f"{y}={s}-{x}")
        sign = pen.slip("sign", -1, 1, weight=0.8)
        pen.say(f"{x}*({s}{'-' if sign < 0 else '+'}{x})={p}")
        pen.show(f"{joined(times(s, x) if s else '', f'{x}^2' if sign > 0 else f'-{x}^2')}={p}", 1.2)
        b, c = (Fraction(-s), Fraction(p)) if sign < 0 else (Fraction(s), Fraction(-p))
        gold = (u, v)
        if pen.chance(0.3) and sign < 0:
            wrong = pen.slip("sign", c, -c, weight=0.8)
            pen.show(f"0={polynomial([(1, 2), (b, 1), (wrong, 0)], x)}", 1.5)
            c = wrong
    elif form in ("difference", "consecutive"):
        d = 1 if form == "consecutive" else pen.int(2, 9)
        u = nonzero(pen, -12, 15)
        p = u * (u + d)
        if p == 0:
            raise Unsuitable
        text = f"{d};{p}" if form == "difference" else str(p)
        pen.show(f"({x}+{d})*{x}={p}" if pen.chance(0.5) else f"{p}={x}*({x}+{d})", 1.5)
        e = pen.slip("only the first summand", d, 1, 0, weight=0.8) if d > 1 else 1
        pen.say(f"{polynomial([(1, 2), (e, 1)], x)}={p}")
        b, c = Fraction(e), Fraction(pen.slip("sign", -p, p, weight=0.8))
        gold = (u, -u - d)
    elif form == "squares":
        u = nonzero(pen, -9, 9)
        d = pen.int(1, 4)
        p = u * u + (u + d) ** 2
        text = f"{d};{p}"
        pen.say(f"{x}^2+({x}+{d})^2={p}")
        m = pen.slip("middle term", 2 * d, 0, d, weight=1.5)
        pen.say(f"{polynomial([(1, 2)], x)}+{polynomial([(1, 2), (m, 1), (d * d, 0)], x)}={p}")
        k = pen.calc(Fraction(d * d - p), Fraction(d * d + p), weight=0.6)
        pen.show(f"{polynomial([(2, 2), (m, 1), (k, 0)], x)}=0", 1.3)
        b, c = Fraction(m, 2), k / 2
        gold = (u, -u - d)
    else:
        u = nonzero(pen, -6, 6)
        if abs(u) == 1:
            raise Unsuitable
        p = u + Fraction(1, u)
        text = f"{x}+1/{x}={number(p)}"
        pen.restate(text)
        k = pen.slip("one side only", p, Fraction(p.numerator), weight=0.8)
        pen.say(f"{x}^2+1={times(k, x)}")
        b, c = -k, Fraction(pen.slip("sign", 1, -1, weight=0.8))
        gold = (u, Fraction(1, u))
    if b.denominator > 1 and form != "reciprocal" or c.denominator > 1:
        raise Unsuitable
    m = b.denominator
    if form != "reciprocal" or m == 1:
        pen.say(f"{polynomial([(1, 2), (b, 1), (c, 0)], x)}=0")
    else:
        pen.say(f"{polynomial([(m, 2), (b * m, 1), (c * m, 0)], x)}=0")
    size = (b * b - 4 * c) * m * m
    if size <= 0 or size.denominator > 1:
        raise Unsuitable
    if isqrt(int(size)) ** 2 != size:  # where a slip has led
        if pen.kind == "right":
            raise Unsuitable
        pen.say(f"{x}=({number(-b * m)}±√{number(size)})/{2 * m}" if b else f"{x}=±√{number(size)}/{2 * m}")
        pen.end_step()
        return Problem(text, roots_of(x, *gold), ask=x)
    root = isqrt(int(size))
    r, t = (-b + Fraction(root, m)) / 2, (-b - Fraction(root, m)) / 2
    how = pen.rng.random()
    if how < 0.35:
        pen.show(f"D={number(b * m)}^2-4*{m}*{factor(c * m)}={number(size)}" if b > 0 else f"D=({number(b * m)})^2-4*{m}*{factor(c * m)}={number(size)}", 1.2)
        pen.say(f"{x}=({number(-b * m)}±{root})/{2 * m}" if b else f"{x}=±{root}/{2 * m}")
    elif how < 0.75 and m == 1 and r.denominator == 1:
        r, t = pen.slip("sign of a root", (r, t), (-r, -t), (r, -t), weight=1)
        pen.say(f"{factored(x, r, t)}=0")
    name_roots(pen, x, r, t, forget=0.6)
    return Problem(text, roots_of(x, *gold), ask=x)


def three_unknowns(pen: Pen) -> Problem:
    """Three equations, one unknown after the other."""
    names = pen.pick(("x", "y", "z"), ("x", "y", "z"), ("a", "b", "c"), ("u", "v", "w"))
    gold = [Fraction(pen.int(-5, 8)) for _ in range(3)]
    write = lambda r: f"{joined(*[times(c, n) if c else '' for c, n in zip(r, names)])}={number(r[3])}"  # noqa: E731
    with_right = lambda r: [*map(Fraction, r), sum(Fraction(c) * g for c, g in zip(r, gold))]  # noqa: E731
    small = lambda: pen.pick(1, 1, 1, -1, 2, -2, 3)  # noqa: E731
    if pen.chance(0.45):  # a staircase
        rows = [with_right([small(), small(), small()]), with_right([0, small(), small()]), with_right([0, 0, pen.pick(1, 2, 3, -1, 4)])]
        text = ";".join(map(write, rows if pen.chance(0.6) else rows[::-1]))
        known: dict[int, Fraction] = {}
        for i in (2, 1, 0):
            row = rows[i]
            rest, shown = row[3], []
            for j in range(i + 1, 3):
                w = pen.slip("copied number", known[j], -known[j], *[v for k, v in known.items() if k != j], weight=0.4)
                term = pen.calc(row[j] * w, row[j] + w, weight=0.4)
                shown.append(f"{'' if row[j] == 1 else '-' if row[j] == -1 else f'{number(row[j])}*'}{factor(w)}")
                sign = pen.slip("sign", -1, 1, weight=0.6)
                rest += sign * term
            if shown:
                pen.show(f"{joined(times(row[i], names[i]), *shown)}={number(row[3])}", 1.2)
                rest = pen.calc(rest, weight=0.4)
                pen.show(f"{times(row[i], names[i])}={number(rest)}", 1.2) if row[i] != 1 else None
            v, _ = divide(pen, row[i], rest, names[i])
            if v.denominator > 6:
                raise Unsuitable
            pen.say(f"{names[i]}={number(v)}")
            known[i] = v
    else:
        rows = [with_right([small(), small(), small()]) for _ in range(3)]
        text = ";".join(map(write, rows))
        pen.restate(text, 0.1)

        def less(i: int, j: int, at: int) -> list[Fraction]:
            """Row j with a multiple of row i added so that unknown `at` falls out."""
            p, q = rows[i][at], rows[j][at]
            if p == 0:
                raise Unsuitable
            m, n = (Fraction(1), -q / p) if q % p == 0 else (p, -q)
            right = [m * b + n * a for a, b in zip(rows[i], rows[j])]
            wrong = pen.slip("sign", -1, *[k for k in range(4) if k != at and rows[i][k]], weight=1.2)
            return [m * b - n * a if k == wrong else v if k == at else pen.calc(v, weight=0.3) for k, (a, b, v) in enumerate(zip(rows[i], rows[j], right))]

        first = pen.pick(0, 1, 2)
        rows = [rows[first], *[r for k, r in enumerate(rows) if k != first]]
        at = pen.pick(0, 0, 1, 2)
        rows[1], rows[2] = less(0, 1, at), less(0, 2, at)
        if pen.chance(0.5):
            pen.line += [write(rows[1]), write(rows[2])]
            pen.end_step()
        else:
            pen.say(write(rows[1]))
            pen.say(write(rows[2]))
        b, c = [k for k in range(3) if k != at]
        if rows[1][b] == 0 or any(all(v == 0 for v in r[:3]) for r in rows):
            raise Unsuitable
        if rows[2][b] != 0:
            rows[2] = less(1, 2, b)
            pen.say(write(rows[2]))
        if rows[2][c] == 0 or rows[2][b] or rows[2][at]:
            raise Unsuitable
        w, _ = divide(pen, rows[2][c], rows[2][3], names[c])
        pen.say(f"{names[c]}={number(w)}")
        rest = pen.calc(rows[1][3] - rows[1][c] * w, rows[1][3] + rows[1][c] * w, weight=0.8)
        pen.show(f"{times(rows[1][b], names[b])}={number(rest)}", 0.8)
        v, _ = divide(pen, rows[1][b], rest, names[b])
        pen.say(f"{names[b]}={number(v)}")
        rest = pen.calc(rows[0][3] - rows[0][c] * w - rows[0][b] * v, rows[0][3] + rows[0][c] * w - rows[0][b] * v, weight=0.8)
        u, _ = divide(pen, rows[0][at], rest, names[at])
        if any(n.denominator > 9 for n in (u, v, w)):
            raise Unsuitable
        pen.say(f"{names[at]}={number(u)}")
    pen.end_step()
    return Problem(text, System(tuple((n, number(g)) for n, g in zip(names, gold))))


def distance_inequality(pen: Pen) -> Problem:
    """|ax + b| < c as two inequalities, then as one interval."""
    x = pen.letter
    a, b, c = pen.pick(1, 1, 2, 3, 5, -1, -2), pen.int(-12, 12), pen.int(1, 15)
    r = pen.pick("<", "≤")
    k = pen.pick(0, 0, nonzero(pen, -9, 9))
    m = pen.pick(1, 1, 1, 2, 3)
    if b == 0 and abs(a) == 1:
        raise Unsuitable
    inner = linear(a, b, x)
    text = f"{times(m, f'abs({inner})')}{signed(k) if k else ''}{r}{m * c + k}"
    pen.restate(text)
    e = Fraction(m * c + k)
    if k:
        e = pen.calc(e - k, e + k, weight=1)
        pen.say(f"{times(m, f'abs({inner})')}{r}{number(e)}")
    if m > 1:
        e = pen.slip("wrong inverse", e / m, e - m, weight=1)
        pen.say(f"abs({inner}){r}{number(e)}")
    if e <= 0:
        raise Unsuitable
    turned = pen.slip("relation not flipped", FLIPPED[r], r, weight=1.2)
    low = pen.slip("sign", -e, e, weight=0.5)
    pen.line += [f"{inner}{r}{number(e)}", f"{inner}{turned}{number(low)}"]
    pen.end_step()
    moved = pen.slip("sign", -b, b, weight=1)
    both = []
    for rel, w in ((r, e), (turned, low)):
        v = pen.calc(w + moved, w - moved, weight=0.4)
        both.append((rel, v))
    if a != 1:
        if b:
            pen.line += [f"{times(a, x)}{rel}{number(v)}" for rel, v in both]
            pen.end_step()
        turn = pen.slip("relation not flipped", a < 0, a > 0, weight=1.2) if a < 0 else False
        both = [(FLIPPED[rel] if turn else rel, pen.slip("wrong inverse", v / a, v - a, weight=0.3)) for rel, v in both]
    pen.line += [f"{x}{rel}{number(v)}" for rel, v in both]
    pen.end_step()
    (r1, v1), (r2, v2) = both
    small, large = min(v1, v2), max(v1, v2)
    if r1 == r2:
        raise Unsuitable
    pen.say(f"{number(small)}{r}{x}{r}{number(large)}")
    pen.end_step()
    u, v = sorted(((c - b) / Fraction(a), (-c - b) / Fraction(a)))
    return Problem(text, Between(x, number(u), number(v)), ask=x)


def inequality_cleared(pen: Pen) -> Problem:
    """Inequalities with a fraction: over one number, with the letter taken away, or both sides over numbers."""
    x = pen.letter
    r = pen.pick("<", ">", "≤", "≥")
    m, n = pen.int(2, 8), pen.int(2, 6)
    form = pen.pick("over", "taken", "both", "plus")
    s = Fraction(pen.int(-9, 9)) * (m if form in ("taken", "plus") else 1)
    if form == "over":
        a, b = nonzero(pen, -6, 6), nonzero(pen, -9, 9)
        c = Fraction(a * s + b, m)
        if c.denominator > 1:
            raise Unsuitable
        text = f"({linear(a, b, x)})/{m}{r}{number(c)}"
        pen.restate(text)
        e = pen.slip("wrong inverse", c * m, c / m, c + m, weight=1)
        pen.say(f"{linear(a, b, x)}{r}{number(e)}")
        v, rel = solve(pen, a, b, 0, e, x, r)
        gold = FLIPPED[r] if a < 0 else r
    elif form in ("taken", "plus"):
        b, k = nonzero(pen, -9, 12), pen.pick(1, 1, 2, 3)
        sign = -1 if form == "taken" else 1
        if k == m:
            raise Unsuitable
        c = b + sign * k * s / m
        term = f"{times(k, x)}/{m}"
        text = f"{b}-{term}{r}{number(c)}" if sign < 0 else f"{term}{signed(b)}{r}{number(c)}"
        if c.denominator > 1:
            raise Unsuitable
        pen.restate(text)
        e = pen.calc(c - b, c + b, weight=1)
        pen.say(f"{'-' if sign < 0 else ''}{term}{r}{number(e)}")
        f = pen.slip("wrong inverse", e * m, e / m, weight=1)
        if k > 1 or pen.chance(0.6):
            pen.say(f"{times(sign * k, x)}{r}{number(f)}")
        v, rel = divide(pen, sign * k, f, x, r)
        pen.say(f"{x}{rel}{number(v)}")
        gold = FLIPPED[r] if sign < 0 else r
    else:
        a, b, c = nonzero(pen, -5, 6), nonzero(pen, -9, 9), nonzero(pen, -5, 6)
        w = Fraction(a * s + b, m) * n - c * s
        if w.denominator > 1 or m == n or n * a == m * c or w == 0:
            raise Unsuitable
        text = f"({linear(a, b, x)})/{m}{r}({linear(c, w, x)})/{n}"
        pen.restate(text)
        p, q = pen.slip("not crosswise", (n, m), (m, n), weight=0.8)
        pen.show(f"{times(p, f'({linear(a, b, x)})')}{r}{times(q, f'({linear(c, w, x)})')}", 1.2)
        e, f = distribute(pen, p, a, b)
        g, h = distribute(pen, q, c, w)
        pen.say(f"{linear(e, f, x)}{r}{linear(g, h, x)}")
        v, rel = solve(pen, e, f, g, h, x, r)
        gold = FLIPPED[r] if n * a - m * c < 0 else r
    pen.end_step()
    return Problem(text, Inequality(x, gold, number(s)), ask=x)


def parameter(pen: Pen) -> Problem:
    """For which k a quadratic has one root, or a given one; the discriminant with a letter in it."""
    x, k = pen.pick("x", "x", "t"), pen.pick("k", "a", "m", "c", "p")
    form = pen.pick("middle", "last", "root", "first")
    if form == "middle":  # ax² + kx + c
        u, v = pen.int(1, 4), pen.int(1, 7)
        a, c = u * u, v * v
        text = f"{polynomial([(a, 2)], x)}+{k}{x}+{c}=0;D=0"
        f4 = pen.slip("factor forgotten", 4 * a * c, a * c, 2 * a * c, weight=1)
        pen.say(f"D={k}^2-4*{a}*{c}={k}^2-{f4}" if f4 == 4 * a * c else f"D={k}^2-{f4}")
        pen.show(f"{k}^2-{f4}=0", 1.3)
        pen.say(f"{k}^2={f4}")
        if isqrt(f4) ** 2 != f4:
            raise Unsuitable
        w = pen.calc(isqrt(f4), f4 // 2, weight=0.8)
        if pen.slip("lost root", False, True, weight=1):
            pen.say(f"{k}={number(w)}")
        elif pen.chance(0.5):
            pen.say(f"{k}=±{number(w)}")
        else:
            pen.line += [f"{k}={number(w)}", f"{k}={number(-w)}"]
        pen.end_step()
        return Problem(text, roots_of(k, 2 * u * v, -2 * u * v), ask=k)
    if form in ("last", "first"):  # ax² + bx + k or kx² + bx + c
        a, b = nonzero(pen, -4, 5), nonzero(pen, -12, 12)
        gold = Fraction(b * b, 4 * a)
        body = f"{polynomial([(a, 2), (b, 1)], x)}+{k}" if form == "last" else joined(f"{k}{x}^2", times(b, x), signed(a))
        text = f"{body}=0;D=0"
        square = pen.calc(b * b, -b * b if b < 0 else 2 * b, weight=0.6)
        f4 = pen.slip("factor forgotten", 4 * a, a, -4 * a, weight=1)
        b_put = f"({b})^2" if b < 0 else f"{b}^2"
        pen.say(f"D={b_put}-4{factor(a) if a < 0 else f'*{a}'}*{k}={joined(number(square), times(-f4, k))}" if pen.chance(0.7) else f"D={joined(number(square), times(-f4, k))}")
        pen.say(f"{joined(number(square), times(-f4, k))}=0")
        if pen.chance(0.6):
            pen.say(f"{number(square)}={times(f4, k)}")
            v, _ = divide(pen, f4, square, k)
        else:
            pen.say(f"{times(-f4, k)}={number(-square)}")
            v, _ = divide(pen, -f4, -square, k)
        pen.say(f"{k}={number(v)}")
        pen.end_step()
        return Problem(text, root_goal(k, gold), ask=k)
    u, a, c = nonzero(pen, -6, 7), nonzero(pen, -4, 4), nonzero(pen, -9, 12)
    gold = Fraction(-(a * u * u + c), u)
    if gold.denominator > 1 and pen.chance(0.7):
        raise Unsuitable
    text = f"{joined(polynomial([(a, 2)], x), f'{k}{x}', signed(c))}=0;{x}={u}"
    w = factor(u)
    pen.say(f"{'' if a == 1 else '-' if a == -1 else f'{a}*'}{w}^2+{k}*{w}{signed(c)}=0")
    square = pen.calc(a * u * u, -a * u * u, 2 * a * u, weight=1)
    pen.show(f"{joined(number(square), times(u, k), signed(c))}=0", 1.3)
    total = pen.calc(square + c, square - c, weight=0.6)
    pen.show(f"{linear(u, total, k)}=0")
    pen.say(f"{times(u, k)}={number(-total)}") if u != 1 else None
    v, _ = divide(pen, u, -total, k)
    pen.say(f"{k}={number(v)}")
    pen.end_step()
    return Problem(text, root_goal(k, gold), ask=k)


def put_into(pen: Pen) -> Problem:
    """A line put into a curve: y = mx + b and xy = p, x² + y² = r² or y = x² + …; the second letter at the end."""
    x, y = pen.pick(("x", "y"), ("x", "y"), ("a", "b"), ("u", "v"))
    m, u = pen.pick(1, 1, -1, 2, -2), nonzero(pen, -6, 6)
    form = pen.pick("product", "circle", "parabola", "parabola")
    v = nonzero(pen, -6, 6)
    if u == v:
        raise Unsuitable
    if form == "product":  # x(mx + b) = p with the roots u, v
        b = -m * (u + v)
        p = -m * u * v
        curve = f"{x}{y}={p}"
        first = f"{x}*({linear(m, b, x)})={p}"
        coefficients = (m, b, -p)
        second = f"{polynomial([(m, 2), (b, 1)], x)}={p}"
    elif form == "parabola":
        b, a = pen.int(-6, 9), pen.pick(1, 1, -1, 2)
        # ax² + dx + e = mx + b with the roots u, v
        d, e = m - a * (u + v), b + a * u * v
        curve = f"{y}={polynomial([(a, 2), (d, 1), (e, 0)], x)}"
        first = f"{polynomial([(a, 2), (d, 1), (e, 0)], x)}={linear(m, b, x)}"
        coefficients = (a, d - m, e - b)
        second = ""
    else:
        m = pen.pick(1, -1)
        b = -m * (u + v)
        # 2x² + 2mbx + b² = r: x² - (u + v)x + (b² - r)/2 with the product uv
        r = b * b - 2 * u * v
        if r <= 0 or b == 0:
            raise Unsuitable
        curve = f"{x}^2+{y}^2={r}"
        first = f"{x}^2+({linear(m, b, x)})^2={r}"
        mid = pen.slip("middle term", 2 * m * b, 0, m * b, weight=1)
        second = f"{x}^2+{polynomial([(1, 2), (mid, 1), (b * b, 0)], x)}={r}"
        coefficients = (2, mid, b * b - r)
    if b == 0 and form == "product":
        raise Unsuitable
    line = f"{y}={linear(m, b, x)}"
    text = f"{line};{curve}" if pen.chance(0.5) else f"{curve};{line}"
    pen.restate(text, 0.15)
    pen.say(first)
    pen.show(second, 1.2) if second else None
    a, c, d = (pen.calc(v, -v, weight=0.3) if i else Fraction(v) for i, v in enumerate(coefficients))
    pen.say(f"{polynomial([(a, 2), (c, 1), (d, 0)], x)}=0")
    if a != 1:
        c, d = pen.slip("one term only", (c / a, d / a), (c / a, d), (c, d / a), weight=0.6)
        if c.denominator > 1 or d.denominator > 1:
            raise Unsuitable
        pen.show(f"{polynomial([(1, 2), (c, 1), (d, 0)], x)}=0", 1.3)
    size = c * c - 4 * d
    if size <= 0 or isqrt(int(size)) ** 2 != size or (c + isqrt(int(size))) % 2:
        raise Unsuitable
    r, t = (-c + isqrt(int(size))) / 2, (-c - isqrt(int(size))) / 2
    r, t = pen.slip("sign of a root", (r, t), (-r, -t), (r, -t), weight=1)
    pen.show(f"{factored(x, r, t)}=0", 1.2)
    pen.line += [f"{x}={number(r)}", f"{x}={number(t)}"] if pen.chance(0.5) else [f"{x}_1={number(r)}", f"{x}_2={number(t)}"]
    pen.end_step()
    named = "_1" in pen.steps[-1]
    if pen.chance(0.6):
        for i, w in enumerate((r, t)):
            f = pen.calc(m * w + b, weight=0.0)
            pen.line.append(f"{y}{f'_{i + 1}' if named else ''}={number(f)}")
        pen.end_step()
    return Problem(text, roots_of(x, u, v), ask=x)


def root_both_sides(pen: Pen) -> Problem:
    """√(ax + b) = x + c or √(ax + b) = √(cx + d): squared, solved, put back."""
    x = pen.letter
    if pen.chance(0.4):
        a, c, s = pen.int(1, 9), pen.int(1, 9), pen.int(-5, 12)
        b = pen.int(-9, 30)
        d = a * s + b - c * s
        if a == c or a * s + b < 0 or (b == 0 and a == 1):
            raise Unsuitable
        text = f"√({linear(a, b, x)})=√({linear(c, d, x)})"
        pen.restate(text)
        pen.say(f"{linear(a, b, x)}={linear(c, d, x)}")
        solve(pen, a, b, c, d, x)
        pen.end_step()
        return Problem(text, root_goal(x, s), ask=x)
    s, c = pen.int(-6, 9), nonzero(pen, -6, 6)
    other = pen.int(-9, 9)
    if s + c < 0 or other == s:
        raise Unsuitable
    # (x + c)² = ax + b with the roots s and other
    a, b = s + other + 2 * c, c * c - s * other
    if a == 0 or abs(a) > 15 or (a == 1 and b == 0):
        raise Unsuitable
    text = f"√({linear(a, b, x)})={linear(1, c, x)}"
    pen.restate(text)
    pen.show(f"{linear(a, b, x)}=({linear(1, c, x)})^2", 1.3)
    m = pen.slip("middle term", 2 * c, 0, c, weight=1.2)
    pen.say(f"{linear(a, b, x)}={polynomial([(1, 2), (m, 1), (c * c, 0)], x)}")
    p, q = pen.calc(m - a, m + a, weight=0.8), pen.calc(c * c - b, c * c + b, weight=0.8)
    pen.say(f"{polynomial([(1, 2), (p, 1), (q, 0)], x)}=0" if pen.chance(0.6) else f"0={polynomial([(1, 2), (p, 1), (q, 0)], x)}")
    size = p * p - 4 * q
    if size < 0 or isqrt(int(size)) ** 2 != size or (p + isqrt(int(size))) % 2:
        raise Unsuitable
    r, t = (-p + isqrt(int(size))) / 2, (-p - isqrt(int(size))) / 2
    pen.show(f"{factored(x, r, t)}=0", 1.2)
    fits = [v for v in dict.fromkeys((r, t)) if v + c >= 0]
    gold = [v for v in (s, other) if v + c >= 0]
    kept = pen.slip("not checked", fits, [r, t], [v for v in (r, t) if v not in fits], weight=1.5) if len(fits) == 1 else fits
    if not kept:
        raise Unsuitable
    if pen.chance(0.5) and len(fits) == 1 and kept == fits and r != t:
        out = t if fits == [r] else r
        pen.show(f"{number(out + c)}<0", 1.3)
    pen.line += [f"{x}={number(v)}" for v in kept]
    pen.end_step()
    return Problem(text, roots_of(x, *gold), ask=x)
