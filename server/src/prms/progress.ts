import { amount } from '../amount.ts';
import type { Progress } from '../hub/checkpoints.ts';
import type { PrmTexts } from '../texts.ts';
import type { FetchProgressParams } from './messages.ts';

/** Speed is told of the last few seconds: what was fast an hour ago helps nobody. */
const window = 5_000;

/** Turns bytes into what a person wants to know: how much, how fast, how long still. */
export function createTeller(
  texts: PrmTexts,
  tell: (shown: Omit<FetchProgressParams, 'id'>) => void,
  now: () => number = () => performance.now(),
): (progress: Progress) => void {
  let seen: { readonly at: number; readonly bytes: number }[] = [];
  return ({ phase, doneBytes, totalBytes, waiting }) => {
    const at = now();
    // What was there before, or was thrown away, is no speed.
    if (phase !== 'fetching' || doneBytes < (seen.at(-1)?.bytes ?? 0)) seen = [];
    seen = [...seen.filter(one => at - one.at <= window), { at, bytes: doneBytes }];
    const [first] = seen as [(typeof seen)[number]];
    const seconds = (at - first.at) / 1000;
    const bytesPerSecond = seconds >= 1 ? (doneBytes - first.bytes) / seconds : 0;
    const secondsLeft = bytesPerSecond > 0 ? Math.ceil((totalBytes - doneBytes) / bytesPerSecond) : undefined;
    const [done, total] = [amount(doneBytes), amount(totalBytes)];
    const speed = bytesPerSecond > 0 ? amount(Math.round(bytesPerSecond)) : undefined;
    const left = secondsLeft === undefined ? undefined : duration(secondsLeft, texts);
    const words = {
      looking: texts.looking,
      verifying: texts.verifying(done, total),
      unpacking: texts.unpacking(done, total),
      fetching: texts.fetching(done, total, speed, left),
    };
    tell({
      phase,
      doneBytes,
      totalBytes,
      bytesPerSecond,
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
      text: waiting === undefined ? words[phase] : `${words[phase]} – ${waiting}`,
    });
  };
}

const duration = (seconds: number, texts: PrmTexts) =>
  seconds < 100 ? texts.seconds(seconds) : texts.minutes(Math.round(seconds / 60));
