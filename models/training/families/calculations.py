"""Calculations of any shape: trees of operations, quantities defined by one another, recursions, divisions with remainder."""

from fractions import Fraction
from math import factorial, gcd, isqrt

from goals import Value
from pen import Pen, Problem, Unsuitable, decimal, decimal_places, factor, joined, number, signed

from .equations import nonzero

# A node is a Fraction, a letter, or (operator, left, right); √ and abs have no right.
RANK = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3, "√": 4, "abs": 5}


def shown(node, beside: str = "", first: bool = True) -> str:
    """A tree in normal form; `beside`: the operator it stands at, `first`: on its left."""
    if isinstance(node, str):
        return node
    if isinstance(node, Fraction):
        text = number(node)
        fits = node >= 0 or first and beside != "^"
        return text if text.isdigit() or fits and (node.denominator == 1 or beside in ("", "+", "-")) else f"({text})"
    op, left, *right = node
    if op == "abs":
        return f"abs({shown(left)})"
    if op == "√":
        inside = shown(left)
        return f"√{inside}" if inside.isdigit() or len(inside) == 1 else f"√({inside})"
    rank, outer = RANK[op], RANK.get(beside, 0)
    apart = outer > rank or outer == rank and (beside == "^" or not first and (beside in "-/" or op == "/"))
    text = shown(left, op, first or apart) + op + shown(right[0], op, False)
    return f"({text})" if apart else text


def worth(op: str, a: Fraction, b: Fraction | None = None) -> Fraction:
    if op == "abs":
        return abs(a)
    if op == "√":
        if a < 0 or a.denominator > 1 or isqrt(int(a)) ** 2 != a:
            raise Unsuitable
        return Fraction(isqrt(int(a)))
    if op == "^":
        if b.denominator > 1 or not 0 <= b <= 6 or abs(a) > 20:
            raise Unsuitable
        return a ** int(b)
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[op]()


def exact(node, env: dict | None = None) -> Fraction:
    if isinstance(node, Fraction):
        return node
    if isinstance(node, str):
        return env[node]
    return worth(node[0], *[exact(n, env) for n in node[1:]])


def grown(pen: Pen, size: int, top: str = ""):
    """A random tree with about `size` operations; roots only where they come out."""
    if size <= 0:
        return Fraction(pen.int(2, pen.pick(9, 9, 12, 20))) if pen.chance(0.85) else Fraction(-pen.int(1, 9))
    k = pen.rng.random()
    if k < 0.07 and top != "√":
        if pen.chance(0.5):
            a, b, _ = pen.pick((3, 4, 5), (6, 8, 10), (5, 12, 13), (8, 15, 17))
            return ("√", ("+", ("^", Fraction(a), Fraction(2)), ("^", Fraction(b), Fraction(2))))
        return ("√", Fraction(pen.int(2, 12) ** 2))
    if k < 0.2 and top != "^":
        return ("^", grown(pen, min(size - 1, 1), "^"), Fraction(pen.pick(2, 2, 2, 3)))
    if k < 0.25 and top != "abs":
        return ("abs", ("-", grown(pen, size - 2), grown(pen, 0)))
    op = pen.pick("+", "-", "-", "*", "*", "/")
    if op == "/":
        b = pen.int(2, 9)
        if size == 1 or pen.chance(0.5):
            return ("/", Fraction(b * pen.int(2, 12)), Fraction(b))
        return ("/", grown(pen, size - 1), Fraction(b))
    left = pen.int(0, size - 1)
    return (op, grown(pen, left), grown(pen, size - 1 - left))


def reduced(pen: Pen, node, most: int):
    """Up to `most` of the operations that only have numbers left, worked out; returns the tree and how many."""
    if isinstance(node, (str, Fraction)):
        return node, 0
    op, *parts = node
    if all(isinstance(p, Fraction) for p in parts):
        right = worth(op, *parts)
        tempting = []
        if op == "^":
            tempting = [parts[0] * parts[1], -right]
        elif op == "*":
            tempting = [parts[0] + parts[1], -right]
        elif op == "-":
            tempting = [parts[0] + parts[1], parts[1] - parts[0]]
        elif op == "+":
            tempting = [parts[0] - parts[1], abs(parts[0]) + abs(parts[1])]
        elif op == "√":
            tempting = [parts[0] / 2]
        elif op == "abs":
            tempting = [parts[0]]
        v = pen.calc(right, *tempting, weight=0.6)
        if abs(v.numerator) > 20000 or v.denominator > 60:
            raise Unsuitable
        return v, 1
    if op in "+-" and len(parts) == 2 and isinstance(parts[0], Fraction) and isinstance(parts[1], tuple) and parts[1][0] in "*/":
        _, b, c = parts[1]
        if isinstance(b, Fraction) and isinstance(c, Fraction) and pen.oops("order of operations", 0.8):
            return worth(parts[1][0], worth(op, parts[0], b), c), 2
    done, found = 0, []
    for p in parts:
        p, n = reduced(pen, p, most - done) if done < most else (p, 0)
        done += n
        found.append(p)
    return (op, *found), done


def worked_out(pen: Pen, tree) -> list[str]:
    """The tree, worked out bit by bit until one number is left."""
    parts = [shown(tree)]
    while not isinstance(tree, Fraction):
        tree, _ = reduced(pen, tree, pen.pick(1, 1, 2, 3))
        parts.append(shown(tree))
    return parts


def any_tree(pen: Pen) -> Problem:
    """An expression of numbers of any shape, worked out from the inside."""
    tree = grown(pen, pen.int(2, 6))
    if isinstance(tree, Fraction):
        raise Unsuitable
    gold = exact(tree)
    parts = worked_out(pen, tree)
    pen.chain(parts, pen.letter if pen.chance(0.25) else "")
    pen.answer(parts[-1])
    return Problem(parts[0], Value(number(gold)))


def with_letters(pen: Pen, tree, names: list[str]):
    """Some of the numbers of a tree replaced by letters."""
    if isinstance(tree, Fraction):
        return pen.rng.choice(names) if pen.chance(0.55) else tree
    if isinstance(tree, str):
        return tree
    if tree[0] in "√/" and isinstance(tree[1], Fraction):
        return tree
    return (tree[0], *[t if tree[0] == "^" and i else with_letters(pen, t, names) for i, t in enumerate(tree[1:])])


def used(tree) -> set[str]:
    if isinstance(tree, str):
        return {tree}
    return set() if isinstance(tree, Fraction) else set().union(*map(used, tree[1:]))


def put_in(tree, env: dict):
    if isinstance(tree, str):
        return env[tree]
    return tree if isinstance(tree, Fraction) else (tree[0], *[put_in(t, env) for t in tree[1:]])


def copied(pen: Pen, env: dict, names: set[str]) -> dict:
    """The values as they are put in; one of them may be another's, or without its sign."""
    seen = dict(env)
    for n in sorted(names):
        others = [v for k, v in env.items() if k != n]
        seen[n] = pen.slip("copied number", env[n], -env[n], env[n] + 1, *others, weight=0.5)
    return seen


def value_of(pen: Pen) -> Problem:
    """An expression with letters at given values."""
    names = pen.rng.sample("abcdkmnpqrstuvwxyz", pen.int(1, 3))
    tree = with_letters(pen, grown(pen, pen.int(2, 5)), names)
    names = sorted(used(tree))
    if not names or isinstance(tree, str):
        raise Unsuitable
    env = {n: Fraction(nonzero(pen, -9, 12)) for n in names}
    gold = exact(tree, env)
    given = ";".join(f"{n}={number(v)}" for n, v in env.items())
    head = shown(tree)
    pen.restate(f"{given};{head}", 0.1)
    parts = [head, *worked_out(pen, put_in(tree, copied(pen, env, used(tree))))]
    pen.chain(parts if pen.chance(0.6) else parts[1:])
    pen.answer(parts[-1])
    return Problem(f"{given};{head}", Value(number(gold)))


def definitions(pen: Pen) -> Problem:
    """Quantities defined by one another; what is put in stands lines ago."""
    names = pen.rng.sample("abcdkmnpqrstuvwxyz", pen.int(2, 5))
    truth: dict[str, Fraction] = {}
    have: dict[str, Fraction] = {}
    text, first = [], pen.int(1, 2)
    for i, n in enumerate(names):
        if i < first:
            truth[n] = have[n] = Fraction(nonzero(pen, -9, 15))
            text.append(f"{n}={number(truth[n])}")
            continue
        tree = with_letters(pen, grown(pen, pen.pick(1, 1, 2, 3)), list(truth))
        if not used(tree) or isinstance(tree, str):
            raise Unsuitable
        truth[n] = exact(tree, truth)
        if abs(truth[n].numerator) > 500 or truth[n].denominator > 12:
            raise Unsuitable
        text.append(f"{n}={shown(tree)}")
        parts = worked_out(pen, put_in(tree, copied(pen, have, used(tree))))
        have[n] = Fraction(parts[-1])
        if pen.chance(0.25):
            parts.insert(0, shown(tree))
        pen.chain(parts, n)
    if len(truth) == first:
        raise Unsuitable
    pen.answer(number(have[names[-1]]), names[-1])
    if pen.hidden and pen.chance(0.7):
        raise Unsuitable
    return Problem(";".join(text), Value(number(truth[names[-1]])), ask=names[-1])


def indexed(name: str, k: int) -> str:
    return f"{name}_{k}" if k < 10 else f"{name}_({k})"


def recursion(pen: Pen) -> Problem:
    """a_(n+1) from a_n, term by term; or from the two before."""
    name, n = pen.pick("a", "a", "b", "u", "x"), pen.pick("n", "n", "k")
    p, q, count = pen.pick(1, 2, 2, 3, -1, -2, Fraction(1, 2)), pen.int(-9, 9), pen.int(3, 5)
    two = pen.chance(0.3)
    start = pen.pick(0, 1, 1)
    terms = [Fraction(pen.int(-6, 12)) for _ in range(2 if two else 1)]
    truth = list(terms)
    if two:
        r = pen.pick(1, 1, -1, 2)
        if p == Fraction(1, 2):
            raise Unsuitable
        coefficient = lambda c: "" if c == 1 else "-" if c == -1 else number(c)  # noqa: E731
        rule = f"{name}_({n}+2)={coefficient(p)}{name}_({n}+1){'-' if r < 0 else '+'}{coefficient(abs(r))}{name}_{n}"
    else:
        if p == 1 and q == 0:
            raise Unsuitable
        before = f"{name}_{n}"
        body = f"{name}_{n}/2" if p == Fraction(1, 2) else ("" if p == 1 else "-" if p == -1 else number(p)) + before
        rule = f"{name}_({n}+1)={body}{signed(q) if q else ''}"
    text = ";".join([*[f"{indexed(name, start + i)}={number(v)}" for i, v in enumerate(terms)], rule])
    pen.restate(rule, 0.1)
    lead = lambda c, v: number(v) if c == 1 else f"-{factor(v)}" if c == -1 else f"{number(c)}*{factor(v)}"  # noqa: E731
    for i in range(count):
        at = indexed(name, start + len(terms))
        if two:
            truth.append(p * truth[-1] + r * truth[-2])
            used_two = pen.slip("wrong term", (terms[-1], terms[-2]), (terms[-2], terms[-1]), (terms[-1], terms[0]), weight=0.6)
            a, b = used_two
            middle = f"{lead(p, a)}{'-' if r < 0 else '+'}{lead(abs(r), b) if abs(r) > 1 else factor(b) if b < 0 else number(b)}"
            right = p * a + r * b
            v = pen.calc(right, p * a - r * b, weight=0.6)
        else:
            truth.append(p * truth[-1] + q)
            before = pen.slip("wrong term", terms[-1], terms[0], *terms[-2:-1], weight=0.5)
            middle = (f"{factor(before) if before < 0 else number(before)}/2" if p == Fraction(1, 2) else lead(p, before)) + (signed(q) if q else "")
            v = pen.calc(p * before + q, p * before - q, p * (before + q), weight=0.6)
            if pen.chance(0.25) and q and abs(p) > 1:
                middle += f"={number(p * before)}{signed(q)}"
        if v.denominator > 8 or abs(v) > 3000:
            raise Unsuitable
        terms.append(v)
        pen.say(f"{at}={middle}={number(v)}" if pen.chance(0.75) else f"{at}={number(v)}" if pen.chance(0.5) else f"{middle}={number(v)}")
    pen.end_step()
    wanted = start + len(terms) - 1
    pen.answer(number(terms[-1]), indexed(name, wanted))
    return Problem(f"{text};{indexed(name, wanted)}", Value(number(truth[-1])))


def partial_sums(pen: Pen) -> Problem:
    """Terms of a formula in n, one by one, and their sum as it grows."""
    name, n = pen.pick("a", "b", "c"), pen.pick("n", "n", "k", "i")
    a, b, c = pen.pick(0, 1, 1, 2), nonzero(pen, -4, 6), pen.int(-6, 9)
    form = pen.pick("polynomial", "polynomial", "power", "fraction")
    if form == "polynomial":
        body = joined("" if a == 0 else f"{'' if a == 1 else a}{n}^2", f"{'' if b == 1 else '-' if b == -1 else b}{n}", signed(c) if c else "")
        term = lambda k: Fraction(a * k * k + b * k + c)  # noqa: E731
        inserted = lambda k: joined("" if a == 0 else f"{'' if a == 1 else f'{a}*'}{k}^2", f"{'' if b == 1 else '-' if b == -1 else f'{b}*'}{k}", signed(c) if c else "")  # noqa: E731
    elif form == "power":
        base = pen.pick(2, 3, -2)
        body = f"{factor(base)}^{n}{signed(c) if c else ''}"
        term = lambda k: Fraction(base) ** k + c  # noqa: E731
        inserted = lambda k: f"{factor(base)}^{k}{signed(c) if c else ''}"  # noqa: E731
    else:
        m = pen.int(1, 6)
        body = f"{m}/({n}+1)" if pen.chance(0.5) else f"{m}/{n}"
        shift = 1 if "+" in body else 0
        term = lambda k: Fraction(m, k + shift)  # noqa: E731
        inserted = lambda k: f"{m}/{k}" if not shift else f"{m}/({k}+1)"  # noqa: E731
    count = pen.int(3, 5) if form != "fraction" else 3
    text = f"{name}_{n}={body}"
    pen.restate(text, 0.1)
    have = []
    for k in range(1, count + 1):
        at = pen.slip("index shifted", k, k + 1, k - 1 or 7, weight=0.4)
        have.append(pen.calc(term(at), term(k) - c, weight=0.6))
        shown_as = number(have[-1])
        pen.say(f"{name}_{k}={inserted(at)}={shown_as}" if pen.chance(0.5) and inserted(at) != shown_as else f"{name}_{k}={shown_as}")
    gold = sum(term(k) for k in range(1, count + 1))
    plain = lambda v: f"({number(v)})" if v < 0 else number(v)  # noqa: E731
    if pen.chance(0.5):
        running = have[0]
        for k in range(1, count):
            new = pen.calc(running + have[k], running - have[k], weight=0.6)
            pen.say(f"s_{k + 1}={number(running)}+{plain(have[k])}={number(new)}" if pen.chance(0.6) else f"{number(running)}+{plain(have[k])}={number(new)}")
            running = new
    else:
        listed = pen.slip("dropped term", have, have[:-1], have[1:], weight=0.8)
        running = pen.calc(sum(listed))
        pen.say("+".join(number(v) if i == 0 else plain(v) for i, v in enumerate(listed)) + f"={number(running)}")
    pen.answer(number(running))
    return Problem(f"{text};sum({name}_{n},{n},1,{count})", Value(number(gold)))


def remainders(pen: Pen) -> Problem:
    """Euclid's divisions down to the greatest common divisor, maybe on to the least common multiple."""
    g = pen.int(1, 15)
    a, b = g * pen.int(4, 40), g * pen.int(3, 30)
    a, b = max(a, b), min(a, b)
    if a % b == 0 or gcd(a, b) == 1 and pen.chance(0.7):
        raise Unsuitable
    multiple = pen.chance(0.35)
    p, q = a, b
    form = pen.rng.random()
    for _ in range(9):
        n = pen.slip("quotient", p // q, p // q + 1 if p // q > 1 else p // q, p // q - 1 if p // q > 1 else p // q, weight=0.4)
        rest = int(pen.calc(p - n * q, weight=0.6))
        if rest < 0 or rest >= p:
            raise Unsuitable
        if form < 0.7:
            pen.say(f"{p}={n}*{q}+{rest}")
        elif form < 0.85:
            pen.say(f"{p}-{n}*{q}={rest}")
        else:
            pen.say(f"mod({p},{q})={rest}")
        if rest == 0:
            break
        p, q = q, rest
    else:
        raise Unsuitable
    found = pen.slip("remainder before", q, p if p < b else q, 1, weight=0.6)
    pen.say(f"gcd({a},{b})={found}")
    if multiple:
        m = pen.calc(Fraction(a * b, found), a * b * found, weight=0.8)
        pen.chain([f"{a}*{b}/{found}", number(m)], f"lcm({a},{b})")
        pen.answer(number(m))
        return Problem(f"lcm({a},{b})", Value(str(a * b // gcd(a, b))))
    pen.answer(str(found))
    return Problem(f"gcd({a},{b})", Value(str(gcd(a, b))))


def powers_of_ten(pen: Pen) -> Problem:
    """Numbers times powers of ten multiplied or divided, and brought to one digit before the point."""
    m, n = Fraction(pen.int(11, 99), pen.pick(1, 10)), Fraction(pen.int(2, 9))
    if m > 10:
        m = Fraction(pen.int(2, 9))
    e, f = nonzero(pen, -9, 12), nonzero(pen, -9, 12)
    over = pen.chance(0.4)
    if over:
        m = n * Fraction(pen.pick(2, 3, 4, 5, 12, 15, 25, 5), pen.pick(1, 10))
    ten = lambda k: f"10^{k}" if k >= 0 else f"10^({k})"  # noqa: E731
    text = f"{decimal(m)}*{ten(e)}/({decimal(n)}*{ten(f)})" if over else f"{decimal(m)}*{ten(e)}*{decimal(n)}*{ten(f)}"
    gold = (m / n * Fraction(10) ** (e - f)) if over else m * n * Fraction(10) ** (e + f)
    parts = [text]
    if not over and pen.chance(0.5):
        parts.append(f"{decimal(m)}*{decimal(n)}*{ten(e)}*{ten(f)}")
    if over and pen.chance(0.4):
        parts.append(f"{decimal(m)}/{decimal(n)}*10^({e}-{factor(f)})")
    c = pen.calc(m / n if over else m * n)
    k = pen.slip("exponents", e - f if over else e + f, e + f if over else e - f, e * f, weight=1.5)
    if decimal_places(c) is None or c <= 0 or abs(k) > 40:
        raise Unsuitable
    parts.append(f"{decimal(c)}*{ten(k)}")
    if c >= 10:
        c, k = pen.slip("point moved the other way", (c / 10, k + 1), (c / 10, k - 1), weight=1)
        parts.append(f"{decimal(c)}*{ten(k)}")
    elif c < 1:
        c, k = pen.slip("point moved the other way", (c * 10, k - 1), (c * 10, k + 1), weight=1)
        parts.append(f"{decimal(c)}*{ten(k)}")
    pen.chain(parts)
    pen.answer(parts[-1])
    return Problem(text, Value(number(gold)))


def counting(pen: Pen) -> Problem:
    """Arrangements, choices and chances: factorials, binomials, products of fractions."""
    form = pen.pick("binom", "factorial", "draws", "draws", "arrangements")
    if form == "binom":
        n = pen.int(4, 10)
        k = pen.int(2, n - 2)
        text = f"binom({n},{k})"
        gold = Fraction(factorial(n), factorial(k) * factorial(n - k))
        rest = pen.slip("complement", n - k, n, k, weight=1)
        kk = factorial(k)
        if pen.chance(0.5) or rest != n - k:
            top, low = factorial(n), pen.calc(kk * factorial(rest), weight=0.5)
            v = pen.calc(Fraction(top) / low)
            parts = [text, f"{n}!/({k}!*{rest}!)", f"{top}/{number(low)}", number(v)]
        else:
            top = 1
            for i in range(k):
                top *= n - i
            top = pen.calc(top, weight=0.5)
            parts = [text, "*".join(str(n - i) for i in range(k)) + f"/{k}!", f"{number(top)}/{kk}", number(pen.calc(top / kk))]
        if Fraction(parts[-1]).denominator > 1:
            raise Unsuitable
    elif form == "factorial":
        n = pen.int(5, 20)
        k = n - pen.int(1, 3)
        text = f"{n}!/{k}!"
        listed = list(range(k + 1, n + 1))
        gold = Fraction(1)
        for i in listed:
            gold *= i
        listed = pen.slip("dropped factor", listed, listed + [k], listed[1:] or [n - k], weight=1)
        v = Fraction(1)
        for i in listed:
            v *= i
        parts = [text, "*".join(map(str, reversed(listed))), number(pen.calc(v))]
    elif form == "draws":
        total = pen.int(5, 15)
        good = pen.int(2, total - 1)
        count = pen.int(2, 3)
        if good < count:
            raise Unsuitable
        back = pen.chance(0.4)
        less = 0 if back else 1
        tops, lows = [good - less * i for i in range(count)], [total - less * i for i in range(count)]
        gold = Fraction(1)
        for p, q in zip(tops, lows):
            gold *= Fraction(p, q)
        write = lambda: f"({tops[0]}/{lows[0]})" + "".join(f"({p}/{q})" for p, q in zip(tops[1:], lows[1:]))  # noqa: E731
        text = f"{total};{good};{count}" if pen.chance(0.4) and not back else write()
        if not back and pen.oops("with replacement", 1):
            lows = [total] * count
        first = write()
        top, low = Fraction(1), Fraction(1)
        for p, q in zip(tops, lows):
            top, low = top * p, low * q
        top, low = pen.calc(top, sum(tops), weight=0.5), pen.calc(low, sum(lows), weight=0.5)
        if low <= 0 or top <= 0:
            raise Unsuitable
        g = gcd(int(top), int(low))
        v = pen.slip("not both", top / low, (top / g) / low, weight=0.7) if g > 1 else top / low
        parts = [first, f"{number(top)}/{number(low)}", number(v)]
    else:
        a, b, c = pen.int(2, 9), pen.int(2, 9), pen.int(2, 9)
        text = f"{a};{b};{c}"
        first = pen.slip("added", a * b, a + b, weight=1)
        first = pen.calc(first, weight=0.4)
        last = pen.calc(first * c, first + c, weight=0.6)
        gold = Fraction(a * b * c)
        parts = [f"{a}*{b}*{c}", f"{number(first)}*{c}", number(last)]
    pen.chain(parts, pen.pick("P", "p", "") if form == "draws" else "")
    pen.answer(parts[-1])
    return Problem(text, Value(number(gold)))
