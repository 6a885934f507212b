import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answers, isSilent } from '../../support/followed.ts';

const T = String.raw;
/** What is said of the last formula. */
const last = (...texts: string[]) => answers(...texts).at(-1);

describe('arithmetic and geometric sequences', () => {
  const data = 'An arithmetic sequence has $a_1 = 6$ and $d = 3$. Find $a_8$ and $S_8$.';

  it('have terms', () => {
    assert.deepEqual(answers(data, T`$a_8 = 6 + 7 \cdot 3 = 27$`), ['holds', 'holds']);
    assert.deepEqual(answers(data, T`$a_8 = 6 + 8 \cdot 3 = 30$`), [
      'a_1 = 6, d = 3 gives a_8 = 27, not 6+8·3',
      'holds',
    ]);
    assert.equal(last(data, '$a_8 = a_1 + 8d$'), 'a_1 = 6, d = 3 gives a_8 = 27, not a_1+8d');
    assert.equal(last(data, '$a_8 = 30$'), 'a_1 = 6, d = 3 gives a_8 = 27, not 30');
    const geometric = 'Une suite géométrique a pour premier terme $u_1 = 5$ et pour raison $r = 3$. Calculer $u_4$.';
    assert.equal(last(geometric, T`$u_4 = 5 \cdot 3^3$`), 'holds');
    assert.equal(last(geometric, T`$u_4 = 5 \cdot 3^4$`), 'u_1 = 5, r = 3 gives u_4 = 135, not 5·3^4');
  });

  it('have sums', () => {
    assert.equal(last(data, '$a_8 = 27$', T`$S_8 = \frac{8(6 + 27)}{2}$`), 'holds');
    assert.equal(last(data, '$a_8 = 27$', '$S_8 = 8(6 + 27)$'), 'a_1 = 6, d = 3 gives S_8 = 132, not 8(6 + 27)');
    const ends = 'In an arithmetic series $a_1 = 5$ and $a_{23} = 137$. Find $S_{23}$.';
    assert.equal(last(ends, '$S_{23} = 23(5 + 137)$'), 'a_1 = 5, a_23 = 137 gives S_(23) = 1633, not 23(5 + 137)');
    const geometric = '$a_1 = 5$, $q = 3$';
    assert.equal(last(geometric, T`$S_6 = \frac{5(3^6 - 1)}{3 - 1}$`), 'holds');
    assert.equal(
      last(geometric, T`$S_4 = \frac{5(3^3 - 1)}{3 - 1}$`),
      'a_1 = 5, q = 3 gives S_4 = 200, not 5(3^3-1)/(3-1)',
    );
  });

  it('are known beside what is asked of them', () => {
    assert.equal(last('An arithmetic sequence has $a_1 = 6$ and $d = 3$.', '$S_3 = 27$', '$a_8 = 27$'), 'holds');
    assert.equal(
      last('An arithmetic sequence has $a_1 = 6$ and $d = 3$.', 'Which is $a_n = 30$?', '$a_8 = 27$'),
      'holds',
    );
    assert.equal(last('An arithmetic sequence has $a_1 = 6$ and $d = 3$.', 'The last one is $a_n = 30$'), 'unknown');
  });

  it('have a formula for all terms', () => {
    assert.equal(last(data, '$a_n = 3n + 3$'), 'holds');
    assert.equal(last(data, '$a_n = 6 + 3n$'), 'for n = 2, a_n is 9, but 6 + 3n is 12');
    assert.equal(last(data, T`$S_n = \frac{n(2 \cdot 6 + (n-1) \cdot 3)}{2}$`), 'holds');
    assert.equal(
      last('$a_1 = 6$, $d = 3$, $n = 8$', T`$a_n = 6 + 8 \cdot 3$`),
      'a_1 = 6, d = 3 gives a_n = 27, not 6+8·3',
    );
  });

  it('have these formulas whatever their terms are', () => {
    const asked = 'An arithmetic sequence has $a_3 = 7$ and $a_8 = 22$. Find $a_1$ and $d$.';
    assert.equal(last(asked, '$a_3 = a_1 + 2d$'), 'holds');
    assert.equal(last(asked, '$a_8 = a_1 + 8d$'), 'for a_1 = 2, d = 5: a_8 is 37, but a_1+8d is 42');
    assert.equal(last(asked, '$a_n = a_1 + nd$'), 'for a_1 = 2, d = 5, n = 2: a_n is 7, but a_1+nd is 12');
    assert.equal(last(asked, T`$S_n = \frac{n}{2}(2a_1 + (n-1)d)$`), 'holds');
    const sum = T`$S_n = a_1 \cdot \frac{q^{n-1} - 1}{q - 1}$`;
    const geometric = 'A geometric sequence with $a_3 = 20$ and $a_5 = 80$.';
    assert.equal(last(geometric, sum), 'for a_1 = 2, q = 5, n = 2: S_n is 12, but a_1·(q^(n-1)-1)/(q-1) is 2');
    const ratio = 'Геометрическая прогрессия: $b_2 = 6$, $b_5 = 48$. Найдите $b_1$ и $q$.';
    assert.equal(last(ratio, '$b_5 = b_2q^3$'), 'holds');
    assert.equal(last(ratio, '$b_5 = b_1q^5$'), 'for b_1 = 2, q = 5: b_5 is 1250, but b_1q^5 is 6250');
  });

  it('are told in words and as lists, too', () => {
    const words = 'An arithmetic sequence has first term 5 and common difference 3. Find the 10th term.';
    assert.equal(last(words, T`$a_{10} = 5 + 9 \cdot 3$`), 'holds');
    assert.equal(last(words, T`$a_{10} = 5 + 10 \cdot 3$`), 'a_1 = 5, d = 3 gives a_(10) = 32, not 5+10·3');
    const german = 'Eine arithmetische Folge hat das erste Glied 4 und die Differenz 3. Wie heißt $a_{20}$?';
    assert.equal(
      last(german, '$a_1 = 4$', T`$a_{20} = 4 + 20 \cdot 3$`),
      'a_1 = 4, d = 3 gives a_(20) = 61, not 4+20·3',
    );
    const list = T`The arithmetic sequence $30, 22, 14, \dots$: find $a_{16}$.`;
    const rule = '$d = 22 - 30 = -8$, $a_n = a_1 + (n-1)d$';
    assert.equal(last(list, rule, '$a_{16} = 30 + 15(-8)$'), 'holds');
    assert.equal(last(list, rule, '$a_{16} = 30 + 16(-8)$'), 'a_1 = 30, d = -8 gives a_(16) = -90, not 30 + 16(-8)');
    const unnamed = '$26$, $37$, $48$; $a_{28}$';
    const step = '$d = 37 - 26 = 11$, $a_n = a_1 + (n-1)d$';
    assert.equal(
      last(unnamed, step, T`$a_{28} = 26 + 28 \cdot 11$`),
      'a_1 = 26, d = 11 gives a_(28) = 323, not 26+28·11',
    );
    const chinese = T`已知等差数列$\{a_n\}$中，$a_1=2$，$d=3$，求$a_8$。`;
    assert.equal(last(chinese, T`$a_8 = 2 + 8 \times 3$`), 'a_1 = 2, d = 3 gives a_8 = 23, not 2+8·3');
  });
});

describe('a sequence isn’t taken for another where', () => {
  const six = '$a_1 = 6$ and $d = 3$';

  it('nobody says what kind it is, and the letters are free', () => {
    assert.ok(isSilent(`Rings with ${six}.`, '$a_4 = 18$'));
    assert.ok(isSilent(`Rings with ${six}.`, '$a_2 = 10$', T`$a_4 = 6 + 4 \cdot 3$`));
    assert.ok(isSilent('$a_1 = 6$, $d = 3$', '$a_n = 6 + kn$'));
    assert.ok(isSilent(`Rings with ${six}.`, T`$a_4 = 3 \cdot 6 = 18$`));
    assert.ok(isSilent(`Rings with ${six}.`, '$a_n = 2n^2 + 4$'));
    assert.ok(isSilent('Rings with $a_1 = 2$ and $q = 4$.', T`$a_3 = 2 \cdot 4$`));
    assert.ok(isSilent('$a_1 = 6$, $d = 3$, $q = 2$', '$a_3 = 24$'));
    assert.ok(isSilent(`A rod of length $a_1 = 6$, holes every $d = 3$.`, '$a_8 = 40$'));
    assert.ok(isSilent(`Rings with ${six}.`, T`$a_2 = 6 + 2 \cdot 3 = 12$`));
    assert.ok(isSilent(`Circles: $A_1 = 6$ and $d = 3$.`, T`$A_4 = 6 + 4 \cdot 3 = 18$`));
    assert.ok(isSilent('A rectangle with $a_1 = 3$, $a_4 = 5$', '$S_4 = 4(3 + 5)$'));
    assert.ok(!isSilent(`Rings with ${six}.`, T`$a_4 = 6 + 4 \cdot 3 = 18$`));
  });

  it('it has another kind, or another sequence has it', () => {
    assert.ok(isSilent('An arithmetic sequence has $a_1 = 9$ and $d = 3$.', 'Another has $a_1 = 6$.', '$a_4 = 18$'));
    assert.ok(isSilent('An arithmetic sequence has $b_1 = 6$.', 'See $c_1 = 6$ with $d = 3$.', '$b_3 = 16$'));
    const one = 'An arithmetic sequence has $a_1 = 1$ and $d = 2$.';
    assert.ok(isSilent(one, 'The geometric sequence with the same two first terms has $a_3 = 9$.'));
    assert.ok(isSilent('A sequence that is not arithmetic: its steps are $d$, $2d$, $3d$.', '$a_3 = a_1 + 3d$'));
    assert.ok(isSilent('The differences $d$, $2d$, … are an arithmetic sequence.', '$a_3 = a_1 + 3d$'));
    const even = 'The even terms of an arithmetic sequence have the difference $2d$, and $a_2 = a_1 + 2d$.';
    assert.ok(isSilent(even, '$a_4 = a_1 + 4d$'));
    assert.ok(isSilent('An arithmetic sequence hides in 2, 5, 9, 14, …', '$a_1 = 2$', T`$a_4 = 2 + 4 \cdot 3$`));
    const list = T`The arithmetic sequence $5, 8, 11, \dots$`;
    assert.ok(isSilent(`${list}. Every second term?`, '$a_1 = 5$', T`$a_3 = 5 + 4 \cdot 3$`));
    assert.ok(isSilent(`${list} without its first term.`, '$a_1 = 5$', T`$a_4 = 5 + 4 \cdot 3$`));
    assert.ok(isSilent(list, '$a_1 = 5$', T`Four steps later: $a_4 = 5 + 4 \cdot 3$`));
    assert.ok(!isSilent(list, '$a_1 = 5$', T`$a_4 = 5 + 4 \cdot 3$`));
    // Other sequences made of it.
    for (const made of ['Take absolute values.', 'Square each.', 'Берём модули.', 'Multiply each by its number.'])
      assert.ok(isSilent(`An arithmetic sequence has $a_1 = 10$ and $d = -4$. ${made}`, '$a_4 = 2$'));
    assert.ok(isSilent('Two geometric sequences with $q = 2$; $a_1 = 3$ in one of them.', T`$S_5 = 5 \cdot 31$`));
    assert.ok(isSilent(`A sequence between an arithmetic and a geometric one has ${six}.`, '$a_8 = 60$'));
    assert.ok(
      isSilent('It looks like an arithmetic sequence: $a_1 = 6$, $a_{n+1} = 2a_n - 3$', '$d = 3$', '$a_3 = 15$'),
    );
    const added = 'What is added each time is an arithmetic sequence with first term 2 and difference 3;';
    assert.ok(isSilent(`${added} $a_1 = 6$.`, '$a_3 = 13$'));
    assert.ok(
      isSilent('An arithmetic sequence hides in 2, 5, 9, 14, …', '$a_1 = 2$, $d = 3$', '$a_3 = 9$, $a_5 = 20$'),
    );
    assert.ok(isSilent('The arithmetic sequence 5, 8, 11, …', '$a_1 = 5$', 'Every second term: $d = 6$', '$a_3 = 17$'));
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, '$b_3 = 8$'));
    const both = 'Two arithmetic sequences: $b_1 = 6$ with five each time, and $a_1 = 6$ with $d = 3$.';
    assert.ok(isSilent(both, '$b_3 = 16$'));
    const words = 'An arithmetic sequence has first term 5 and difference 3. Add the first 10.';
    assert.ok(isSilent(words, '$T_{10} = 185$'));
    assert.ok(
      isSilent('The fifth term of an arithmetic sequence is as said.', '$a_5 = 3a_1 + d$', '$a_5 = a_1 + d + 3$'),
    );
    assert.ok(isSilent(`An arithmetic sequence with ${six}; let $b = 2$ be added to every term.`, '$a_8 = 29$'));
    assert.ok(isSilent(`A sequence with ${six} is not arithmetic.`, '$a_8 = 30$'));
    assert.ok(isSilent(`Arithmetic or geometric? A sequence with ${six}.`, '$a_8 = 30$'));
    assert.ok(isSilent('Insert three arithmetic means into a sequence: $a_1 = 3$, $d = 4$.', '$a_5 = 23$'));
    assert.ok(isSilent(`The differences of a sequence are arithmetic with first term 2 and ${six}.`, '$a_4 = 21$'));
    assert.ok(isSilent('An arithmetic sequence with $a_1 = 6$, $d = 3$, and $b_1 = 2$.', T`$a_8 = 30$`, '$b_3 = 8$'));
    assert.ok(isSilent(`In an arithmetic sequence ${six}; the terms with even numbers: $a_2$ is first.`, '$a_4 = 24$'));
    assert.ok(isSilent(`An arithmetic sequence with ${six}`, '$b_n = 2^{a_n}$', '$S_2 = 2^6 + 2^9$'));
  });

  it('its numbers change', () => {
    assert.ok(isSilent(`An arithmetic sequence has ${six}; its terms are doubled.`, '$a_8 = 54$'));
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, 'With a difference larger by one: $a_8 = 34$'));
    assert.ok(
      isSilent(`An arithmetic sequence has ${six}.`, T`With $d = 4$: $a_8 = 6 + 7 \cdot 4$`, T`$a_9 = 6 + 8 \cdot 4$`),
    );
    assert.ok(isSilent('An arithmetic sequence has $a_1 = 6$.', 'Suppose $d = 4$.', 'It has $a_8 = 27$.'));
    assert.ok(isSilent('An arithmetic sequence, $a_1 = 6$.', '$d = 3$ or a multiple of it', '$a_8 = 48$'));
    assert.ok(isSilent('An arithmetic sequence has $a_1 = 6$.', T`$d = 5\,\mathrm{mm}$`, '$a_3 = 7$'));
    assert.ok(isSilent('An arithmetic sequence has $a_1 = 6$.', '$d = 3 > 0$', '$a_8 = 27$'));
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, 'With $d = 4$', T`$a_8 = 6 + 7 \cdot 4$`));
    assert.ok(isSilent(`An arithmetic sequence has ${six}. And if the difference is 4?`, '$a_8 = 34$'));
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, 'If the difference were 4 instead: $a_8 = 34$'));
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, T`b) $a_8 = 6 + 7 \cdot 4$`));
    assert.ok(isSilent(`An arithmetic sequence has ${six} mm.`, '$a_8 = 3$'));
    assert.ok(isSilent('A geometric sequence with $a_1 = 2$, $a_3 = 18$', '$q = 3$ or $q = -3$', '$a_4 = -54$'));
    assert.ok(isSilent('The arithmetic sequence 20, 17, 14, …; $d = 3$', '$a_1 = 20$', T`$a_8 = 20 - 7 \cdot 3$`));
  });

  it('its terms fall, and nobody writes the minus', () => {
    assert.ok(isSilent(`Eine fallende arithmetische Folge: ${six.replace('and', 'und')}.`, T`$a_4 = 6 - 3 \cdot 3$`));
    assert.ok(isSilent('A geometric sequence, halved each time: $a_1 = 64$, $q = 2$.', '$a_4 = 8$'));
  });

  it('the letter is something else', () => {
    assert.ok(isSilent('The arithmetic sequence with $a_1 = 6$ and $a_2 = 9$.', 'Divided by 4: $r = 2$', '$a_8 = 27$'));
    assert.ok(isSilent('An arithmetic sequence has $a_1 = 200$ and $d = 10\\%$ of it.', '$a_3 = 240$'));
    assert.ok(isSilent('An arithmetic sequence has $a_1 = 200$ and $d = 10$ % of it.', '$a_3 = 240$'));
  });

  it('it begins with 0, or is counted from there', () => {
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, '$a_m = 6 + 3n$, $a_{n+1} = 6 + 3n$'));
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, T`$a_n = 6 + 3n$, $n \ge 0$`));
    assert.ok(isSilent(`An arithmetic sequence has ${six}. The same from the 3rd term on?`, '$a_n = 9 + 3n$'));
    const words = 'An arithmetic sequence has first term 5 and difference 3. Which term has the number 8?';
    assert.ok(isSilent(words, '$a_n = a_0 + nd$', T`$a_8 = 5 + 8 \cdot 3$`));
    assert.ok(isSilent('Suite arithmétique de raison $r = 3$, $u_1 = 5$.', '$S_4 = 5u_0 + 10r$'));
    assert.ok(isSilent('The arithmetic sequence 5, 8, 11, …', '$a_0 = 5$, $d = 3$', T`$a_8 = 5 + 8 \cdot 3$`));
    assert.ok(isSilent('An arithmetic sequence has first term 5 and difference 3.', T`$a_8 = 5 + 8 \cdot 3$`));
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, T`$a_n = 6 + 3n$ for $n \ge 0$`));
    assert.ok(isSilent('The terms of an arithmetic sequence:', T`$a_n = a_1 + nd$, $n = 0, 1, 2, \dots$`));
    const french = 'Suite arithmétique, $u_0 = 5$, $r = 3$.';
    assert.ok(isSilent(french, T`$u_4 = 5 + 4 \cdot 3 = 17$`, T`$S_4 = \frac{5(5 + 17)}{2}$`));
  });

  it('S is an area or another sum', () => {
    const early = T`$S_n = a_1q \cdot \frac{q^n - 1}{q - 1}$, $S_5 = a_1q \cdot \frac{q^5 - 1}{q - 1}$`;
    assert.ok(isSilent('Deposits of $a_1$ at the beginning of each year: a geometric series.', early));
    assert.ok(isSilent('Triangles of height 2 on the terms of an arithmetic sequence.', '$S_2 = a_1 + d$'));
    assert.ok(isSilent('An arithmetic sequence. Add three terms after the first.', '$S_3 = 3a_1 + 6d$'));
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, 'The sum of the next three: $S_3 = 45$'));
    assert.ok(isSilent(`The sides of triangles are an arithmetic sequence, ${six}.`, T`$S_2 = 4 \cdot 9$`));
    assert.ok(
      isSilent(`In an arithmetic sequence ${six}. Find the sum of $a_4$ to $a_8$.`, T`$S_5 = \frac{5(15 + 27)}{2}$`),
    );
    assert.ok(isSilent(`An arithmetic sequence has ${six}. The sum of three terms after the first?`, '$S_3 = 36$'));
    assert.ok(isSilent(`In an arithmetic sequence ${six}. We add three of them.`, '$S_3 = 9 + 12 + 15$'));
    assert.ok(isSilent(`An arithmetic sequence has ${six}. Its squares?`, '$S_3 = 36 + 81 + 144$'));
  });

  it('a number is only near', () => {
    assert.ok(isSilent('A geometric sequence has $a_1 = 100$ and $q = 1.1$.', T`$a_3 = 100 \cdot 1.1^3$`));
    assert.ok(isSilent(T`A geometric sequence has $a_1 = 10$ and $q = \frac{1}{3}$.`, '$a_3 = 1$'));
  });

  it('a slip is named to be avoided', () => {
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, 'Suppose that $a_8 = 30$.'));
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, '$a_8 = 30$ or $a_8 = 27$'));
    assert.ok(isSilent(`Арифметическая прогрессия: ${six}.`, T`$a_8 = 6 + 7 \cdot 3$, а не $a_8 = 6 + 8 \cdot 3$`));
    assert.ok(isSilent(`An arithmetic sequence has ${six}.`, T`$a_8 = 6 + 7 \cdot 3$, and not $a_8 = 6 + 8 \cdot 3$`));
  });

  it('its terms are too large, or all zero', () => {
    assert.ok(isSilent('The geometric sequence 0, 0, 0, …', '$a_1 = 0$, $q = 2$', '$a_3 = 0$'));
    assert.ok(isSilent('A geometric sequence has $a_1 = 1$ and $q = 987654321$.', T`$a_{200} = 987654321^{200}$`));
  });
});
