"""Functions: their values, one inside the other, inverses, differences, vertices, an unknown coefficient."""

from fractions import Fraction

from goals import Expression, Roots, System, Value
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, polynomial, signed, times

from .equations import nonzero, root_goal, solve


class Rule:
    """A function people meet in school: how it is written with something put in, and its value."""

    def __init__(self, pen: Pen, kinds: str = "lqarfsp"):
        self.kind = pen.rng.choice(kinds)
        self.a, self.b, self.c = pen.pick(1, 1, 2, 3, -1, -2), nonzero(pen, -6, 7), nonzero(pen, -9, 9)
        self.swapped = pen.chance(0.25)

    def written(self, u: str, *, bare: bool = True) -> str:
        """With `u` put in; `bare`: a letter that needs no bracket."""
        w = u if bare else f"({u})"
        power = f"{w}^2"
        put = lambda c: times(c, w) if bare or not u.lstrip("-").replace(".", "").isdigit() else ("-" if c == -1 else "" if c == 1 else f"{c}*") + (u if u.isdigit() else w)  # noqa: E731
        if not bare and u.isdigit():
            power = f"{u}^2"
        k = self.kind
        if k == "l":
            return joined(str(self.c), put(self.b)) if self.swapped else joined(put(self.b), signed(self.c))
        if k == "q":
            head = times(self.a, power) if not power[0].isdigit() else {1: power, -1: f"-{power}"}.get(self.a, f"{self.a}*{power}")
            return joined(head, put(self.b), signed(self.c))
        if k == "p":
            return joined(power, signed(self.c))
        if k == "a":
            inside = u if not bare else w
            return joined(f"{'' if self.a == 1 else '-' if self.a == -1 else self.a}abs({joined(inside, signed(self.c))})", signed(self.b))
        if k == "r":
            return joined(f"{abs(self.c) + 1}/({joined(u, signed(self.b))})", signed(self.a))
        if k == "s":
            return f"√({joined(put(abs(self.a)), signed(self.c))})"
        return f"({joined(put(self.b), signed(self.c))})/{abs(self.a) + 1}"

    def at(self, u: Fraction) -> Fraction:
        k, a, b, c = self.kind, self.a, self.b, self.c
        if k == "s":
            v = abs(a) * u + c
            if v < 0 or v.denominator > 1 or round(float(v) ** 0.5) ** 2 != v:
                raise Unsuitable
            return Fraction(round(float(v) ** 0.5))
        if k == "r" and u + b == 0:
            raise Unsuitable
        return {
            "l": lambda: b * u + c,
            "q": lambda: a * u * u + b * u + c,
            "p": lambda: u * u + c,
            "a": lambda: a * abs(u + c) + b,
            "r": lambda: Fraction(abs(c) + 1) / (u + b) + a,
            "f": lambda: (b * u + c) / (abs(a) + 1),
        }[k]()

    def tempting(self, u: Fraction) -> list[Fraction]:
        """What it comes to when the square of a negative number stays negative, a bar is read as brackets, a sign is lost."""
        k, a, b, c = self.kind, self.a, self.b, self.c
        return {
            "l": lambda: [b * u - c, -b * u + c, b + u + c],
            "q": lambda: [-a * u * u + b * u + c, a * u * u - b * u + c, 2 * a * u + b * u + c],
            "p": lambda: [-u * u + c, 2 * u + c, (u + c) ** 2],
            "a": lambda: [a * (u + c) + b, abs(a * (u + c) + b), a * abs(u - c) + b],
            "r": lambda: [Fraction(abs(c) + 1) / (u - b) + a if u != b else Fraction(0), (u + b) / Fraction(abs(c) + 1) + a],
            "f": lambda: [b * u + Fraction(c) / (abs(a) + 1), b * u / (abs(a) + 1) + c],
            "s": lambda: [abs(a) * u + c, -self.at(u)],
        }[k]()

    def value(self, pen: Pen, u: Fraction) -> Fraction:
        v = pen.calc(self.at(u), *self.tempting(u), weight=1)
        if v.denominator > 12 or abs(v.numerator) > 2000:
            raise Unsuitable
        return v


def nested_values(pen: Pen) -> Problem:
    """Values of one to three functions at numbers, inside one another or in a sum."""
    x = pen.pick("x", "x", "x", "t", "n")
    names = pen.rng.sample("fghpqk", pen.int(1, 3))
    rules = {n: Rule(pen) for n in names}
    text = ";".join(f"{n}({x})={r.written(x)}" for n, r in rules.items())
    u = Fraction(pen.int(-5, 7))
    pen.restate(text, 0.1)
    if pen.chance(0.55):
        order = pen.rng.sample(names, len(names)) if len(names) > 1 else names * pen.int(1, 2)
        asked, w, truth = number(u), u, u
        for n in order:
            asked = f"{n}({asked})"
        for i, n in enumerate(order):
            truth = rules[n].at(truth)
            n = pen.slip("wrong order", n, *names, weight=0.6) if len(names) > 1 else n
            before, w = w, rules[n].value(pen, w)
            written = rules[n].written(number(before), bare=False)
            name = f"{n}({number(before)})"
            if pen.chance(0.2) and i == len(order) - 1:
                name = asked
            pen.say(f"{name}={written}={number(w)}" if pen.chance(0.65) else f"{name}={number(w)}")
        if pen.chance(0.25):
            pen.say(f"{asked}={number(w)}")
        gold, last = truth, w
    else:
        places = [(pen.rng.choice(names), Fraction(pen.int(-5, 7)), pen.pick(1, 1, -1, 2, 3, -2)) for _ in range(pen.int(2, 3))]
        asked = joined(*[times(c, f"{n}({number(v)})") for n, v, c in places])
        found = []
        for n, v, _ in places:
            w = rules[n].value(pen, v)
            written = rules[n].written(number(v), bare=False)
            pen.say(f"{n}({number(v)})={written}={number(w)}" if pen.chance(0.6) else f"{n}({number(v)})={number(w)}")
            found.append(w)
        gold = sum(c * rules[n].at(v) for n, v, c in places)
        total_right = sum(c * w for (_, _, c), w in zip(places, found))
        last = pen.calc(total_right, sum(abs(c) * w for (_, _, c), w in zip(places, found)), sum(found), weight=1)
        middle = joined(*[("" if c == 1 else "-" if c == -1 else f"{c}*") + (factor(w) if w < 0 or w.denominator > 1 or c != 1 else number(w)) for (_, _, c), w in zip(places, found)])
        if middle.startswith("(") and places[0][2] == 1:
            middle = middle[1:].replace(")", "", 1)
        pen.chain([asked, middle, number(last)] if pen.chance(0.6) else [middle, number(last)])
    pen.answer(number(last))
    return Problem(f"{text};{asked}", Value(number(gold)))


def inverse(pen: Pen) -> Problem:
    """y = f(x) solved for x, step by step; then the letters changed over, or first."""
    x, y = ("x", "y") if pen.chance(0.8) else ("t", "s")
    a, b, n = nonzero(pen, -6, 8), nonzero(pen, -9, 9), pen.int(2, 7)
    form = pen.pick("linear", "linear", "fraction", "over", "root", "cube", "reciprocal", "bracket")
    if form == "linear" and a == 1 and pen.chance(0.7):
        raise Unsuitable
    first = pen.chance(0.35)  # letters changed over at once
    p, q = (x, y) if first else (y, x)  # solving for q, p is given
    s = pen.slip("sign", "-" if b > 0 else "+", "+" if b > 0 else "-", weight=1.5) + str(abs(b))
    lines: list[str]
    if form == "linear":
        body = lambda v: linear(a, b, v)  # noqa: E731
        last = pen.slip("one term only", f"({p}{s})/{factor(a)}" if a != 1 else f"{p}{s}", *([f"{p}/{factor(a)}{s}", f"{times(a, f'({p}{s})')}"] if abs(a) > 1 else []), weight=1.5)
        if a == -1:
            last = pen.slip("sign", f"-{p}{signed(b)}", f"-{p}{signed(-b)}", f"{p}{s}", weight=1)
        lines = [f"{p}{s}={times(a, q)}" if pen.chance(0.5) else f"{times(a, q)}={p}{s}"]
        gold = f"({x}{signed(-b)})/({a})"
    elif form == "fraction":
        body = lambda v: joined(f"{v}/{n}", signed(b))  # noqa: E731
        lines = [f"{p}{s}={q}/{n}"]
        last = pen.slip("one term only", f"{n}({p}{s})", f"{n}{p}{s}", f"({p}{s})/{n}", weight=1.5)
        gold = f"{n}({x}{signed(-b)})"
    elif form == "over":
        body = lambda v: f"({linear(a, b, v)})/{n}"  # noqa: E731
        k = pen.slip("wrong inverse", f"{n}{p}", p, f"{p}/{n}", weight=0.8)
        lines = [f"{k}={linear(a, b, q)}", f"{k}{s}={times(a, q)}"]
        last = f"({k}{s})/{factor(a)}" if a != 1 else f"{k}{s}"
        if abs(a) > 1:
            last = pen.slip("one term only", last, f"{k}/{factor(a)}{s}", f"{times(a, f'({k}{s})')}", weight=1)
        gold = f"({n}{x}{signed(-b)})/({a})"
    elif form == "root":
        body = lambda v: f"√({linear(1, b, v)})"  # noqa: E731
        k = pen.slip("root", f"{p}^2", f"2{p}", f"√{p}", weight=1)
        lines = [f"{k}={linear(1, b, q)}"]
        last = f"{k}{s}"
        gold = f"{x}^2{signed(-b)}"
    elif form == "cube":
        if b > 2:
            raise Unsuitable
        body = lambda v: f"{v}^3{signed(b)}"  # noqa: E731
        lines = [f"{p}{s}={q}^3"]
        last = pen.slip("root", f"root(3,{p}{s})", f"({p}{s})/3", f"({p}{s})^3", weight=1)
        gold = f"root(3,{x}{signed(-b)})"
    elif form == "reciprocal":
        body = lambda v: f"{n}/{v}{signed(b)}"  # noqa: E731
        lines = [f"{p}{s}={n}/{q}", f"{q}*({p}{s})={n}"]
        last = pen.slip("turned over", f"{n}/({p}{s})", f"({p}{s})/{n}", f"{n}({p}{s})", weight=1)
        gold = f"{n}/({x}{signed(-b)})"
    else:
        body = lambda v: times(n, f"({linear(1, b, v)})")  # noqa: E731
        lines = [f"{p}/{n}={linear(1, b, q)}"]
        last = pen.slip("wrong inverse", f"{p}/{n}{s}", f"({p}{s})/{n}", f"{n}{p}{s}", weight=1)
        gold = f"{x}/{n}{signed(-b)}"
    name = pen.pick("f", "f", "g", "h")
    text = f"{name}({x})={body(x)}"
    pen.restate(f"{y}={body(x)}", 0.6)
    if first:
        pen.say(f"{p}={body(q)}")
    for line in lines:
        pen.show(line, 1.3)
    pen.say(f"{last}={q}" if not first and pen.chance(0.3) else f"{q}={last}")
    if not first:
        pen.say(f"{y}={last.replace(p, x)}")
    pen.end_step()
    return Problem(text, Expression(gold, "any"))


def poly_at(terms, u, h: str) -> list[tuple[Fraction, str]]:
    """Σ c·(u + h)^d multiplied out, in powers of h; u is a number or a letter."""
    sums: dict[str, Fraction] = {}
    for c, d in terms:
        for e, k in (((1, 0),), ((1, 0), (1, 1)), ((1, 0), (2, 1), (1, 2)), ((1, 0), (3, 1), (3, 2), (1, 3)))[d]:
            if isinstance(u, str):
                key = "".join(sorted((p for p in ((u if d - k == 1 else f"{u}^{d - k}" if d > k else ""), (h if k == 1 else f"{h}^{k}" if k else "")) if p), key=lambda p: p[0]))
                sums[key] = sums.get(key, Fraction(0)) + c * e
            else:
                key = "" if k == 0 else h if k == 1 else f"{h}^{k}"
                sums[key] = sums.get(key, Fraction(0)) + c * e * Fraction(u) ** (d - k)
    return [(v, k) for k, v in sums.items() if v]


def difference_quotient(pen: Pen) -> Problem:
    """f(u + h), f(u + h) - f(u), and that over h; u is a number or x."""
    x, h = pen.pick("x", "x", "t"), pen.pick("h", "h", "k")
    name = pen.pick("f", "f", "g", "s")
    terms = [(Fraction(c), d) for c, d in ((pen.pick(0, 1, 1, 2, -1, 3), 2), (pen.int(-6, 7), 1), (pen.int(-9, 9), 0)) if c]
    if max((d for _, d in terms), default=0) == 0:
        raise Unsuitable
    letter = pen.chance(0.55)
    u = x if letter else pen.pick(1, 2, 3, -1, -2, 4)
    at = f"{u}+{h}"
    body = polynomial(terms, x)
    far = f"{name}({at})"
    pen.restate(f"{name}({x})={body}", 0.1)
    put = lambda v: joined(*[(number(c) if d == 0 else times(c, f"({v})") if d == 1 else times(c, f"({v})^{d}")) for c, d in terms])  # noqa: E731
    write = lambda ts: joined(*[times(c, k) if k else number(c) for c, k in ts])  # noqa: E731
    right = poly_at(terms, u, h)
    cross = [i for i, (_, k) in enumerate(right) if h in k and (len(k) > 1 if letter else k == h)]
    shown_as = list(right)
    kind = pen.slip("middle term", "right", "dropped", "halved", weight=1.5) if any(d == 2 for _, d in terms) and cross else "right"
    if kind != "right":
        i = cross[0]
        shown_as[i] = (right[i][0] / 2 if kind == "halved" else Fraction(0), right[i][1])
        shown_as = [t for t in shown_as if t[0]]
    else:
        i = pen.slip("sign", -1, *range(len(right)), weight=0.8)
        shown_as = [(-c if j == i else pen.calc(c, weight=0.1), k) for j, (c, k) in enumerate(right)]
    pen.chain([put(at), write(shown_as)], far)
    asked = pen.pick("value", "difference", "quotient", "quotient")
    if asked == "value":
        pen.answer(write(shown_as))
        return Problem(f"{name}({x})={body};{far}", Expression(write(right), "expanded"))
    near = poly_at(terms, u, h)
    base = [(c, k) for c, k in near if h not in k]
    if not letter:
        v = pen.calc(sum(c * Fraction(u) ** d for c, d in terms))
        base = [(v, "")] if v else []
        pen.show(f"{name}({u})={number(v)}", 1.2)
    sums = {k: c for c, k in shown_as}
    flip = pen.slip("sign", -1, 0, 1, weight=1.2) if len(base) > 1 else -1
    for i, (c, k) in enumerate(base):
        sums[k] = sums.get(k, Fraction(0)) - (-c if i == flip and i else c)
    rest = [(c, k) for k, c in sums.items() if c]
    if not rest or base == []:
        raise Unsuitable
    gap = f"{far}-{name}({u})"
    if base and pen.chance(0.7):
        pen.say(f"{gap}={write(shown_as)}-({write(base)})={write(rest)}" if len(base) > 1 or base[0][0] < 0 else f"{gap}={write(shown_as)}-{write(base)}={write(rest)}")
    else:
        pen.say(f"{gap}={write(rest)}")
    gold_rest = [(c, k) for c, k in right if h in k]
    if asked == "difference":
        pen.answer(write(rest))
        return Problem(f"{name}({x})={body};{gap}", Expression(write(gold_rest), "expanded"))
    lower = lambda k: k.replace(f"{h}^2", "\0").replace(h, "", 1).replace("\0", h) if f"{h}^2" in k else k.replace(h, "", 1)  # noqa: E731
    if any(h not in k for _, k in rest):
        raise Unsuitable
    less = [(c, lower(k)) for c, k in rest]
    less = pen.slip("one term only", less, [(c, lower(k) if i == 0 else k) for i, (c, k) in enumerate(rest)], weight=1) if len(rest) > 1 else less
    quotient = f"({gap})/{h}"
    over = f"({write(rest)})/{h}" if len(rest) > 1 else f"{write(rest)}/{h}" if rest[0][0] > 0 else f"({write(rest)})/{h}"
    parts = [over]
    if len(rest) > 1 and pen.chance(0.5) and less == [(c, lower(k)) for c, k in rest]:
        parts.append(f"{h}*({write(less)})/{h}")
    parts.append(write(less))
    pen.chain(parts, quotient if pen.chance(0.7) else "")
    if pen.chance(0.25) and any(h in k for _, k in less):
        pen.end_step()
        limit = [(c, k) for c, k in less if h not in k]
        if not limit:
            raise Unsuitable
        pen.say(f"lim({write(less)},{h},0)={write(limit)}")
        gold = [(c, lower(k)) for c, k in gold_rest]
        return Problem(f"{name}({x})={body};lim({quotient},{h},0)", Expression(write([(c, k) for c, k in gold if h not in k]), "expanded"))
    pen.answer(write(less))
    return Problem(f"{name}({x})={body};{quotient}", Expression(write([(c, lower(k)) for c, k in gold_rest]), "expanded"))


def vertex(pen: Pen) -> Problem:
    """ax² + bx + c brought to a(x + d)² + e, and the vertex read off."""
    x = pen.pick("x", "x", "x", "t")
    a, d = pen.pick(1, 1, 1, 2, 3, -1, -2), Fraction(nonzero(pen, -6, 6), pen.pick(1, 1, 1, 2))
    e = Fraction(pen.int(-12, 12))
    b = 2 * a * d
    if b.denominator > 1 or d.denominator > 1 and a != 2 and pen.chance(0.5):
        raise Unsuitable
    c = a * d * d + e
    body = polynomial([(a, 2), (b, 1), (c, 0)], x)
    name = pen.pick("f", "f", "g", "p", "y")
    head = "y" if name == "y" or pen.chance(0.4) else f"{name}({x})"
    parts = [body]
    half = pen.slip("half", d, 2 * d, -d, weight=1)
    square = pen.calc(half * half, 2 * half, weight=0.4)
    if a == 1:
        inner = polynomial([(1, 2), (b, 1)], x)
        if pen.chance(0.7):
            parts.append(joined(polynomial([(1, 2), (b, 1), (square, 0)], x), signed(-square), signed(c) if c else ""))
        sign = pen.slip("sign", -1, 1, weight=0.8)
        parts.append(joined(f"({linear(1, half, x)})^2", signed(sign * square), signed(c) if c else ""))
        last = pen.calc(c + sign * square, c - sign * square)
    else:
        inner = polynomial([(1, 2), (b / a, 1)], x)
        parts.append(joined(times(a, f"({inner})"), signed(c) if c else ""))
        parts.append(joined(times(a, f"({polynomial([(1, 2), (b / a, 1), (square, 0), (-square, 0)], x)})"), signed(c) if c else ""))
        out = pen.slip("factor forgotten", a * square, square, -a * square, weight=1.2)
        if pen.chance(0.7):
            parts.append(joined(times(a, f"(({linear(1, half, x)})^2{signed(-square)})"), signed(c) if c else ""))
        parts.append(joined(times(a, f"({linear(1, half, x)})^2"), signed(-out), signed(c) if c else ""))
        last = pen.calc(c - out, c + out)
    parts.append(joined(times(a, f"({linear(1, half, x)})^2"), signed(last) if last else ""))
    gold = joined(times(a, f"({linear(1, d, x)})^2"), signed(e) if e else "")
    if pen.chance(0.35):
        pen.chain(parts, head)
        u = pen.slip("sign", -half, half, weight=1.2)
        pen.line += [f"{x}={number(u)}", f"y={number(last)}"]
        pen.end_step()
        return Problem(f"{head}={body};x;y", System(((x, number(-d)), ("y", number(e)))))
    pen.chain(parts, head if pen.chance(0.8) else "")
    pen.answer(parts[-1])
    return Problem(body if pen.chance(0.5) else f"y={body}", Expression(gold, "factored"))


def unknown_coefficient(pen: Pen) -> Problem:
    """A coefficient from a value of the function: the number is put in, the letter solved for."""
    x, k = pen.pick("x", "x", "t"), pen.pick("a", "k", "c", "m", "b", "p")
    name = pen.pick("f", "g", "h")
    u, s = pen.pick(1, 2, 3, -1, -2, 4, 5), Fraction(pen.int(-6, 8), pen.pick(1, 1, 1, 2))
    terms = [(nonzero(pen, -5, 6), d) for d in sorted(pen.rng.sample(range(4), pen.int(2, 3)), reverse=True)]
    at = pen.rng.randrange(len(terms))
    if terms[0][1] == 0:
        raise Unsuitable
    worth = sum(Fraction(s if i == at else c) * Fraction(u) ** d for i, (c, d) in enumerate(terms))
    if worth.denominator > 1:
        raise Unsuitable
    power = lambda v, d: "" if d == 0 else v if d == 1 else f"{v}^{d}"  # noqa: E731
    body = joined(*[(k + power(x, d)) if i == at else (times(c, power(x, d)) if d else number(c)) for i, (c, d) in enumerate(terms)])
    text = f"{name}({x})={body};{name}({u})={number(worth)}"
    w = factor(u)
    put = joined(*[(k + (f"*{power(w, d)}" if d else "") if i == at else number(c) if d == 0 else f"{'' if c == 1 else '-' if c == -1 else f'{c}*'}{power(w, d)}") for i, (c, d) in enumerate(terms)])
    pen.say(f"{put}={number(worth)}" if pen.chance(0.7) else f"{number(worth)}={put}")
    factors, rest = Fraction(0), Fraction(0)
    out = []
    for i, (c, d) in enumerate(terms):
        right = Fraction(u) ** d * (1 if i == at else c)
        v = pen.calc(right, -right if u < 0 else right + 1, Fraction(u * d) * (1 if i == at else c), weight=0.5) if d else right
        if i == at:
            factors = v
            out.append(times(v, k))
        else:
            rest += v
            out.append(number(v))
    if factors == 0:
        raise Unsuitable
    pen.show(f"{joined(*out)}={number(worth)}", 1.2)
    if len(terms) > 2:
        pen.show(f"{linear(factors, rest, k)}={number(worth)}")
    v, _ = solve(pen, factors, rest, 0, worth, k)
    pen.answer(number(v), k)
    return Problem(text, root_goal(k, s), ask=k)


def zeros_of(pen: Pen) -> Problem:
    """Where a function is zero or has a given value: linear, with a root, a reciprocal or a product of brackets."""
    x = pen.pick("x", "x", "t")
    name = pen.pick("f", "f", "g", "h")
    form = pen.pick("root", "reciprocal", "product", "product", "power")
    if form == "root":
        a, b = nonzero(pen, -4, 6), pen.int(-9, 9)
        y, k = pen.int(1, 7), pen.pick(1, 1, 2, 3)
        s = Fraction(y * y - b, a)
        text = f"{name}({x})={times(k, f'√({linear(a, b, x)})')};{name}({x})={k * y}"
        pen.say(f"{times(k, f'√({linear(a, b, x)})')}={k * y}")
        r = Fraction(k * y)
        if k > 1:
            r = pen.slip("wrong inverse", r / k, r - k, weight=0.8)
            pen.say(f"√({linear(a, b, x)})={number(r)}")
        e = pen.slip("root", r * r, 2 * r, r, weight=1.2)
        pen.say(f"{linear(a, b, x)}={number(e)}")
        v, _ = solve(pen, a, b, 0, e, x) if b or a != 1 else (e, "=")
        if b == 0 and a == 1:
            raise Unsuitable
        return Problem(text, root_goal(x, s), ask=x)
    if form == "reciprocal":
        m, b, c = pen.int(2, 12), nonzero(pen, -6, 6), nonzero(pen, -5, 6)
        n = pen.pick(1, 1, 2, 3)
        # m/(nx + b) + c = y
        q = pen.pick(*[d for d in range(1, m + 1) if m % d == 0])
        y = q + c
        s = Fraction(Fraction(m, q) - b, n)
        text = f"{name}({x})={m}/({linear(n, b, x)}){signed(c)};{name}({x})={y}"
        pen.say(f"{m}/({linear(n, b, x)}){signed(c)}={y}")
        e = pen.calc(y - c, y + c, weight=1)
        pen.say(f"{m}/({linear(n, b, x)})={number(e)}")
        if e == 0:
            raise Unsuitable
        pen.show(f"{m}={times(e, f'({linear(n, b, x)})')}")
        w = pen.slip("turned over", m / e, e / m, e * m, weight=1)
        pen.say(f"{linear(n, b, x)}={number(w)}")
        solve(pen, n, b, 0, w, x)
        return Problem(text, root_goal(x, s), ask=x)
    if form == "product":
        a, b = pen.pick(1, 1, 2, 3, 5), pen.pick(1, 1, 1, 2, 4)
        u, v = Fraction(pen.int(-9, 9), a), Fraction(pen.int(-9, 9), b)
        third = pen.chance(0.3)
        if u == v or 0 in (u, v):
            raise Unsuitable
        k = pen.pick(1, 1, 2, -3)
        first, second = linear(a, -a * u, x), linear(b, -b * v, x)
        body = times(k, f"({first})({second})") if not third else f"{times(k, x)}*({first})({second})"
        text = f"{name}({x})={body};{name}({x})=0"
        pen.restate(f"{body}=0", 0.6)
        pen.line += ([f"{x}=0"] if third else []) + [f"{first}=0", f"{second}=0"]
        pen.end_step()
        found = []
        for n, w in ((a, u), (b, v)):
            right = pen.slip("sign", n * w, -n * w, weight=1)
            if n > 1 and pen.chance(0.6):
                pen.line.append(f"{times(n, x)}={number(right)}")
            found.append(right / n if n == 1 else pen.slip("wrong inverse", right / n, right - n, right, weight=0.8))
        pen.end_step()
        lost = pen.slip("lost root", False, True, weight=1)
        roots = ([Fraction(0)] if third else []) + found
        if lost:
            roots = roots[1:]
        pen.line += [f"{x}={number(w)}" for w in roots]
        pen.end_step()
        return Problem(text, Roots(x, tuple(number(w) for w in ([Fraction(0)] if third else []) + [u, v])), ask=x)
    e, b, a = pen.pick(3, 3, 5), pen.int(-3, 4), pen.pick(1, 1, 2, 3)
    if b == 0:
        raise Unsuitable
    c = nonzero(pen, -9, 9)
    y = a * b**e + c
    text = f"{name}({x})={times(a, f'{x}^{e}')}{signed(c)};{name}({x})={y}"
    pen.say(f"{times(a, f'{x}^{e}')}{signed(c)}={y}")
    w = pen.calc(y - c, y + c, weight=1)
    pen.say(f"{times(a, f'{x}^{e}')}={number(w)}") if a > 1 else None
    if a > 1:
        w = pen.slip("wrong inverse", w / a, w - a, weight=0.7)
    pen.say(f"{x}^{e}={number(w)}")
    v = pen.slip("root", Fraction(b), Fraction(-b), w / e, weight=1)
    if w != b**e or v.denominator > 1 and pen.kind == "right":
        raise Unsuitable
    pen.show(f"{x}=root({e},{number(w)})", 0.6) if w > 0 else None
    pen.say(f"{x}={number(v)}")
    return Problem(text, root_goal(x, b), ask=x)
