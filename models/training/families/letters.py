"""Expressions and formulas with letters: formulas solved for any letter, fractions of letters, identities, logarithms of letters."""

import re
from fractions import Fraction
from math import gcd

from goals import Expression, Value
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, polynomial, signed, times

from .conditions import factored
from .equations import distribute, nonzero, root_goal, solve
from .walks import by_degree, multiplied, plain, power, text_of, total


def wrapped(text: str) -> str:
    """In brackets where it is more than one factor."""
    return f"({text})" if any(c in text for c in "+-/*") or text.startswith("-") else text


def summed(text: str) -> bool:
    depth = 0
    for c in text:
        depth += {"(": 1, ")": -1}.get(c, 0)
        if c in "+-" and depth == 0:
            return True
    return False


def solve_formula(pen: Pen) -> Problem:
    """A formula built around a letter, undone from the outside in."""
    letters = pen.rng.sample("abcdghkmnpqrstuvwyzABCFGLPQRTVW", 6)
    x, result, *rest = letters
    text, moves = x, []
    for _ in range(pen.int(2, 3)):
        options = ["times", "plus", "over", "minus", "power", "below", "from"]
        if moves and moves[-1] in ("plus", "minus", "from"):
            options = ["times", "over", "power", "below"]
        elif moves and moves[-1] in ("times", "over", "below"):
            options = ["plus", "minus", "plus", "from"] + (["over"] if moves[-1] == "times" else [])
        elif moves:
            options = ["plus", "times", "over", "from"]
        moves.append(pen.pick(*options))
    right = result
    sides = [text]
    names = []
    for move in moves:
        n = rest.pop() if pen.chance(0.6) and rest else str(pen.int(2, 9))
        names.append(n)
        sum_now = summed(text)
        if move == "times":
            text = f"{n}({text})" if sum_now and n.isdigit() else f"{n}*({text})" if sum_now else f"{n}{text}" if not text[0].isdigit() and "/" not in text else f"{n}*{text}"
            if "/" in text and not sum_now:
                raise Unsuitable
        elif move == "plus":
            text = f"{text}+{n}" if pen.chance(0.6) else f"{n}+{text}"
        elif move == "minus":
            text = f"{text}-{n}"
        elif move == "from":
            text = f"{n}-{wrapped(text) if sum_now else text}"
        elif move == "over":
            if "/" in text:
                raise Unsuitable
            text = f"({text})/{n}" if sum_now else f"{text}/{n}"
        elif move == "below":
            if "/" in text:
                raise Unsuitable
            text = f"{n}/({text})" if len(text) > 1 else f"{n}/{text}"
        else:
            if "/" in text or "-" in text:  # of a difference nobody knows the root's sign
                raise Unsuitable
            names[-1] = "2"
            text = f"({text})^2" if len(text) > 1 else f"{text}^2"
        sides.append(text)
    if not set(text) & set("abcdghkmnpqrstuvwyzABCFGLPQRTVW") - {x} and pen.chance(0.7):
        raise Unsuitable
    given = f"{result}={text}" if pen.chance(0.75) else f"{text}={result}"
    pen.restate(given)
    gold = result
    for move, n, inner in zip(reversed(moves), reversed(names), reversed(sides[:-1])):

        def undone(right: str, kind: str) -> str:
            sum_there = summed(right)
            if kind == "times":
                return f"({right})/{n}" if sum_there else f"{right}/{n}"
            if kind == "over":
                return f"{n}*({right})" if not n.isdigit() and sum_there else f"{n}({right})" if sum_there else f"{n}{right}" if right[0].isalpha() and "/" not in right else f"{n}*{right}"
            if kind == "plus":
                return f"{right}-{n}"
            if kind == "minus":
                return f"{right}+{n}"
            if kind == "from":
                return f"{n}-{wrapped(right) if sum_there else right}"
            if kind == "below":
                return f"{n}/({right})" if len(right) > 1 else f"{n}/{right}"
            return f"√({right})" if len(right) > 1 else f"√{right}"

        if "/" in right and move in ("times", "below", "over") and not summed(right):
            raise Unsuitable  # a fraction over a fraction is another family's
        other = {"times": ("over", "minus", "plus"), "over": ("times",), "plus": ("minus",), "minus": ("plus",), "from": ("minus",), "below": ("over",), "power": ("times",)}[move]
        wrong = [undone(right, k) for k in other]
        if move == "from":
            wrong = [undone(right, "plus"), f"{n}+{wrapped(right) if summed(right) else right}"]
        if move == "times" and summed(right):  # one term only
            head, _, tail = right.partition("-" if "-" in right else "+")
            if head and tail and "(" not in right and "/" not in head:
                wrong = [f"{head}/{n}{right[len(head)]}{tail}", *wrong]
        if move == "over" and summed(right) and "(" not in right and right[0].isalpha():
            wrong = [f"{n}{right}", *wrong]
        gold = undone(gold, move)
        right = pen.slip("wrong inverse" if move in ("times", "over", "below") else "root" if move == "power" else "sign", undone(right, move), *wrong, weight=1.2)
        if len(right) > 30:
            raise Unsuitable
        line = f"{inner}={right}" if pen.chance(0.65) else f"{right}={inner}"
        if inner == x:
            line = f"{x}={right}"
            pen.say(line)
        else:
            pen.show(line, 1.5)
    pen.answer(right, x)
    return Problem(f"{given};{x}" if pen.chance(0.3) else given, Expression(gold, "any"), ask=x)


def monomial(pen: Pen, letters: str, most: int) -> dict[str, int]:
    return {c: pen.int(0, most) for c in letters}


def spelled(c, powers: dict[str, int]) -> str:
    body = "".join(power(x, d) for x, d in sorted(powers.items()) if d)
    return times(c, body) if body else number(c)


def letter_fractions(pen: Pen) -> Problem:
    """Fractions of monomials multiplied or divided: turned over, put on one bar, shortened."""
    letters = pen.pick("xy", "ab", "xy", "mn", "ax")
    tops = [(Fraction(pen.int(1, 12)), monomial(pen, letters, 3)) for _ in range(2)]
    lows = [(Fraction(pen.int(1, 12)), monomial(pen, letters, 3)) for _ in range(2)]
    divided = pen.chance(0.5)
    below = lambda text: text if re.fullmatch(r"\d+|[a-z](\^\d+)?", text) else f"({text})"  # noqa: E731
    write = lambda top, low: f"{spelled(*top)}/{below(spelled(*low))}"  # noqa: E731
    if any(spelled(*low) == "1" for low in lows) or divided and spelled(*tops[1]) == "1":
        raise Unsuitable
    first, second = write(tops[0], lows[0]), write(tops[1], lows[1])
    text = f"({first})/({second})" if divided else f"({first})({second})"
    parts = [text]
    turn = pen.slip("not turned over", divided, not divided, weight=1) if divided else False
    if turn:
        tops[1], lows[1] = lows[1], tops[1]
        if spelled(*lows[1]) != "1":
            parts.append(f"({first})({write(tops[1], lows[1])})")
    both = lambda u, v: (u[0] * v[0], {c: u[1][c] + v[1][c] for c in letters})  # noqa: E731
    top, low = both(*tops), both(*lows)
    i = pen.slip("exponents", "", *letters, weight=0.8)
    if i and tops[0][1][i] and tops[1][1][i]:
        top[1][i] = tops[0][1][i] * tops[1][1][i]
    elif i:
        top[1][i] += 1
    top = (pen.calc(top[0], tops[0][0] + tops[1][0], weight=0.4), top[1])
    low = (pen.calc(low[0], weight=0.3), low[1])
    if top[0] <= 0 or low[0] <= 0:
        raise Unsuitable
    parts.append(write(top, low) if spelled(*low) != "1" else spelled(*top))
    g = gcd(int(top[0]), int(low[0]))
    less = {c: min(top[1][c], low[1][c]) for c in letters}
    p, q = (top[0] / g, {c: top[1][c] - less[c] for c in letters}), (low[0] / g, {c: low[1][c] - less[c] for c in letters})
    kind = pen.slip("not both", "right", "above only", "below only", "exponents added", weight=1.5)
    at = next((c for c in letters if less[c]), "")
    if kind == "above only" and g > 1:
        q = (low[0], q[1])
    elif kind == "below only" and g > 1:
        p = (top[0], p[1])
    elif kind != "right" and at:
        p[1][at] = top[1][at] + low[1][at] if kind == "exponents added" else top[1][at]
    last = write(p, q) if spelled(*q) != "1" else spelled(*p)
    parts.append(last)
    pen.chain(parts)
    pen.answer(last)
    return Problem(text, Expression(text, "any"))


def rational_product(pen: Pen) -> Problem:
    """(x² - 9)/(x + 2)·(x + 2)/(x - 3): taken apart, shortened; or divided."""
    x = pen.letter
    pool = pen.rng.sample([v for v in range(-7, 8) if v], 4)
    common, u, v, w = pool
    form = pen.pick("product", "product", "quotient", "single", "number")
    one = lambda r: f"({linear(1, -r, x)})"  # noqa: E731
    two = lambda r, s: f"({polynomial([(1, 2), (-(r + s), 1), (r * s, 0)], x)})"  # noqa: E731
    plainly = lambda t: t.removeprefix("(").removesuffix(")")  # noqa: E731
    if form == "single":
        text = f"{two(common, u)}/{two(common, v)}"
        gold = f"{one(u)}/{one(v)}"
        r, s = pen.slip("wrong factors", (common, u), (-common, -u), weight=1)
        middle = f"{one(r)}{one(s)}/({one(common)}{one(v)})"
        last = f"{one(s)}/{one(v)}" if r == common else f"{one(r)}{one(s)}/({one(common)}{one(v)})"
        last = pen.slip("cancelled the wrong one", last, f"{one(common)}/{one(v)}", f"{one(v)}/{one(s)}", weight=1)
        parts = [text, middle, last]
    elif form == "number":
        k, m = pen.int(2, 6), pen.int(2, 9)
        g = gcd(k, m)
        text = f"(({linear(k, -k * common, x)})/{m})({m * g}/{one(common)})"
        gold = number(k * g)
        b = pen.slip("one term only", common, k * common, weight=1) if k > 1 else common
        parts = [text, f"({times(k, one(b))}/{m})({m * g}/{one(common)})"]
        if b != common:
            raise Unsuitable
        v2 = pen.calc(k * g, k * m * g, k + g, weight=1)
        parts.append(number(v2))
    else:
        first, second = (f"{two(common, u)}/{one(v)}", f"{one(v)}/{one(common)}") if pen.chance(0.5) else (f"{one(u)}/{two(v, common)}", f"{one(v)}/{one(w)}")
        if form == "product":
            text = f"({first})({second})"
            turned = second
        else:
            a, _, b = second.partition(")/(")
            turned = second
            second = f"({b}/{a})"
            text = f"({first})/({second})"
        t1, l1 = (f"{one(common)}{one(u)}", one(v)) if first.startswith(two(common, u)) else (one(u), f"{one(v)}{one(common)}")
        t2, l2 = (one(v), one(common)) if first.startswith(two(common, u)) else (one(v), one(w))
        gold = one(u) if first.startswith(two(common, u)) else f"{one(u)}/({one(common)}{one(w)})"
        signs = pen.slip("wrong factors", 1, -1, weight=1)
        if signs < 0:
            t1, l1 = (f"{one(-common)}{one(-u)}", l1) if first.startswith(two(common, u)) else (t1, f"{one(-v)}{one(-common)}")
        parts = [text]
        if form == "quotient":
            parts.append(f"({first})({turned})")
        parts.append(f"({t1}/{l1 if l1.count('(') == 1 else f'({l1})'})({t2}/{l2})")
        right = plainly(gold) if gold == one(u) else gold
        last = pen.slip("cancelled the wrong one", right, *([f"{linear(1, -common, x)}", f"{one(u)}/{one(v)}"] if gold == one(u) else [f"{one(u)}/{one(w)}", f"{one(w)}/({one(common)}{one(u)})"]), weight=1)
        if signs < 0:
            last = f"{t1}/{one(common)}" if gold == one(u) else f"{t1}{one(v)}/({l1}{one(w)})"
        parts.append(last)
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(gold, "any"))


def nested_fraction(pen: Pen) -> Problem:
    """(a + b/x)/(c + d/x): above and below times x, or each brought on one bar; also of numbers."""
    x = pen.letter
    if pen.chance(0.35):
        a, b, c, d = (pen.int(1, 9) for _ in range(4))
        m, n = pen.int(2, 6), pen.int(2, 6)
        sign, tgn = pen.pick(1, -1), pen.pick(1, -1)
        top, low = a + sign * Fraction(b, m), c + tgn * Fraction(d, n)
        if Fraction(b, m).denominator == 1 or Fraction(d, n).denominator == 1 or low == 0 or top == 0:
            raise Unsuitable
        w = lambda u, s, v, k: f"({u}{'+' if s > 0 else '-'}{v}/{k})"  # noqa: E731
        text = f"{w(a, sign, b, m)}/{w(c, tgn, d, n)}"
        p = pen.calc(top, Fraction(a + sign * b, m), a - sign * Fraction(b, m), weight=1)
        q = pen.calc(low, Fraction(c + tgn * d, n), c - tgn * Fraction(d, n), weight=1)
        if p <= 0 or q <= 0 or p.denominator > 12 or q.denominator > 12:
            raise Unsuitable
        parts = [text, f"({number(p)})/({number(q)})" if p.denominator > 1 and q.denominator > 1 else ""]
        turned = pen.slip("not turned over", 1 / q, q, weight=1)
        parts.append(f"({number(p)})({number(turned)})")
        parts.append(number(pen.calc(p * turned)))
        parts = [t for t in parts if t]
        pen.chain(parts)
        pen.answer(parts[-1])
        return Problem(text, Value(number(top / low)))
    a, b, c, d = nonzero(pen, -5, 6), nonzero(pen, -6, 6), pen.pick(0, nonzero(pen, -5, 6)), nonzero(pen, -6, 6)
    if a * d == b * c:
        raise Unsuitable
    e = pen.pick(1, 1, 2)
    bar = lambda k: f"{'-' if k < 0 else '+'}{abs(k)}/{power(x, e)}"  # noqa: E731
    text = f"({a}{bar(b)})/({c}{bar(d)})" if c else f"({a}{bar(b)})/({f'({d})' if d < 0 else d}/{power(x, e)})"
    over = lambda p, q: polynomial([(p, e), (q, 0)], x)  # noqa: E731
    kind = pen.slip("one term only", "right", "above", "below", "turned", weight=2)
    top, low = over(a, b), over(c, d)
    parts = [text]
    if kind == "above":
        top = number(a + b)
        if a + b == 0:
            raise Unsuitable
    elif kind == "below" and c:
        low = number(c + d)
        if c + d == 0:
            raise Unsuitable
    elif kind == "turned":
        top, low = low, top
    elif kind == "below":
        low = over(d, 0)
    if kind == "right" and pen.chance(0.5):
        parts.append(f"(({top})/{power(x, e)})/(({low})/{power(x, e)})" if c else f"(({top})/{power(x, e)})({power(x, e)}/{factor(d)})")
    bracket = lambda t: t if t.isdigit() or len(t) == 1 else f"({t})"  # noqa: E731
    parts.append(f"{bracket(top)}/{bracket(low)}")
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(text, "any"))


def identity(pen: Pen) -> Problem:
    """Squares and products of two letters, added or taken away: each multiplied out, then put together."""
    x, y = pen.pick(("a", "b"), ("x", "y"), ("m", "n"), ("p", "q"), ("u", "v"))
    count = pen.int(2, 3)
    pieces = []
    for i in range(count):
        sign = 1 if i == 0 else pen.pick(1, -1)
        k = pen.pick(1, 1, 1, 2, 3)
        poly = lambda: [(Fraction(pen.pick(1, 1, 2, -1, 3)), x), (Fraction(pen.pick(1, -1, 2, -3, 1)), y)]  # noqa: E731
        form = pen.pick("square", "square", "product", "conjugate", "term")
        first = poly()
        second = first if form == "square" else [first[0], (-first[1][0], y)] if form == "conjugate" else poly()
        if form == "term":
            pieces.append(("m", Fraction(sign * nonzero(pen, 1, 9)), pen.pick(f"{x}{y}", f"{x}^2", f"{y}^2")))
        else:
            pieces.append(("p", Fraction(sign * k), first, second))
    if not any(p[0] == "p" for p in pieces) or pieces[0][0] == "m":
        raise Unsuitable
    text = text_of(pieces)
    gold = total(pieces)
    parts = [text]
    middle, flat = [], []
    for p in pieces:
        if p[0] == "m":
            middle.append(text_of([p]) if not middle else ("+" if p[1] > 0 else "") + text_of([p]))
            flat.append(p)
            continue
        _, c, first, second = p
        products: dict[str, Fraction] = {}
        for d, k in first:
            for e, m in second:
                products[multiplied(k, m)] = products.get(multiplied(k, m), Fraction(0)) + d * e
        inner = by_degree({k: v for k, v in products.items() if v})
        kind = pen.slip("middle term", "right", "dropped", "sign", "halved", weight=1.5)
        cross = f"{min(x, y)}{max(x, y)}"
        if kind != "right":
            changed = dict(products)
            if changed.get(cross):
                changed[cross] *= {"dropped": 0, "sign": -1, "halved": Fraction(1, 2)}[kind]
            else:
                changed[f"{y}^2"] *= -1
            inner = by_degree({k: v for k, v in changed.items() if v})
        inner = [(pen.calc(v, weight=0.15), k) for v, k in inner]
        body = text_of(plain(inner))
        outer = f"{'-' if c < 0 else '+' if middle else ''}{'' if abs(c) == 1 else number(abs(c))}({body})" if c != 1 or middle and pen.chance(0.4) else (("" if body.startswith("-") else "+") if middle else "") + body
        middle.append(outer)
        out = [(c * v, k) for v, k in inner]
        if c < 0 and len(out) > 1 and pen.oops("sign", 1.2):
            i = pen.mischief.randrange(1, len(out))
            out = [(-v if j >= i else v, k) for j, (v, k) in enumerate(out)]
        elif abs(c) > 1 and len(out) > 1 and pen.oops("only the first summand", 1):
            out = [out[0], *[(v / abs(c), k) for v, k in out[1:]]]
        flat += plain(out)
    parts.append("".join(middle))
    parts.append(text_of(flat))
    sums: dict[str, Fraction] = {}
    for _, c, k in flat:
        sums[k] = sums.get(k, Fraction(0)) + c
    if any(v.denominator > 1 for v in sums.values()):
        raise Unsuitable
    last = text_of(plain(by_degree({k: w for k, v in sums.items() if (w := pen.calc(v, weight=0.3))})))
    parts.append(last)
    if any(len(t) > 60 for t in parts) or not gold:
        raise Unsuitable
    pen.chain(parts)
    pen.answer(last)
    return Problem(text, Expression(text_of(plain(by_degree(gold))), "expanded"))


def factor_more(pen: Pen) -> Problem:
    """By grouping, as a difference of squares, as a square, or a factor first: the product is shown."""
    x = pen.letter
    y = "y" if x != "y" else "z"
    form = pen.pick("grouping", "letters", "squares", "square", "first", "cubic")
    if form == "grouping":  # x³ + ax² + bx + ab
        a, b = nonzero(pen, -7, 7), nonzero(pen, -9, 9)
        text = polynomial([(1, 3), (a, 2), (b, 1), (a * b, 0)], x)
        a2 = pen.slip("sign", a, -a, weight=1)
        parts = [text, joined(f"{x}^2*({linear(1, a, x)})", times(b, f"({linear(1, a2, x)})"))]
        if a2 != a:
            parts.append(f"({x}^2{signed(b)})({linear(1, a2, x)})")
        else:
            last = pen.slip("wrong factors", f"({x}^2{signed(b)})({linear(1, a, x)})", f"{times(b, f'{x}^2')}*({linear(1, a, x)})", f"({x}^2{signed(-b)})({linear(1, a, x)})", weight=1)
            parts.append(last)
    elif form == "letters":
        p, q, m, n = (nonzero(pen, -5, 6) for _ in range(4))
        u, v = pen.pick(("a", "b"), ("c", "d"), ("m", "n")) if x not in "abcdmn" and y not in "abcdmn" else ("s", "t")
        if x in "st" or y in "st" or gcd(m, n) > 1 or gcd(p, q) > 1 or p < 0 or m < 0:
            raise Unsuitable
        c = [p * m, p * n, q * m, q * n]
        text = joined(times(c[0], u + x), times(c[1], u + y), times(c[2], v + x), times(c[3], v + y))
        n2 = pen.slip("sign", n, -n, weight=1)
        inner = joined(times(m, x), times(n, y))
        wrong = joined(times(m, x), times(n2, y))
        parts = [text, joined(f"{times(p, u)}*({inner})", f"{times(q, v)}*({wrong})")]
        parts.append(f"({joined(times(p, u), times(q, v))})({pen.slip('wrong factors', wrong, joined(times(n, x), times(m, y)), weight=0.8)})")
    elif form == "squares":
        a, b, k = pen.int(1, 6), pen.int(1, 9), pen.pick(1, 1, 2, 3, 5)
        other = pen.chance(0.5)
        second = times(b * b, f"{y}^2") if other else str(b * b)
        text = f"{times(k * a * a, f'{x}^2')}-{times(k * b * b, f'{y}^2') if other else k * b * b}"
        inner = f"{times(a * a, f'{x}^2')}-{second}"
        parts = [text]
        if k > 1:
            parts.append(times(k, f"({inner})"))
        if a == 1 and b == 1 and other:
            raise Unsuitable
        if pen.chance(0.5) and k == 1 and a > 1:
            parts.append(f"({a}{x})^2-{f'({times(b, y)})' if other and b > 1 else y if other else b}^2")
        low, high = (times(b, y), times(b, y)) if other else (str(b), str(b))
        p = pen.slip("not rooted", times(a, x), times(a * a, x) if a > 1 else times(2, x), weight=0.8)
        s = pen.slip("sign", "+", "-", weight=1)
        if s == "-":
            parts.append(times(k, f"({p}-{low})^2"))
        else:
            first, second_ = (("+", "-") if pen.chance(0.6) else ("-", "+"))
            parts.append(times(k, f"({p}{first}{low})({p}{second_}{high})"))
    elif form == "square":
        a, b = pen.pick(1, 1, 2, 3, 4, 5), nonzero(pen, -9, 9)
        text = polynomial([(a * a, 2), (2 * a * b, 1), (b * b, 0)], x)
        p, q = pen.slip("sign", (a, b), (a, -b), (a * a, b) if a > 1 else (a, 2 * b), weight=1.5)
        parts = [text]
        if pen.chance(0.5):
            parts.append(joined(f"({a}{x})^2" if a > 1 else f"{x}^2", f"{'-' if b < 0 else '+'}2*{times(a, x)}*{abs(b)}", f"{abs(b)}^2"))
        parts.append(f"({linear(p, q, x)})^2")
    elif form == "first":
        k, u, v = pen.pick(2, 3, 4, 5, -1, -2), nonzero(pen, -7, 7), nonzero(pen, -7, 7)
        d = pen.pick(0, 0, 1, 2)
        outside = times(k, power(x, d)) if d else str(k)
        text = polynomial([(k, 2 + d), (-k * (u + v), 1 + d), (k * u * v, d)], x)
        b, c = pen.slip("one term only", (-(u + v), u * v), (-(u + v), k * u * v), (u + v, u * v), weight=1)
        out = lambda t: f"{outside}*{t}" if d else times(k, t)  # noqa: E731
        parts = [text, out(f"({polynomial([(1, 2), (b, 1), (c, 0)], x)})")]
        r, s = pen.slip("wrong factors", (u, v), (-u, -v), (u, -v), weight=1)
        if (b, c) == (-(u + v), u * v):
            parts.append(out(factored(x, r, s)))
        elif b == u + v and c == u * v:
            parts.append(out(factored(x, -u, -v)))
    else:  # a³ ± b³ or a sum of two brackets with a common one
        a, b, c, d = nonzero(pen, -6, 6), nonzero(pen, -6, 6), pen.pick(1, 2, 3), nonzero(pen, -6, 6)
        common = f"({linear(1, a, x)})"
        text = f"{common}({linear(c, b, x)}){'+' if d > 0 else '-'}{'' if abs(d) == 1 else abs(d)}{common}"
        last = pen.slip("sign", b + d, b - d, b * d, weight=1.5)
        parts = [text, f"{common}({joined(linear(c, b, x), signed(d))})", f"{common}({linear(c, last, x)})"]
        if last == 0:
            raise Unsuitable
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(text, "factored"))


def logarithm_of_letters(pen: Pen) -> Problem:
    """log of a product of powers as a sum; or of numbers by log 2 = p, log 3 = q."""
    if pen.chance(0.45):
        base = pen.pick("", "", "a", "b")
        log = lambda n: f"log({base},{n})" if base else f"log({n})"  # noqa: E731
        p, q = pen.pick(("p", "q"), ("u", "v"), ("x", "y"), ("m", "n"))
        small, large = pen.pick((2, 3), (2, 5), (3, 5), (2, 7))
        e, f = pen.int(0, 4), pen.pick(0, 1, 2, -1, -2)
        value = Fraction(small) ** e * Fraction(large) ** f
        if e + abs(f) < 2 or value.numerator > 400 or value.denominator > 100:
            raise Unsuitable
        text = f"{log(small)}={p};{log(large)}={q};{log(number(value))}"
        power_of = lambda n, k: str(n) if k == 1 else f"{n}^{k}"  # noqa: E731
        pieces = [power_of(small, e)] if e else []
        inner = "*".join(pieces + ([power_of(large, f)] if f > 0 else [])) or "1"
        if f < 0:
            inner = f"{inner}/{power_of(large, -f)}"
        parts = [log(number(value)), log(inner)]
        e2, f2 = pen.slip("exponents", (e, f), (e + 1, f), (e, -f) if f else (e - 1, f), weight=1)
        parts.append(joined(times(e2, log(small)) if e2 else "", times(f2, log(large)) if f2 else ""))
        form = pen.slip("rule of logarithms", "sum", "product", weight=1) if e2 and f2 > 0 else "sum"
        last = joined(times(e2, p) if e2 else "", times(f2, q) if f2 else "") if form == "sum" else f"{times(e2 * f2, p + q)}"
        if form == "product":
            parts = parts[:2]
        parts.append(last)
        gold = joined(times(e, p) if e else "", times(f, q) if f else "")
        pen.chain([t for t in parts if t != log("1")])
        pen.answer(last)
        return Problem(text, Expression(gold, "any"))
    log = pen.pick(lambda t: f"ln({t})", lambda t: f"log({t})", lambda t: f"log(2,{t})")
    letters = pen.pick("xy", "ab", "xyz", "abc", "uv")
    ups = {c: pen.int(1, 5) for c in letters}
    low = letters[-1] if pen.chance(0.7) else ""
    root = pen.chance(0.25)
    top = "".join(power(c, d) for c, d in ups.items() if c != low)
    inner = f"{top}/{power(low, ups[low])}" if low else top
    if root:
        inner = f"√({inner})"
    text = log(inner)
    terms = [(Fraction(-d if c == low else d), c) for c, d in ups.items()]
    parts = [text]
    write = lambda ts: joined(*[times(k, log(c)) for k, c in ts])  # noqa: E731
    first = [(Fraction(-1 if c == low else 1), power(c, d)) for c, d in ups.items()]
    i = pen.slip("sign", -1, *range(1, len(terms)), weight=1.2)
    first = [(-k if j == i else k, c) for j, (k, c) in enumerate(first)]
    terms = [(-k if j == i else k, c) for j, (k, c) in enumerate(terms)]
    half = pen.slip("root", Fraction(1, 2), Fraction(2), weight=0.8) if root else 1
    if root:
        parts.append(times(half, log(inner[2:-1])))
        if i < 0:
            parts.append(times(half, f"({write(first)})"))
    else:
        parts.append(write(first))
    e = pen.slip("exponents", -1, *[j for j, (k, _) in enumerate(terms) if abs(k) > 1], weight=1)
    terms = [(k / abs(k) if j == e else k, c) for j, (k, c) in enumerate(terms)]
    parts.append(write([(k * half, c) for k, c in terms]))
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(text, "any"))


def unlike_bases(pen: Pen) -> Problem:
    """8^(x + 1) = 4^(2x): one base, the exponents compared; products and fractions of powers too."""
    x, base = pen.letter, pen.pick(2, 2, 3, 5)
    m, n = pen.int(1, 4 if base == 2 else 3 if base == 3 else 2), pen.int(1, 5 if base == 2 else 3 if base == 3 else 2)
    if m == n:
        raise Unsuitable
    a, b, c, d = nonzero(pen, -2, 4), pen.int(-5, 6), pen.int(-2, 4), pen.int(-6, 6)
    s = Fraction(pen.int(-6, 6), pen.pick(1, 1, 1, 2))
    if m * a == n * c:
        raise Unsuitable
    total = m * a * s + m * b - n * c * s
    if total.denominator > 1 or total % n:
        raise Unsuitable
    d = total / n
    if abs(d) > 12 or c == 0 and abs(d) > 5 or (c == 0 and pen.chance(0.5)):
        raise Unsuitable
    up = lambda k, t: f"{k}^{t}" if t.isdigit() or len(t) == 1 else f"{k}^({t})"  # noqa: E731
    e1, e2 = linear(a, b, x), linear(c, d, x)
    text = f"{up(base**m, e1)}={up(base**n, e2)}"
    if e2 in ("0", "1") or e1 in ("0", "1"):
        raise Unsuitable
    pen.restate(text)
    p, q = distribute(pen, m, a, b)
    u, w = distribute(pen, n, c, d) if c else (Fraction(0), pen.calc(n * d))
    k = pen.slip("base and exponent", 1, 0, weight=0.8)
    if k == 0:
        p, q, u, w = Fraction(a), Fraction(b), Fraction(c), Fraction(d)
        if a == c:
            raise Unsuitable
    if pen.chance(0.6) and k:
        inside = lambda k, t: f"({base}^{k})^({t})" if k > 1 and len(t) > 1 else f"({base}^{k})^{t}" if k > 1 else up(base, t)  # noqa: E731
        pen.show(f"{inside(m, e1)}={inside(n, e2)}", 1.2)
    if k:
        pen.show(f"{up(base, linear(p, q, x))}={up(base, linear(u, w, x))}", 1.3)
    pen.say(f"{linear(p, q, x)}={linear(u, w, x)}")
    v, _ = solve(pen, p, q, u, w, x)
    pen.answer(number(v), x)
    return Problem(text, root_goal(x, s), ask=x)
