/** How near to zero counts as zero, for values of this size. */
const tolerance = 1e-9;

/** All real roots of a polynomial, ascending; coefficients from the lowest power. */
export function polynomialRoots(coefficients: readonly number[]): number[] {
  const highest = coefficients.findLastIndex(c => c !== 0);
  const all = coefficients.slice(0, highest + 1);
  if (highest <= 0) return [];
  if (highest === 1) return [-all[0]! / all[1]!];
  if (highest === 2) return quadratic(all[2]!, all[1]!, all[0]!);
  // Between two neighbouring places where it turns, a polynomial has at most one root.
  const turns = polynomialRoots(all.slice(1).map((c, k) => c * (k + 1)));
  const bound = 1 + Math.max(...all.map(c => Math.abs(c / all[highest]!)));
  const at = (x: number) => all.reduceRight((total, c) => total * x + c, 0);
  const size = (x: number) => all.reduceRight((total, c) => total * Math.abs(x) + Math.abs(c), 0);
  const places = [-bound, ...turns, bound];
  const touching = turns.filter(x => Math.abs(at(x)) <= tolerance * size(x));
  const crossing = places.slice(1).flatMap((high, k) => {
    const low = places[k]!;
    return touching.includes(low) || touching.includes(high) ? [] : bisected(at, low, high);
  });
  // Beside a place where it only touches zero, there may be a crossing on either outer side.
  const beside = places.slice(1).flatMap((high, k) => {
    const low = places[k]!;
    const step = 1e-5 * (1 + Math.abs(high - low));
    const [from, to] = [touching.includes(low) ? low + step : low, touching.includes(high) ? high - step : high];
    return from === low && to === high ? [] : bisected(at, from, to);
  });
  return [...touching, ...crossing, ...beside].sort((a, b) => a - b);
}

function quadratic(a: number, b: number, c: number): number[] {
  const discriminant = b * b - 4 * a * c;
  if (Math.abs(discriminant) <= tolerance * (b * b + Math.abs(4 * a * c))) return [-b / (2 * a)];
  if (discriminant < 0) return [];
  const far = -(b + (b < 0 ? -1 : 1) * Math.sqrt(discriminant)) / 2;
  return [far / a, c / far].sort((x, y) => x - y);
}

/** The root between two places where a function has values of different signs. */
function bisected(of: (x: number) => number, low: number, high: number): number[] {
  let [from, to, start] = [low, high, of(low)];
  const end = of(to);
  if (start === 0) return [from];
  if (end === 0) return [to];
  if (!(start * end < 0)) return [];
  for (let k = 0; k < 80; k++) {
    const middle = (from + to) / 2;
    const value = of(middle);
    if (value === 0) return [middle];
    if (Number.isNaN(value)) return [];
    if (value * start < 0) to = middle;
    else [from, start] = [middle, value];
  }
  return [(from + to) / 2];
}

/** Where solutions of school problems lie, dense near zero. */
const grid = (() => {
  const positive = [
    ...Array.from({ length: 240 }, (_, k) => (k + 1) / 8),
    ...Array.from({ length: 70 }, (_, k) => 31 + k),
    ...Array.from({ length: 60 }, (_, k) => 100 * 1.12 ** (k + 1)),
  ];
  return [...positive.map(x => -x).reverse(), 0, ...positive];
})();

/** Real roots of any function that a grid of places finds; some may be missing. */
export function rootsOnGrid(of: (x: number) => number): number[] {
  const values = grid.map(of);
  const found: number[] = [];
  values.forEach((value, k) => {
    if (Math.abs(value) <= tolerance * 1e-2) found.push(grid[k]!);
    else if (k > 0 && value * values[k - 1]! < 0) found.push(...bisected(of, grid[k - 1]!, grid[k]!));
  });
  // A pole changes its sign too.
  return found.filter(x => Math.abs(of(x)) <= 1e-5);
}
