/** A text in Unicode's composed form, and for every offset in it (its length included) the offset in the text as written. */
export interface ComposedText {
  readonly text: string;
  readonly origin: ArrayLike<number> | undefined;
}

/** What may compose with each other: a character with its marks, or a Hangul syllable from its letters. */
const cluster = /[\u1100-\u115f\ua960-\ua97c][\u1160-\u11ff\ud7b0-\ud7fb]*\p{M}*|\P{M}[\p{M}\u1160-\u11ff]*|\p{M}+/gu;

export function nfcWithOrigin(written: string): ComposedText {
  const text = written.normalize('NFC');
  if (text === written) return { text, origin: undefined };
  const origin = new Uint32Array(text.length + 1);
  let at = 0;
  for (const { 0: part, index } of written.matchAll(cluster)) {
    const composed = part.normalize('NFC').length;
    // Inside a cluster that composing has changed, everything begins where the cluster does.
    const same = composed === part.length;
    for (let i = 0; i < composed && at < text.length; i++) origin[at++] = same ? index + i : index;
  }
  origin.fill(written.length, at);
  return { text, origin };
}
