"""Quadratic equations: factored, by formula, completed to a square, pure, without constant, Vieta, shifted, biquadratic."""

from fractions import Fraction
from math import isqrt

from goals import Roots
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, polynomial, signed, square_free, times

from .equations import divide, nonzero


def roots_of(x: str, *gold) -> Roots:
    return Roots(x, tuple(dict.fromkeys(str(g) if isinstance(g, str) else number(g) for g in gold)))


def name_roots(pen: Pen, x: str, u, v, *, forget: float = 0.8) -> None:
    """Both roots, in one of the ways they are named; one may get lost."""
    lost = pen.slip("lost root", False, True, weight=forget) if u != v else False
    if u == v:
        pen.say(f"{x}={number(u)}")
    elif lost:
        pen.say(f"{x}={number(pen.mischief.choice([u, v, max(u, v)]))}")
    else:
        low, high = (u, v) if pen.chance(0.5) else (v, u)
        if u == -v and pen.chance(0.25):
            pen.say(f"{x}=±{factor(abs(u))}")
        elif pen.chance(0.3):
            pen.say(f"{x}_1={number(low)}")
            pen.say(f"{x}_2={number(high)}")
        else:
            pen.line.append(f"{x}={number(low)}")
            if pen.chance(0.3):
                pen.end_step()
            pen.line.append(f"{x}={number(high)}")
    pen.end_step()


def standard(pen: Pen, a, b, c, x: str) -> str:
    """The equation as given: mostly = 0, sometimes with terms on the right."""
    if pen.chance(0.2) and c:
        return f"{polynomial([(a, 2), (b, 1)], x)}={number(-c)}"
    if pen.chance(0.12) and b:
        return f"{polynomial([(a, 2)], x)}={polynomial([(-b, 1), (-c, 0)], x)}"
    return f"{polynomial([(a, 2), (b, 1), (c, 0)], x)}=0"


def arrange(pen: Pen, text: str, a, b, c, x: str):
    """Everything on one side, if it isn't; returns the coefficients as they were carried over."""
    if text.endswith("=0"):
        return Fraction(a), Fraction(b), Fraction(c)
    wrong = pen.oops("sign", 1.0)
    if wrong:
        if f"={number(-c)}" == text[text.index("=") :]:
            c = -c
        else:
            b, c = (-b, c) if pen.mischief.random() < 0.5 or not c else (b, -c)
    pen.say(f"{polynomial([(a, 2), (b, 1), (c, 0)], x)}=0")
    return Fraction(a), Fraction(b), Fraction(c)


def bracket(x: str, root, a=1) -> str:
    return f"({linear(a, -Fraction(root) * a, x)})"


def by_factoring(pen: Pen) -> Problem:
    x = pen.letter
    r1, r2 = nonzero(pen, -9, 9), nonzero(pen, -9, 9)
    a = pen.pick(1, 1, 1, 1, 2, 3)
    text = standard(pen, a, -a * (r1 + r2), a * r1 * r2, x)
    pen.restate(text)
    a2, b, c = arrange(pen, text, a, -a * (r1 + r2), a * r1 * r2, x)
    b, c = b / a2, c / a2
    if a != 1:
        pen.say(f"{polynomial([(1, 2), (b, 1), (c, 0)], x)}=0")
    d = b * b - 4 * c
    if d < 0 or isqrt(int(d)) ** 2 != d:
        raise Unsuitable
    u, v = (-b + isqrt(int(d))) / 2, (-b - isqrt(int(d))) / 2
    if u.denominator != 1:
        raise Unsuitable
    right = u, v
    u, v = pen.slip("wrong factors", right, (-u, -v), (u, -v), (-u, v), (u + 1, v - 1), weight=2)
    if (u, v) == right and u != v:
        pen.mention(f"{factor(-u)}*{factor(-v)}={number(c)}")
        if pen.chance(0.12):
            pen.show(f"{polynomial([(1, 2), (-u, 1), (-v, 1), (c, 0)], x)}=0")
    first, second = (u, v) if pen.chance(0.5) else (v, u)
    if u == v:
        pen.say(f"{bracket(x, u)}^2=0")
    else:
        pen.say(f"{bracket(x, first) if first else x}{bracket(x, second) if second else x}=0")
    if pen.chance(0.4):
        pen.line.append(f"{linear(1, -first, x)}=0")
        if u != v:
            pen.line.append(f"{linear(1, -second, x)}=0")
        pen.end_step()
    u, v = pen.slip("sign of a root", (first, second), (-first, -second), (first, -second), weight=1.5)
    name_roots(pen, x, u, v)
    return Problem(text, roots_of(x, r1, r2), ask=x)


def by_formula(pen: Pen) -> Problem:
    x = pen.letter if pen.letter not in "abcd" else "x"
    a = pen.pick(1, 1, 2, 3, 4, -1)
    rational = pen.chance(0.75)
    if rational:
        r1, r2 = Fraction(pen.int(-8, 8)), Fraction(pen.int(-8, 8), pen.pick(1, abs(a)))
        b, c = -a * (r1 + r2), a * r1 * r2
        if b.denominator != 1 or c.denominator != 1 or r1 == r2:
            raise Unsuitable
        b, c = int(b), int(c)
    else:
        b, c = pen.int(-9, 9), nonzero(pen, -9, 9)
        if b * b - 4 * a * c <= 0:
            raise Unsuitable
    if c == 0 or b == 0:
        raise Unsuitable
    text = standard(pen, a, b, c, x)
    pen.restate(text)
    gold_d = b * b - 4 * a * c
    gold = [f"({-b}{s}√{gold_d})/({2 * a})" for s in "+-"]
    a1, b1, c1 = arrange(pen, text, a, b, c, x)
    if pen.chance(0.25):
        pen.line += [f"a={number(a1)}", f"b={number(b1)}", f"c={number(c1)}"]
        pen.end_step()
    product = f"{factor(a1)}*{factor(c1)}" if a1 != 1 or pen.chance(0.5) else factor(c1)
    sign = pen.slip("sign", -1, 1, weight=1.5)
    d = pen.calc(b1 * b1 + sign * 4 * a1 * c1)
    halfway = f"{number(b1 * b1)}{signed(sign * 4 * a1 * c1)}"
    name = pen.pick("D=", "Δ=", "b^2-4ac=", "")
    if name or pen.chance(0.5):
        pen.say(f"{name}{factor(b1)}^2-4*{product}{'=' + halfway if pen.chance(0.5) else ''}={number(d)}")
    elif d == b1 * b1 - 4 * a1 * c1:
        pen.say(f"{x}=({number(-b1)}±√({factor(b1)}^2-4*{product}))/{'2' if a1 == 1 else f'(2*{factor(a1)})'}")
    if d <= 0:
        raise Unsuitable
    top = pen.slip("sign", -b1, b1, weight=1.5)
    bottom = pen.slip("divisor", 2 * a1, a1 if a1 != 1 else Fraction(1), Fraction(2) if abs(a1) != 1 else 2 * a1)
    under = str(bottom) if bottom > 0 else f"({bottom})"
    w = isqrt(int(d))
    if w * w != d:
        s, f = square_free(int(d))
        if pen.chance(0.7):
            pen.say(f"{x}=({number(top)}±√{number(d)})/{under}")
        if s > 1:
            pen.say(f"{x}=({number(top)}±{s}√{f})/{under}")
            if bottom == 2 and top % 2 == 0 and s % 2 == 0:
                half = pen.slip("one term only", (top / 2, s // 2), (top / 2, s), (top, s // 2))
                pen.say(f"{x}={number(half[0])}±{times(half[1], f'√{f}')}")
        elif pen.chance(0.3):
            pen.line += [f"{x}=({number(top)}+√{number(d)})/{under}", f"{x}=({number(top)}-√{number(d)})/{under}"]
        else:
            pen.say(f"{x}=({number(top)}±√{number(d)})/{under}")
        pen.end_step()
        return Problem(text, roots_of(x, *gold), ask=x)
    pen.show(f"{x}=({number(top)}±√{number(d)})/{under}")
    pen.show(f"{x}=({number(top)}±{w})/{under}")
    u, v = pen.calc((top + w) / bottom), pen.calc((top - w) / bottom)
    if pen.chance(0.4):
        index = pen.pick(("", ""), ("_1", "_2"))
        pen.say(f"{x}{index[0]}=({number(top)}+{w})/{under}={number(u)}")
        pen.say(f"{x}{index[1]}=({number(top)}-{w})/{under}={number(v)}")
        pen.end_step()
    else:
        name_roots(pen, x, u, v, forget=0.4)
    return Problem(text, roots_of(x, *gold), ask=x)


def square_equation(pen: Pen, x: str, shift, right) -> None:
    """From (x + shift)² = right to both roots."""
    shift, right = Fraction(shift), Fraction(right)
    body = linear(1, shift, x)
    if right < 0:
        raise Unsuitable
    s, f = square_free(int(right)) if right.denominator == 1 and right else (0, 2)
    exact = right.denominator == 1 and f == 1
    if not exact and right.denominator != 1:
        raise Unsuitable
    if right == 0:
        raise Unsuitable
    lost = pen.slip("lost root", False, True, weight=1.5)
    if exact:
        w = pen.calc(s, s * s)
        if lost:
            pen.say(f"{body}={number(w)}")
            pen.say(f"{x}={number(w - shift)}")
            pen.end_step()
            return
        if shift:
            if pen.chance(0.5):
                pen.show(f"{body}=±√{number(right)}", 0.5)
                pen.say(f"{body}=±{number(w)}")
            else:
                pen.line += [f"{body}={number(w)}", f"{body}={number(-w)}"]
                pen.end_step()
            moved = pen.slip("sign", -shift, shift)
        else:
            pen.show(f"{x}=±√{number(right)}")
            moved = Fraction(0)
        name_roots(pen, x, moved + w, moved - w, forget=0.2)
        return
    root = f"√{number(right)}" if s == 1 else f"{s}√{f}"
    sign = "" if lost else "±"
    if shift:
        pen.say(f"{body}={sign}√{number(right)}")
    elif s > 1:
        pen.show(f"{x}={sign}√{number(right)}")
    moved = pen.slip("sign", -shift, shift) if shift else Fraction(0)
    if s > 1:
        root = pen.slip("root", root, f"{f}√{s}", f"{s * s}√{f}")
    pen.say(f"{x}={number(moved) if moved else ''}{sign or ('+' if moved else '')}{root}")
    pen.end_step()


def complete_square(pen: Pen) -> Problem:
    x = pen.letter
    h = nonzero(pen, -8, 8)
    right = pen.int(1, 9) ** 2 if pen.chance(0.6) else pen.int(2, 40)
    b, c = -2 * h, h * h - right
    if c == 0:
        raise Unsuitable
    text = f"{polynomial([(1, 2), (b, 1), (c, 0)], x)}=0" if pen.chance(0.7) else f"{polynomial([(1, 2), (b, 1)], x)}={-c}"
    pen.restate(text)
    moved = pen.slip("sign", Fraction(-c), Fraction(c))
    if not text.endswith(f"={-c}"):
        pen.show(f"{polynomial([(1, 2), (b, 1)], x)}={number(moved)}")
    added = pen.slip("half not squared", Fraction(h * h), Fraction(b * b), Fraction(abs(h)))
    total = pen.slip("one side only", moved + added, moved, weight=1.2)
    pen.show(f"{polynomial([(1, 2), (b, 1), (added, 0)], x)}={joined(number(moved), signed(added)) if total != moved and pen.chance(0.6) else number(total)}")
    total = pen.calc(total, moved - added)
    shift = pen.slip("half", Fraction(-h), Fraction(-2 * h), Fraction(h), weight=0.8)
    pen.say(f"({linear(1, shift, x)})^2={number(total)}")
    square_equation(pen, x, shift, total)
    return Problem(text, roots_of(x, f"{h}+√{right}", f"{h}-√{right}"), ask=x)


def pure(pen: Pen) -> Problem:
    """ax² + b = c."""
    x = pen.letter
    a, b = pen.pick(1, 1, 2, 3, 4, 5), pen.pick(0, pen.int(-30, 30))
    right = pen.int(1, 12) ** 2 if pen.chance(0.75) else pen.int(2, 50)
    total = a * right + b
    text = f"{polynomial([(a, 2), (b, 0)], x)}={total}"
    pen.restate(text)
    e = Fraction(total)
    if b:
        moved = pen.slip("sign", -b, b)
        pen.show(f"{polynomial([(a, 2)], x)}={total}{signed(moved)}")
        e = pen.calc(e + moved, e - moved)
        if a != 1:
            pen.say(f"{polynomial([(a, 2)], x)}={number(e)}")
    if a != 1:
        pen.show(f"{x}^2={number(e)}/{a}", 0.4) if e.denominator == 1 else None
        e = pen.slip("wrong inverse", e / a, e - a, e)
    if a != 1 or b:
        pen.say(f"{x}^2={number(e)}")
    square_equation(pen, x, 0, e)
    return Problem(text, roots_of(x, f"√{right}", f"-√{right}"), ask=x)


def shifted(pen: Pen) -> Problem:
    """a(x - h)² + k = c: undone from the outside in."""
    x, h = pen.letter, nonzero(pen, -9, 9)
    a, k = pen.pick(1, 1, 2, 3), pen.pick(0, nonzero(pen, -9, 9))
    right = pen.int(1, 10) ** 2
    body = f"({linear(1, -h, x)})^2"
    text = f"{times(a, body)}{signed(k) if k else ''}={a * right + k}"
    pen.restate(text)
    e = Fraction(a * right + k)
    if k:
        e = pen.slip("sign", e - k, e + k)
        pen.say(f"{times(a, body)}={number(e)}")
    if a != 1:
        e = pen.slip("wrong inverse", e / a, e - a)
        pen.say(f"{body}={number(e)}")
    square_equation(pen, x, -h, e)
    return Problem(text, roots_of(x, h + isqrt(right), h - isqrt(right)), ask=x)


def without_constant(pen: Pen) -> Problem:
    """ax² + bx = 0: dividing by x loses a root."""
    x = pen.letter
    a, b = pen.pick(1, 1, 2, 3, 4, 5), nonzero(pen, -15, 15)
    text = f"{polynomial([(a, 2), (b, 1)], x)}=0" if pen.chance(0.6) else f"{polynomial([(a, 2)], x)}={times(-b, x)}"
    pen.restate(text)
    if not text.endswith("=0"):
        b2 = pen.slip("sign", b, -b)
        if pen.slip("lost root", False, True, weight=2):
            pen.say(f"{times(a, x)}={number(-b)}" if a != 1 else f"{x}={number(-b)}")
            if a != 1:
                pen.say(f"{x}={number(Fraction(-b, a))}")
            pen.end_step()
            return Problem(text, roots_of(x, 0, Fraction(-b, a)), ask=x)
        pen.show(f"{polynomial([(a, 2), (b2, 1)], x)}=0")
        b1 = b2
    else:
        b1 = b
    b1 = pen.slip("sign", b1, -b1)
    pen.say(f"{x}*({linear(a, b1, x)})=0")
    lost, early = pen.slip("lost root", False, True, weight=1.5), pen.chance(0.5)
    if early and not lost:
        pen.say(f"{x}=0")
    if pen.chance(0.5):
        pen.line.append(f"{linear(a, b1, x)}=0")
        pen.end_step()
    e = pen.slip("sign", -Fraction(b1), Fraction(b1))
    v, _ = divide(pen, a, e, x)
    if not lost and not early:
        pen.line.append(f"{x}=0")
    pen.line.append(f"{x}={number(v)}")
    pen.end_step()
    return Problem(text, roots_of(x, 0, Fraction(-b, a)), ask=x)


def vieta(pen: Pen) -> Problem:
    """Sum and product of the roots, then the roots."""
    x = pen.letter
    u, v = nonzero(pen, -9, 9), nonzero(pen, -9, 9)
    if u == v:
        raise Unsuitable
    b, c = -(u + v), u * v
    text = f"{polynomial([(1, 2), (b, 1), (c, 0)], x)}=0"
    pen.restate(text)
    s, p = pen.slip("sign", (-b, c), (b, c), (-b, -c), weight=2)
    pen.line += [f"{x}_1+{x}_2={s}", f"{x}_1{x}_2={p}"]
    pen.end_step()
    d = s * s - 4 * p
    if d < 0 or isqrt(d) ** 2 != d:
        raise Unsuitable
    u1, v1 = Fraction(s + isqrt(d), 2), Fraction(s - isqrt(d), 2)
    if u1.denominator != 1:
        raise Unsuitable
    u1, v1 = pen.slip("sign of a root", (u1, v1), (-u1, -v1), (u1, -v1))
    if pen.chance(0.5):
        pen.line += [f"{number(u1)}{signed(v1)}={number(u1 + v1)}", f"{factor(u1)}*{factor(v1)}={number(u1 * v1)}"]
        pen.end_step()
    pen.line += [f"{x}_1={number(u1)}", f"{x}_2={number(v1)}"]
    pen.end_step()
    return Problem(text, roots_of(x, u, v), ask=x)


def biquadratic(pen: Pen) -> Problem:
    """x⁴ + bx² + c = 0 by u = x²."""
    x = pen.letter
    u = "u" if x != "u" else "z"
    p, q = pen.int(1, 6), pen.int(1, 6)
    if p == q:
        raise Unsuitable
    b, c = -(p * p + q * q), p * p * q * q
    text = f"{polynomial([(1, 4), (b, 2), (c, 0)], x)}=0"
    pen.restate(text)
    pen.say(f"{u}={x}^2")
    pen.say(f"{polynomial([(1, 2), (b, 1), (c, 0)], u)}=0")
    r, s = pen.slip("sign", (p * p, q * q), (-p * p, -q * q), (p * p, -q * q))
    pen.say(f"{bracket(u, r)}{bracket(u, s)}=0")
    pen.line += [f"{u}={r}", f"{u}={s}"]
    pen.end_step()
    if r < 0 or s < 0:
        raise Unsuitable
    lost = pen.slip("lost root", False, True, weight=2)
    if pen.chance(0.5):
        pen.line += [f"{x}^2={r}", f"{x}^2={s}"]
        pen.end_step()
    e, f = pen.calc(p, p * p), pen.calc(q, q * q)
    if lost:
        pen.line += [f"{x}={number(e)}", f"{x}={number(f)}"]
    elif pen.chance(0.5):
        pen.line += [f"{x}=±{number(e)}", f"{x}=±{number(f)}"]
    else:
        pen.line += [f"{x}={number(e)}", f"{x}={number(-e)}", f"{x}={number(f)}", f"{x}={number(-f)}"]
    pen.end_step()
    return Problem(text, roots_of(x, p, -p, q, -q), ask=x)
