const most = 5;
const within = 3 * 60_000;

/**
 * What to do when the server has died once more: start it again after 1, 2, 4 … seconds; at the fifth death in three
 * minutes let it stay down, for the user to act.
 */
export function createRestartPolicy(
  now: () => number = () => performance.now(),
): () => { readonly seconds: number } | 'stay down' {
  let deaths: number[] = [];
  return () => {
    deaths = [...deaths.filter(at => now() - at < within), now()];
    return deaths.length >= most ? 'stay down' : { seconds: 2 ** (deaths.length - 1) };
  };
}
