"""Powers, roots, logarithms, and fractions with letters: values, rules, equations, cancelling."""

from fractions import Fraction
from math import gcd, isqrt

from goals import Expression, Value
from pen import Pen, Problem, Unsuitable, factor, joined, linear, number, polynomial, signed, square_free, times

from .equations import distribute, nonzero, root_goal, solve


def powered(x: str, n) -> str:
    n = Fraction(n)
    if n == 0:
        return "1"
    if n == 1:
        return x
    return f"{x}^{number(n)}" if n.denominator == 1 and n > 0 else f"{x}^({number(n)})"


def power_rules(pen: Pen) -> Problem:
    x = pen.pick("x", "x", "a", "y", "b", "t")
    m, n, k = pen.int(2, 9), pen.int(2, 7), pen.int(2, 5)
    form = pen.int(0, 4)
    if form == 0:  # x^m x^n
        c, d = pen.pick(1, pen.int(2, 9)), pen.pick(1, pen.int(2, 9))
        text = f"{times(c, powered(x, m))}*{times(d, powered(x, n))}" if d > 1 else f"{times(c, powered(x, m))}{powered(x, n)}"
        e = pen.slip("exponents multiplied", m + n, m * n, weight=2)
        s = pen.slip("coefficients added", c * d, c + d) if c > 1 and d > 1 else c * d
        parts = [text, times(s, f"{x}^({m}+{n})") if e == m + n else text, times(s, powered(x, e))]
        gold = times(c * d, powered(x, m + n))
    elif form == 1:  # (x^m)^n
        text = f"({powered(x, m)})^{k}"
        e = pen.slip("exponents added", m * k, m + k, m**k if m**k < 100 else m + k, weight=2)
        parts = [text, f"{x}^({m}*{k})" if e == m * k else text, powered(x, e)]
        gold = powered(x, m * k)
    elif form == 2:  # x^m / x^n
        text = f"{powered(x, m)}/{powered(x, n)}"
        if m == n or m % n == 0:
            raise Unsuitable
        e = pen.slip("exponents divided", m - n, m + n, n - m, weight=2)
        parts = [text, f"{x}^({m}-{n})" if e == m - n else text, powered(x, e)]
        gold = powered(x, m - n)
    elif form == 3:  # (c x^m)^n
        c, k = pen.int(2, 5), pen.int(2, 3)
        text = f"({c}{powered(x, m)})^{k}"
        s = pen.slip("coefficient not raised", c**k, c, c * k, weight=2)
        e = pen.slip("exponents added", m * k, m + k)
        parts = [text, f"{c}^{k}({powered(x, m)})^{k}" if (s, e) == (c**k, m * k) else text, times(s, powered(x, e))]
        parts[1] = parts[1].replace(f"{c}^{k}(", f"{c}^{k}*(")
        gold = times(c**k, powered(x, m * k))
    else:  # x^m x^n / x^k
        text = f"({powered(x, m)}{powered(x, n)})/{powered(x, k)}"
        e = pen.slip("exponents multiplied", m + n, m * n, weight=1.5)
        e2 = pen.slip("exponents divided", e - k, e + k, weight=1.5)
        parts = [text, f"{powered(x, e)}/{powered(x, k)}", powered(x, e2)]
        if m + n - k == 0:
            raise Unsuitable
        gold = powered(x, m + n - k)
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(gold))


def simplify_root(pen: Pen) -> Problem:
    f, s = pen.pick(2, 3, 5, 6, 7, 10), pen.int(2, 9)
    n = s * s * f
    form = pen.int(0, 2)
    if form == 0:
        text = f"√{n}"
        split = pen.calc(s * s)
        out = pen.slip("root not taken", s, s * s, weight=1.5)
        parts = [text, f"√({number(split)}*{f})", f"√{number(split)}*√{f}", f"{out}√{f}"]
        gold = f"{s}√{f}"
    elif form == 1:
        k = pen.int(2, 6)
        sign = pen.pick("+", "-")
        if k == s:
            raise Unsuitable
        text = f"√{n}{sign}√{k * k * f}"
        if pen.slip("roots added under one root", False, True, weight=2):
            m = n + k * k * f if sign == "+" else n - k * k * f
            parts = [text, f"√{m}"] if m > 0 else [text, f"√({m})"]
        else:
            a, b = pen.slip("root not taken", (s, k), (s * s, k), (s, k * k), weight=1.5)
            parts = [text, f"{a}√{f}{sign}{b}√{f}", times(pen.calc(a + b if sign == "+" else a - b), f"√{f}")]
        gold = f"{s + k if sign == '+' else s - k}√{f}"
    else:
        a = pen.pick(2, 3, 5, 6, 7, 10, 12, 15)
        b = pen.pick(2, 3, 6, 8, 10, 14, 15)
        text = f"√{a}*√{b}"
        m = pen.calc(a * b, a + b)
        if m <= 0 or m.denominator != 1:
            raise Unsuitable
        s, f = square_free(int(m))
        out = pen.slip("root not taken", s, s * s) if s > 1 else s
        parts = [text, f"√({a}*{b})", f"√{number(m)}", str(out) if f == 1 else times(out, f"√{f}")]
        gold = f"√{a * b}"
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Value(gold))


def hypotenuse(pen: Pen) -> Problem:
    a, b, c = pen.pick((3, 4, 5), (6, 8, 10), (5, 12, 13), (8, 15, 17), (9, 12, 15), (7, 24, 25), (12, 16, 20), (20, 21, 29))
    if pen.chance(0.5):
        a, b = b, a
    leg = pen.chance(0.35)
    x = pen.pick("c", "x", "d", "z") if not leg else pen.pick("b", "x", "a")
    text = f"{a}^2+{x}^2={c}^2" if leg else pen.pick(f"{a}^2+{b}^2={x}^2", f"{x}^2={a}^2+{b}^2", f"{x}=√({a}^2+{b}^2)")
    pen.restate(text, 0.7)
    if leg:
        sign = pen.slip("sign", "-", "+", weight=2)
        pen.show(f"{x}^2={c}^2{sign}{a}^2")
        p, q = pen.calc(c * c, 2 * c), pen.calc(a * a, 2 * a)
        pen.show(f"{x}^2={number(p)}{sign}{number(q)}")
        t = pen.calc(p - q if sign == "-" else p + q)
        gold = b
    else:
        if pen.slip("root of a sum", False, True, weight=2.5):
            pen.say(f"{x}=√({a}^2)+√({b}^2)" if pen.mischief.random() < 0.3 else f"{x}={a}+{b}")
            pen.say(f"{x}={a + b}")
            pen.end_step()
            return Problem(text, root_goal(x, c))
        p, q = pen.calc(a * a, 2 * a), pen.calc(b * b, 2 * b)
        pen.show(f"{x}^2={number(p)}+{number(q)}")
        t = pen.calc(p + q, p - q)
        gold = c
    pen.say(f"{x}^2={number(t)}")
    if t <= 0:
        raise Unsuitable
    w = pen.slip("root not taken", Fraction(isqrt(int(t))) if isqrt(int(t)) ** 2 == t else None, t / 2, t)
    if w is None:
        pen.say(f"{x}=√{number(t)}")
        w = f"√{number(t)}"
    else:
        pen.show(f"{x}=√{number(t)}")
        w = number(w)
        pen.say(f"{x}={w}")
    pen.answer(w, x)
    return Problem(text, root_goal(x, gold))


def root_equation(pen: Pen) -> Problem:
    """√(ax + b) + k = c."""
    x = pen.letter
    w, a = pen.int(1, 9), pen.pick(1, 1, 2, 3, 5)
    s = Fraction(pen.int(-10, 20))
    b = w * w - a * s
    k = pen.pick(0, 0, nonzero(pen, -8, 8))
    text = f"√{x if a == 1 and b == 0 else f'({linear(a, b, x)})'}{signed(k) if k else ''}={w + k}"
    pen.restate(text)
    right = Fraction(w + k)
    if k:
        right = pen.slip("sign", right - k, right + k)
        pen.say(f"√({linear(a, b, x)})={number(right)}")
    squared = pen.slip("not squared", right * right, right, 2 * right, weight=2)
    if squared == right * right:
        if pen.chance(0.4):
            pen.show(f"{linear(a, b, x)}={factor(right)}^2")
        squared = pen.calc(squared)
    pen.say(f"{linear(a, b, x)}={number(squared)}")
    v = squared
    if a != 1 or b:
        v, _ = solve(pen, a, b, 0, squared, x)
    pen.answer(number(v), x)
    return Problem(text, root_goal(x, s), ask=x)


def exponential_equation(pen: Pen) -> Problem:
    """b^(px + q) = b^r."""
    x, base = pen.letter, pen.pick(2, 2, 3, 5, 10, 4)
    p, q, s = pen.pick(1, 1, 2, 3, -1), pen.int(-5, 5), pen.int(-4, 6)
    r = p * s + q
    if not 0 <= r <= {2: 10, 3: 6, 5: 4, 10: 6, 4: 5}[base] or (p == 1 and q == 0 and r < 2):
        raise Unsuitable
    exponent = linear(p, q, x)
    left = f"{base}^{exponent}" if exponent == x else f"{base}^({exponent})"
    text = f"{left}={base**r}"
    pen.restate(text)
    e = pen.slip("wrong power", Fraction(r), Fraction(base**r, base), Fraction(r + 1), Fraction(r - 1), weight=2)
    if pen.chance(0.7):
        pen.show(f"{left}={base}^{factor(e)}")
    pen.say(f"{exponent}={number(e)}")
    v = e
    if exponent != x:
        v, _ = solve(pen, p, q, 0, e, x)
    pen.answer(number(v), x)
    return Problem(text, root_goal(x, s), ask=x)


def log_of(base: int, inside: str) -> str:
    return f"log({inside})" if base == 10 else f"log({base},{inside})"


def log_value(pen: Pen) -> Problem:
    """Sums and differences of logarithms, by the rules or one by one."""
    base = pen.pick(2, 2, 3, 5, 10)
    m, n = pen.int(1, 4), pen.int(1, 4)
    a, b = base**m, base**n
    sign = pen.pick("+", "-")
    if pen.chance(0.5):  # one by one
        text = f"{log_of(base, str(a))}{sign}{log_of(base, str(b))}"
        p = pen.slip("wrong power", m, m + 1, a // base, weight=1.2)
        q = pen.slip("wrong power", n, n + 1, b // base, weight=1.2)
        parts = [text, f"{p}{sign}{q}", number(pen.calc(p + q if sign == "+" else p - q))]
        gold = m + n if sign == "+" else m - n
    else:
        c = pen.pick(2, 3, 4, 5, 6)
        first, second = (a * c, c) if sign == "-" else (a, b)
        if sign == "+" and pen.chance(0.5):
            first, second = pen.pick((c * base ** (m % 2), base**m), (a, b))
        total = first * second if sign == "+" else first // second
        text = f"{log_of(base, str(first))}{sign}{log_of(base, str(second))}"
        joinedlog = pen.slip("rule of logarithms", total, first + second if sign == "+" else first - second, weight=2.5)
        inside = f"{first}*{second}" if sign == "+" else f"{first}/{second}"
        parts = [text, log_of(base, inside) if joinedlog == total else log_of(base, f"{first}{sign}{second}"), log_of(base, str(joinedlog))]
        power, t = 0, total
        while t % base == 0:
            t, power = t // base, power + 1
        if t == 1 and joinedlog == total:
            parts.append(str(pen.slip("wrong power", power, power + 1, total // base)))
        gold = log_of(base, str(total))
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Value(str(gold)))


def log_rules(pen: Pen) -> Problem:
    """log(xy), log(x/y), log(x^n) taken apart or put together."""
    x, y = pen.pick(("x", "y"), ("a", "b"), ("u", "v"))
    log = pen.pick("log", "ln", "ln")
    n, m = pen.int(2, 5), pen.pick(1, 1, 2, 3)
    form = pen.int(0, 3)
    if form == 0:
        text = f"{log}({powered(x, n)}{powered(y, m)})"
        middle = f"{log}({powered(x, n)})+{log}({powered(y, m)})"
        right = f"{n}{log}({x})+{times(m, f'{log}({y})')}"
        last = pen.slip("rule of logarithms", right, f"{n}{log}({x})*{times(m, f'{log}({y})')}", f"{log}({x})^{n}+{times(m, f'{log}({y})')}", f"{n * m}({log}({x})+{log}({y}))" if m > 1 else f"{n}({log}({x})+{log}({y}))", weight=2)
    elif form == 1:
        text = f"{log}({powered(x, n)}/{powered(y, m)})"
        middle = f"{log}({powered(x, n)})-{log}({powered(y, m)})"
        right = f"{n}{log}({x})-{times(m, f'{log}({y})')}"
        last = pen.slip("rule of logarithms", right, f"{n}{log}({x})/({times(m, f'{log}({y})')})", f"{n}{log}({x})+{times(m, f'{log}({y})')}", weight=2)
    elif form == 2:
        text = f"{n}{log}({x})+{times(m, f'{log}({y})')}"
        middle = f"{log}({powered(x, n)})+{log}({powered(y, m)})"
        right = f"{log}({powered(x, n)}{powered(y, m)})"
        last = pen.slip("rule of logarithms", right, f"{log}({powered(x, n)}+{powered(y, m)})", f"{log}({n}{x}+{times(m, y)})", weight=2)
    else:
        text = f"{log}({powered(x, n)})" + f"-{log}({x})"
        middle = f"{log}({powered(x, n)}/{x})"
        right = f"{log}({powered(x, n - 1)})" if n > 2 else f"{log}({x})"
        last = pen.slip("rule of logarithms", right, f"{log}({powered(x, n)}-{x})", f"{log}({powered(x, n + 1)})", weight=2)
    parts = [text, *([middle] if last == right else []), last]
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(right))


def log_equation(pen: Pen) -> Problem:
    x, base = pen.letter, pen.pick(2, 2, 3, 5, 10)
    n, a, s = pen.int(1, 4), pen.pick(1, 1, 2, 3), pen.int(-5, 15)
    b = base**n - a * s
    if abs(b) > 99:
        raise Unsuitable
    body = linear(a, b, x)
    text = f"{log_of(base, body)}={n}"
    pen.restate(text)
    e = pen.slip("base and exponent", Fraction(base**n), Fraction(n**base) if n < 5 and base < 6 else Fraction(base * n), Fraction(base * n), weight=2)
    if e == base**n:
        if pen.chance(0.5):
            pen.show(f"{body}={base}^{n}")
        e = pen.calc(e)
    pen.say(f"{body}={number(e)}")
    v = e
    if body != x:
        v, _ = solve(pen, a, b, 0, e, x)
    pen.answer(number(v), x)
    return Problem(text, root_goal(x, s), ask=x)


def log_combine(pen: Pen) -> Problem:
    """log(x) + log(x - k) = n: joined to one logarithm, a quadratic, one root too many."""
    x, base = pen.letter, pen.pick(2, 2, 3, 10)
    n = pen.int(1, {2: 6, 3: 4, 10: 2}[base])
    total = base**n
    pairs = [(p, total // p) for p in range(1, total + 1) if total % p == 0 and p > total // p]
    if not pairs:
        raise Unsuitable
    s, other = pen.rng.choice(pairs)
    k = s - other
    text = f"{log_of(base, x)}+{log_of(base, linear(1, -k, x))}={n}"
    pen.restate(text)
    if pen.slip("rule of logarithms", False, True, weight=2):
        pen.say(f"{log_of(base, f'{x}{signed(-k)}+{x}')}={n}".replace(f"{x}{signed(-k)}+{x}", f"2{x}{signed(-k)}"))
        pen.say(f"2{x}{signed(-k)}={total}")
        v = Fraction(total + k, 2)
        pen.say(f"{x}={number(v)}")
        pen.end_step()
        return Problem(text, root_goal(x, s), ask=x)
    pen.say(f"{log_of(base, f'{x}*({linear(1, -k, x)})')}={n}")
    t = pen.slip("base and exponent", total, base * n) if base * n != total else total
    pen.say(f"{x}*({linear(1, -k, x)})={t}")
    pen.say(f"{polynomial([(1, 2), (-k, 1), (-t, 0)], x)}=0")
    if t != total:
        raise Unsuitable
    u = pen.slip("sign of a root", s, -s, weight=1.5)
    pen.say(f"({linear(1, -u, x)})({linear(1, Fraction(total, u), x)})=0")
    pen.say(f"{x}={u}")
    pen.end_step()
    return Problem(text, root_goal(x, s), ask=x)


def cancel(pen: Pen) -> Problem:
    """A fraction of polynomials shortened; summands mustn't be."""
    x = pen.letter
    form = pen.int(0, 2)
    if form == 0:  # (x² - a²)/(x - a)
        a, s = pen.int(2, 9), pen.pick(1, -1)
        text = f"({polynomial([(1, 2), (-a * a, 0)], x)})/({linear(1, -s * a, x)})"
        gold = linear(1, s * a, x)
        if pen.slip("summands cancelled", False, True, weight=2):
            parts = [text, linear(1, -s * a, x) if pen.mischief.random() < 0.4 else f"{x}{signed(-a)}"]
            if parts[-1] == gold:
                parts[-1] = linear(1, -a * s, x)
        else:
            parts = [text, f"({linear(1, -a, x)})({linear(1, a, x)})/({linear(1, -s * a, x)})", gold]
    elif form == 1:  # (x² + px + q)/(x - u)
        u, v = nonzero(pen, -9, 9), nonzero(pen, -9, 9)
        if u == v:
            raise Unsuitable
        text = f"({polynomial([(1, 2), (-(u + v), 1), (u * v, 0)], x)})/({linear(1, -u, x)})"
        gold = linear(1, -v, x)
        p, q = pen.slip("wrong factors", (u, v), (u, -v), weight=2)
        parts = [text, f"({linear(1, -p, x)})({linear(1, -q, x)})/({linear(1, -u, x)})", linear(1, -q, x)]
    else:  # (ax + ab)/a or (ax² + bx)/x
        a, b = pen.int(2, 9), nonzero(pen, -9, 9)
        if pen.chance(0.5):
            text = f"({linear(a, a * b, x)})/{a}"
            wrong, gold = linear(1, a * b, x), linear(1, b, x)
            middle = f"{a}({linear(1, b, x)})/{a}"
        else:
            text = f"({polynomial([(a, 2), (b, 1)], x)})/{x}"
            wrong, gold = polynomial([(a, 1), (b, 1)], x), linear(a, b, x)
            middle = f"{x}*({linear(a, b, x)})/{x}"
        if pen.slip("summands cancelled", False, True, weight=2):
            parts = [text, wrong]
        else:
            parts = [text, middle, gold]
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(gold))


def rational_equation(pen: Pen) -> Problem:
    """k/(x + b) = c."""
    x = pen.letter
    b, c, s = nonzero(pen, -9, 9), nonzero(pen, -6, 8), pen.int(-10, 12)
    k = c * (s + b)
    if k == 0 or c == 1:
        raise Unsuitable
    text = f"{number(k)}/({linear(1, b, x)})={c}" if pen.chance(0.8) else f"{c}={k}/({linear(1, b, x)})"
    pen.restate(text)
    if pen.chance(0.5):
        pen.show(f"{k}={times(c, f'({linear(1, b, x)})')}")
        p, q = distribute(pen, c, 1, b)
        pen.say(f"{linear(p, q, x)}={k}" if pen.chance(0.5) else f"{k}={linear(p, q, x)}")
        v, _ = solve(pen, p, q, 0, k, x)
    else:
        e = pen.slip("wrong inverse", Fraction(k, c), Fraction(k * c), Fraction(c, k), Fraction(k - c), weight=2)
        pen.show(f"{linear(1, b, x)}={k}/{factor(c)}") if e == Fraction(k, c) and pen.chance(0.5) else None
        pen.say(f"{linear(1, b, x)}={number(e)}")
        v, _ = solve(pen, 1, b, 0, e, x)
    pen.answer(number(v), x)
    return Problem(text, root_goal(x, s), ask=x)


def add_rational(pen: Pen) -> Problem:
    """p/x + q/(x + b) over one denominator."""
    x = pen.letter
    p, q, b = pen.int(1, 7), pen.int(1, 7), nonzero(pen, -6, 6)
    sign = pen.pick(1, 1, -1)
    text = f"{p}/{x}{'+' if sign > 0 else '-'}{q}/({linear(1, b, x)})"
    below = f"({x}*({linear(1, b, x)}))"
    gold_top = linear(p + sign * q, p * b, x)
    if p + sign * q == 0:
        raise Unsuitable
    gold = f"({gold_top})/{below}"
    if pen.slip("numerators and denominators added", False, True, weight=2):
        parts = [text, f"{p + sign * q}/({linear(2, b, x)})"]
    else:
        first = f"{times(p, f'({linear(1, b, x)})')}{'+' if sign > 0 else '-'}{times(q, x)}"
        a, c = distribute(pen, p, 1, b)
        s = pen.slip("sign", sign, -sign, weight=0.6)
        parts = [text, f"({first})/{below}", f"({joined(linear(a, c, x), times(s * q, x))})/{below}", f"({linear(a + s * q, c, x)})/{below}"]
        if a + s * q == 0:
            raise Unsuitable
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Expression(gold))


def rationalize(pen: Pen) -> Problem:
    """A root taken out of the denominator."""
    f, a = pen.pick(2, 3, 5, 6, 7), pen.int(1, 12)
    text = f"{a}/√{f}"
    g = gcd(a, f)
    below = pen.slip("root not squared", f, f * f, 2 * f, weight=2)
    top = f"{a}√{f}" if a > 1 else f"√{f}"
    parts = [text, f"({top})/(√{f}*√{f})" if below == f else text, f"{top}/{below}"]
    if g > 1:
        n, d = a // g, below // g if below % g == 0 else below
        body = times(n, f"√{f}")
        parts.append(body if d == 1 else f"{body}/{d}")
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Value(text))
