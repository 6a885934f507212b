"""Points, lines and vectors: slopes, parallels, perpendiculars, intersections, distances, midpoints, products, determinants."""

from fractions import Fraction
from math import isqrt

from goals import Expression, Roots, System, Value
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, signed, square_free, times

from .equations import divide, nonzero, root_goal, solve


def point(u, v, name: str = "") -> str:
    return f"{name}({number(u)},{number(v)})" if not name else f"{name}=({number(u)},{number(v)})"


def minus(a, b) -> str:
    return f"{number(a)}-{factor(b)}"


def another_line(pen: Pen) -> Problem:
    """The parallel or perpendicular to a line through a point; the given line as y = … or ax + by = c."""
    m, u, v = Fraction(nonzero(pen, -5, 5), pen.pick(1, 1, 2, 3)), pen.int(-6, 6), pen.int(-8, 8)
    b = pen.int(-9, 9)
    across = pen.chance(0.55)
    gold_m = -1 / m if across else m
    gold_b = v - gold_m * u
    if gold_b.denominator > 3:
        raise Unsuitable
    general = pen.chance(0.4)
    x, y = "x", "y"
    if general:
        k = m.denominator * pen.pick(1, 1, 2)
        p, q, c = m * k, -k, -k * b
        if p < 0:
            p, q, c = -p, -q, -c
        text = f"{joined(times(p, x), times(q, y))}={number(c)}"
        moved = pen.slip("sign", -p, p, weight=1)
        pen.say(f"{times(q, y)}={linear(moved, c, x)}")
        low, high = pen.slip("wrong inverse", Fraction(moved) / q, Fraction(moved) * q, weight=0.6), Fraction(c) / q
        if abs(low.numerator) > 30:
            raise Unsuitable
        pen.say(f"{y}={linear(low, high, x)}")
        known = low
    else:
        text = f"y={linear(m, b, x)}"
        known = m
    if pen.chance(0.6):
        pen.say(f"m={number(known)}" if not across else f"m_1={number(known)}")
    if across:
        turned = pen.slip("slope of the perpendicular", -1 / known, 1 / known, -known, known, weight=1.5)
        pen.say(f"m_2=-1/{factor(known)}={number(turned)}" if turned == -1 / known and pen.chance(0.5) and known.denominator == 1 else f"m_2={number(turned)}")
    else:
        turned = pen.slip("slope of the perpendicular", known, -1 / known, -known, weight=1)
        pen.say(f"m_2={number(turned)}" if pen.chance(0.6) else f"{y}={times(turned, x)}+b")
    lead = f"{number(turned)}*" if turned.denominator == 1 and abs(turned) != 1 else "" if turned == 1 else "-" if turned == -1 else f"{factor(turned) if turned > 0 else f'({number(turned)})'}*"
    if pen.chance(0.55):
        pen.show(f"{v}={lead}{factor(u) if lead else u}+b", 1.4)
        ku = pen.calc(turned * u, turned + u, weight=0.6)
        pen.show(f"{v}={number(ku)}+b", 1.2)
        c = pen.calc(v - ku, v + ku, weight=1)
        pen.say(f"b={number(c)}")
    else:
        inner = f"({linear(1, pen.slip('sign', -u, u, weight=1), x)})" if u else x
        shift = 0 if not u else Fraction(-u) if inner == f"({linear(1, -u, x)})" else Fraction(u)
        pen.say(f"{y}{signed(-v) if v else ''}={times(turned, inner)}")
        e = pen.calc(turned * shift, shift, weight=0.8) if shift else Fraction(0)
        if shift and v:
            pen.show(f"{y}{signed(-v)}={linear(turned, e, x)}", 1.3)
        c = pen.calc(e + v, e - v, weight=0.8) if v else e
    pen.say(f"{y}={linear(turned, c, x)}")
    pen.end_step()
    mark = "m_1m_2=-1" if across else "m_1=m_2"
    return Problem(f"{text};{point(u, v)};{mark}" if pen.chance(0.8) else f"{text};{mark};{point(u, v)}", Expression(linear(gold_m, gold_b, x)))


def crossing(pen: Pen) -> Problem:
    """Where two lines meet, or a line and an axis: set equal, solved, put in."""
    x, y = "x", "y"
    form = pen.pick("lines", "lines", "axes", "on it")
    m, b = Fraction(nonzero(pen, -5, 6), pen.pick(1, 1, 1, 2)), Fraction(pen.int(-9, 9))
    if form == "axes":
        if b == 0:
            raise Unsuitable
        text = f"{pen.pick('y', 'f(x)')}={linear(m, b, x)}"
        pen.say(f"{linear(m, b, x)}=0" if pen.chance(0.6) else f"0={linear(m, b, x)}")
        moved = pen.slip("sign", -b, b, weight=1)
        pen.show(f"{times(m, x)}={number(moved)}", 1.3)
        v, _ = divide(pen, m, moved, x)
        pen.say(f"{x}={number(v)}")
        w = pen.slip("copied number", b, m, -b, weight=0.8)
        pen.say(f"y={number(w)}" if pen.chance(0.5) or not m.denominator == 1 else f"y={'' if m == 1 else '-' if m == -1 else f'{number(m)}*'}0{signed(w)}={number(w)}")
        pen.end_step()
        return Problem(f"{text};y=0;x=0", System(((x, number(-b / m)), (y, number(b)))))
    if form == "on it":
        u = pen.int(-6, 8)
        if b == 0:
            raise Unsuitable
        v = m * u + b
        k = pen.pick("u", "t", "a", "k")
        text = f"y={linear(m, b, x)};({k},{number(v)})"
        pen.say(f"{number(v)}={linear(m, b, k)}")
        solve(pen, m, b, 0, v, k)
        pen.end_step()
        return Problem(text, root_goal(k, u), ask=k)
    n, u = Fraction(nonzero(pen, -5, 6), pen.pick(1, 1, 1, 2)), Fraction(pen.int(-7, 8))
    if m == n:
        raise Unsuitable
    v = m * u + b
    c = v - n * u
    if v.denominator > 1 or c.denominator > 1:
        raise Unsuitable
    heads = ("f(x)", "g(x)") if pen.chance(0.5) else ("y", "y")
    text = f"{heads[0]}={linear(m, b, x)};{heads[1]}={linear(n, c, x)}"
    pen.restate(text, 0.1)
    if heads[0] == "f(x)" and pen.chance(0.4):
        pen.say("f(x)=g(x)")
    pen.say(f"{linear(m, b, x)}={linear(n, c, x)}")
    w, _ = solve(pen, m, b, n, c, x)
    first = pen.chance(0.5)
    k, d = (m, b) if first else (n, c)
    z = pen.calc(k * w + d, k * w - d, weight=1)
    if z.denominator > 6:
        raise Unsuitable
    shown = f"{'' if k == 1 else '-' if k == -1 else f'{number(k)}*' if k.denominator == 1 else f'({number(k)})*'}{factor(w) if k != 1 else number(w)}{signed(d) if d else ''}"
    pen.say(f"y={shown}={number(z)}" if pen.chance(0.6) and shown != number(z) else f"y={number(z)}")
    pen.end_step()
    return Problem(text, System(((x, number(u)), (y, number(v)))))


def between_points(pen: Pen) -> Problem:
    """Distance, midpoint or slope of two points; the length of a vector."""
    a, b = pen.int(-9, 9), pen.int(-9, 9)
    form = pen.pick("distance", "distance", "midpoint", "slope", "other end")
    p, q = pen.pick((3, 4), (6, 8), (5, 12), (8, 15), (4, 3), (1, 2), (2, 2), (2, 3), (1, 1), (4, 6), (2, 4)) if form == "distance" else (pen.int(1, 12), pen.int(0, 12))
    p, q = p * pen.pick(1, -1), q * pen.pick(1, -1)
    c, d = a + p, b + q
    names = pen.chance(0.6)
    text = f"A={point(a, b)};B={point(c, d)}" if names else f"{point(a, b)};{point(c, d)}"
    if form == "distance":
        e = pen.slip("sign", p, c + a, weight=1) if a else p
        f = pen.slip("sign", q, d + b, weight=1) if b else q
        e, f = pen.calc(e, weight=0.3), pen.calc(f, weight=0.3)
        name = pen.pick("d", "d", "AB", "s", "")
        parts = [f"√(({minus(c, a)})^2+({minus(d, b)})^2)", f"√({factor(e)}^2+{factor(f)}^2)"]
        g, h = pen.calc(e * e, -e * e if e < 0 else 2 * e, weight=0.6), pen.calc(f * f, -f * f if f < 0 else 2 * f, weight=0.6)
        if g < 0 or h < 0:
            raise Unsuitable
        parts.append(f"√({number(g)}+{number(h)})")
        total = pen.calc(g + h, abs(g - h), weight=0.6)
        if total <= 0 or total.denominator > 1:
            raise Unsuitable
        parts.append(f"√{number(total)}")
        kind = pen.slip("root", "right", "root of each", "halved", weight=1)
        s, r = square_free(int(total))
        last = number(s) if r == 1 else f"{s}√{r}" if s > 1 else f"√{r}"
        if kind == "root of each":
            if isqrt(int(g)) ** 2 != g or isqrt(int(h)) ** 2 != h:
                raise Unsuitable
            last = number(isqrt(int(g)) + isqrt(int(h)))
        elif kind == "halved":
            last = number(total / 2)
        parts.append(last)
        pen.chain(parts, name)
        pen.answer(last)
        return Problem(f"{text};{name}" if name in ("d", "AB") else text, Value(f"√{p * p + q * q}"))
    if form == "midpoint":
        x, y = pen.pick(("x", "y"), ("x", "y"), ("u", "v"), ("p", "q"))
        found = []
        sign = pen.slip("sign", "+", "-", weight=1)
        for n, s, t in ((x, a, c), (y, b, d)):
            total = s + t if sign == "+" else t - s
            half = pen.slip("not halved", Fraction(total, 2), Fraction(total), weight=0.6)
            v = pen.calc(half, weight=0.4)
            first, second = (s, t) if sign == "+" else (t, s)
            pen.say(f"{n}=({number(first)}{sign}{factor(second)})/2={number(v)}" if pen.chance(0.7) else f"{n}={number(v)}")
            found.append(v)
        if pen.chance(0.3):
            pen.show(f"M=({number(found[0])},{number(found[1])})")
        pen.end_step()
        return Problem(f"{text};M=({x},{y})", System(((x, number(Fraction(a + c, 2))), (y, number(Fraction(b + d, 2))))))
    if form == "other end":
        x, y = "x", "y"
        m, n = Fraction(a + c, 2), Fraction(b + d, 2)
        if m.denominator > 1 or n.denominator > 1:
            raise Unsuitable
        for letter, s, mid in ((x, a, m), (y, b, n)):
            pen.say(f"({number(s)}+{letter})/2={number(mid)}")
            e = pen.slip("wrong inverse", 2 * mid, mid / 2 if mid.numerator % 2 == 0 else mid, weight=0.7)
            pen.show(f"{number(s)}+{letter}={number(e)}", 1.4)
            pen.say(f"{letter}={number(pen.calc(e - s, e + s, weight=0.8))}")
        pen.end_step()
        return Problem(f"{point(a, b)};M={point(m, n)};({x},{y})", System(((x, number(c)), (y, number(d)))))
    e, f = pen.slip("sign", (d - b, c - a), (d + b, c + a), (d - b, a - c), (c - a, d - b), weight=1.5)
    if f == 0:
        raise Unsuitable
    top = f"({minus(d, b)})/({minus(c, a)})"
    parts = [top] if (e, f) == (d - b, c - a) else []
    parts += [f"{f'({e})' if e < 0 else e}/{factor(f)}", number(pen.calc(Fraction(e, f), weight=0.5))]
    pen.chain(parts, "m")
    pen.answer(parts[-1])
    return Problem(f"{text};m", Value(number(Fraction(d - b, c - a))))


def vectors(pen: Pen) -> Problem:
    """Sums, multiples and products of vectors by their parts; lengths; the letter that makes two perpendicular."""
    size = pen.pick(2, 2, 3)
    a, b = [pen.int(-6, 7) for _ in range(size)], [pen.int(-6, 7) for _ in range(size)]
    write = lambda v: f"({','.join(number(n) for n in v)})"  # noqa: E731
    form = pen.pick("product", "product", "perpendicular", "length", "combination")
    text = f"a={write(a)};b={write(b)}"
    if form == "product":
        products = [pen.calc(p * q, -p * q if p * q else 1, p + q, weight=0.6) for p, q in zip(a, b)]
        parts = ["+".join(f"{number(p) if i == 0 else factor(p)}*{factor(q)}" for i, (p, q) in enumerate(zip(a, b)))]
        parts.append(joined(*[number(p) for p in products]) if any(products) else "0")
        total = pen.calc(sum(products), sum(abs(p) for p in products), weight=0.8)
        if parts[-1] == number(total) or not all(products):
            parts = parts[:1]
        parts.append(number(total))
        pen.chain(parts, pen.pick("ab", "a*b", "").replace("a*b", "ab"))
        pen.answer(number(total))
        return Problem(f"{text};ab", Value(number(sum(p * q for p, q in zip(a, b)))))
    if form == "perpendicular":
        k, at = pen.pick("k", "t", "m", "x"), pen.rng.randrange(size)
        rest = sum(p * q for i, (p, q) in enumerate(zip(a, b)) if i != at)
        if a[at] == 0:
            raise Unsuitable
        shown = [number(v) for v in b]
        shown[at] = k
        text = f"a={write(a)};b=({','.join(shown)});ab=0"
        pen.say("+".join(f"{number(p) if i == 0 else factor(p)}*{factor(int(s)) if s != k else s}" for i, (p, s) in enumerate(zip(a, shown))) + "=0")
        terms = [pen.calc(p * q, -p * q if p * q else 1, weight=0.5) for i, (p, q) in enumerate(zip(a, b)) if i != at]
        total = sum(terms)
        if size == 3:
            total = pen.calc(total, weight=0.4)
        pen.say(f"{linear(a[at], total, k)}=0")
        if total:
            solve(pen, a[at], total, 0, 0, k)
        else:
            pen.say(f"{k}=0") if abs(a[at]) != 1 or total else None
        pen.end_step()
        if not pen.steps[-1].split(";")[-1].startswith(f"{k}="):
            raise Unsuitable
        return Problem(text, root_goal(k, Fraction(-rest, a[at])), ask=k)
    if form == "length":
        a = list(pen.pick((3, 4), (1, 2, 2), (2, 3, 6), (1, 4, 8), (2, 6, 9), (6, 8), (1, 1), (2, 3), (1, 2, 3), (4, 4, 7))) if pen.chance(0.7) else a
        a = [n * pen.pick(1, -1) for n in a]
        squares = [pen.calc(n * n, -n * n if n < 0 else 2 * n, weight=0.6) for n in a]
        total = pen.calc(sum(squares), weight=0.6)
        if any(s < 0 for s in squares) or total <= 0:
            raise Unsuitable
        s, r = square_free(int(total))
        last = pen.slip("root", number(s) if r == 1 else f"{s}√{r}" if s > 1 else f"√{r}", number(total / 2), number(sum(map(abs, a))), weight=0.8)
        parts = [f"√({'+'.join(f'{factor(n)}^2' for n in a)})", f"√({'+'.join(number(q) for q in squares)})", f"√{number(total)}", last]
        pen.chain(parts, "abs(a)" if pen.chance(0.6) else "")
        pen.answer(last)
        return Problem(f"a={write(a)};abs(a)", Value(f"√{sum(n * n for n in a)}"))
    p, q = pen.pick(1, 2, 3, -1, -2), pen.pick(1, -1, 2, -3, 4)
    names = ["x", "y", "z"][:size]
    wrong = pen.slip("sign", -1, *range(size), weight=1)
    for i, n in enumerate(names):
        v = pen.calc(p * a[i] - q * b[i] if i == wrong else p * a[i] + q * b[i], weight=0.6)
        lead = lambda k, w: f"{'' if k == 1 else '-' if k == -1 else f'{k}*'}{factor(w) if k != 1 else number(w)}"  # noqa: E731
        second = f"{'-' if q < 0 else '+'}{'' if abs(q) == 1 else f'{abs(q)}*'}{factor(b[i])}"
        pen.say(f"{n}={lead(p, a[i])}{second}={number(v)}" if pen.chance(0.7) else f"{n}={number(v)}")
    pen.end_step()
    head = f"{joined(times(p, 'a'), times(q, 'b'))}=({','.join(names)})"
    return Problem(f"{text};{head}", System(tuple((n, number(p * u + q * v)) for n, u, v in zip(names, a, b))))


def determinants(pen: Pen) -> Problem:
    """A system of two equations by determinants, or a determinant with a letter."""
    x, y = pen.pick(("x", "y"), ("x", "y"), ("a", "b"), ("u", "v"))
    if pen.chance(0.3):
        k = pen.pick("k", "t", "m")
        p, q, r = nonzero(pen, -6, 7), nonzero(pen, -6, 7), nonzero(pen, -6, 7)
        gold = Fraction(q * r, p)
        w = pen.pick(0, 0, nonzero(pen, -9, 9))
        gold = Fraction(q * r + w, p)
        text = f"{times(p, k)}-{factor(q)}*{factor(r)}={w}"
        pen.restate(text, 0.7)
        product = pen.calc(q * r, -q * r, q + r, weight=1)
        pen.say(f"{linear(p, -product, k)}={w}")
        solve(pen, p, -product, 0, w, k) if product else None
        pen.end_step()
        if not product:
            raise Unsuitable
        return Problem(text, root_goal(k, gold), ask=k)
    a, b, c, d = (nonzero(pen, -6, 7) for _ in range(4))
    sx, sy = pen.int(-7, 8), pen.int(-7, 8)
    if a * d == b * c:
        raise Unsuitable
    e, f = a * sx + b * sy, c * sx + d * sy
    text = f"{joined(times(a, x), times(b, y))}={e};{joined(times(c, x), times(d, y))}={f}"
    pen.restate(text, 0.1)
    found = []
    for name, (p, q, r, s) in (("D", (a, d, b, c)), (f"D_{x}", (e, d, b, f)), (f"D_{y}", (a, f, e, c))):
        p, q, r, s = pen.slip("wrong places", (p, q, r, s), (p, r, q, s), (p, s, r, q), weight=0.5)
        v = pen.calc(p * q - r * s, p * q + r * s, weight=0.8)
        pen.say(f"{name}={number(p)}*{factor(q)}-{factor(r)}*{factor(s)}={number(v)}" if pen.chance(0.75) else f"{name}={number(v)}")
        found.append(v)
    D, Dx, Dy = found
    if D == 0:
        raise Unsuitable
    for n, top in ((x, Dx), (y, Dy)):
        u, w = pen.slip("turned over", (top, D), (D, top), weight=0.3) if top else (top, D)
        v = pen.calc(u / w, weight=0.5)
        over = f"({number(u)})/{factor(w)}" if u < 0 else f"{number(u)}/{factor(w)}"
        pen.say(f"{n}={over}={number(v)}" if pen.chance(0.7) and over != number(v) else f"{n}={number(v)}")
    pen.end_step()
    return Problem(text, System(((x, number(sx)), (y, number(sy)))))


def right_angles(pen: Pen) -> Problem:
    """Pythagoras with a letter: a leg, a diagonal, a height; two triangles one after the other."""
    p, q, r = pen.pick((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29), (6, 8, 10), (9, 12, 15), (9, 40, 41))
    k = pen.pick(1, 1, 1, 2, 3)
    p, q, r = (p * k, q * k, r * k) if pen.chance(0.7) else (q * k, p * k, r * k)
    form = pen.pick("leg", "longer by", "two", "height", "box")
    x = pen.letter
    if form == "leg":
        text = f"{x}^2+{p}^2={r}^2"
        pen.restate(text, 0.6)
        a, c = pen.calc(p * p, 2 * p, weight=0.6), pen.calc(r * r, 2 * r, weight=0.6)
        if pen.chance(0.5):
            pen.say(f"{x}^2+{number(a)}={number(c)}")
        s = pen.slip("sign", c - a, c + a, weight=1)
        pen.say(f"{x}^2={number(c)}{'-' if s == c - a else '+'}{number(a)}={number(s)}" if pen.chance(0.6) else f"{x}^2={number(s)}")
        if s <= 0:
            raise Unsuitable
        root, rest = square_free(int(s))
        last = pen.slip("root", number(root) if rest == 1 else f"{root}√{rest}" if root > 1 else f"√{rest}", number(s / 2), weight=0.8)
        pen.show(f"{x}=√{number(s)}", 1)
        pen.say(f"{x}={last}")
        pen.end_step()
        return Problem(text, Roots(x, (str(q),)), ask=x)
    if form == "longer by":
        # x² + p² = (x + d)²
        d = r - q
        text = f"{x}^2+{p}^2=({x}+{d})^2"
        pen.restate(text, 0.6)
        m = pen.slip("middle term", 2 * d, d, 0, weight=1.2)
        pen.say(f"{x}^2+{p * p}={x}^2{f'+{m}{x}' if m else ''}+{d * d}")
        if m == 0:
            raise Unsuitable
        pen.show(f"{p * p}={m}{x}+{d * d}", 1.3)
        e = pen.calc(p * p - d * d, p * p + d * d, weight=0.8)
        pen.say(f"{m}{x}={number(e)}")
        divide_by, _ = divide(pen, m, e, x)
        pen.say(f"{x}={number(divide_by)}")
        pen.end_step()
        return Problem(text, root_goal(x, q), ask=x)
    if form == "two":
        # the first triangle's longest side is a leg of the second
        r, t = pen.pick((5, 12), (10, 24), (15, 8), (15, 20), (25, 60), (13, 84), (17, 144))
        p, q = {5: (3, 4), 10: (6, 8), 15: (9, 12), 25: (7, 24), 13: (5, 12), 17: (8, 15)}[r]
        names = pen.pick(("d", "e"), ("c", "f"), ("u", "v"))
        text = f"{p};{q};{t}"
        first = pen.calc(p * p + q * q, (p + q) ** 2, weight=1)
        pen.say(f"{names[0]}^2={p}^2+{q}^2={number(first)}")
        if pen.chance(0.5):
            if first <= 0 or isqrt(int(first)) ** 2 != first:
                raise Unsuitable
            pen.say(f"{names[0]}={isqrt(int(first))}")
            pen.show(f"{names[1]}^2={isqrt(int(first))}^2+{t}^2", 1.2)
        second = pen.calc(first + t * t, first + t, weight=1)
        pen.say(f"{names[1]}^2={number(first)}+{t * t}={number(second)}")
        if second <= 0:
            raise Unsuitable
        root, rest = square_free(int(second))
        last = number(root) if rest == 1 else f"{root}√{rest}" if root > 1 else f"√{rest}"
        pen.say(f"{names[1]}={last}" if pen.chance(0.5) else f"{names[1]}=√{number(second)}={last}" if rest == 1 or root > 1 else f"{names[1]}={last}")
        pen.answer(last)
        return Problem(text, Value(f"√{p * p + q * q + t * t}"))
    if form == "height":
        # an isosceles triangle: half the base, the height, the area
        base, side = 2 * p, r
        text = f"{base};{side}"
        half = pen.slip("not halved", p, base, weight=1)
        pen.show(f"{base}/2={half}", 1.2) if half == p else None
        square = pen.calc(side * side - half * half, side * side + half * half, weight=1)
        pen.say(f"h^2={side}^2-{half}^2={number(square)}")
        if square <= 0 or isqrt(int(square)) ** 2 != square:
            raise Unsuitable
        h = isqrt(int(square))
        pen.say(f"h={h}")
        area = pen.slip("not halved", Fraction(base * h, 2), Fraction(base * h), weight=0.8)
        area = pen.calc(area, weight=0.5)
        pen.say(f"A={base}*{h}/2={number(area)}" if area != base * h else f"A={base}*{h}={number(area)}")
        pen.answer(number(area))
        return Problem(text, Value(str(p * q)))
    a, b, c, d = pen.pick((1, 2, 2, 3), (2, 3, 6, 7), (1, 4, 8, 9), (2, 6, 9, 11), (4, 4, 7, 9), (6, 6, 7, 11), (3, 4, 12, 13), (2, 5, 14, 15))
    text = f"{a};{b};{c}"
    squares = [pen.calc(n * n, 2 * n, weight=0.5) for n in (a, b, c)]
    total = pen.calc(sum(squares), (a + b + c), weight=0.8)
    if total <= 0:
        raise Unsuitable
    root, rest = square_free(int(total))
    last = pen.slip("root", number(root) if rest == 1 else f"{root}√{rest}" if root > 1 else f"√{rest}", number(total / 2), weight=0.7)
    name = pen.pick("d", "d", "e", "")
    pen.chain([f"√({a}^2+{b}^2+{c}^2)", f"√({'+'.join(number(s) for s in squares)})", f"√{number(total)}", last], name)
    pen.answer(last)
    return Problem(text, Value(str(d)))
