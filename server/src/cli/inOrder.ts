/**
 * Works on several items at once and yields the results in the items' order. Never more than `width` are begun and not yet
 * taken, so memory doesn't grow with the number of items.
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void> {
  const begun: Promise<R>[] = [];
  const source = items[Symbol.iterator]();
  const begin = () => {
    const { value, done } = source.next();
    if (done) return false;
    const result = work(value);
    // A failure is heard when its turn comes; until then it mustn't count as unheard.
    result.catch(() => {});
    begun.push(result);
    return true;
  };
  while (begun.length < width && begin());
  while (begun.length > 0) {
    const result = await begun.shift()!;
    begin();
    yield result;
  }
}
