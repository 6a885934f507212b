/** Something that was opened and not closed: where, what closes it, and whether prose can stand in it. */
export interface Enclosure {
  readonly at: number;
  readonly closer: string;
  /** A list or a block can hold further steps; a formula or a code fence must be ended first. */
  readonly holdsProse: boolean;
}

const edges = /\\\\|\\\$|\$\$|\\\[|\\\]|\\(begin|end)\{([a-zA-Z]+\*?)\}|^[ \t>]*(```+|~~~+)/gm;
const prosaic = /^(?:enumerate|itemize|description|proof|solution|quote|quotation|center|minipage|tcolorbox)\*?$/;

/** What is still open at the end of a text. A closer without its opener closes nothing. */
export function enclosures(text: string): Enclosure[] {
  const open: Enclosure[] = [];
  const close = (closer: string) => {
    const place = open.findLastIndex(one => one.closer === closer);
    if (place >= 0) open.length = place;
    return place >= 0;
  };
  for (const match of text.matchAll(edges)) {
    const [all, edge, name, fence] = match;
    const at = match.index;
    const fenced = open.at(-1)?.closer.startsWith('`') || open.at(-1)?.closer.startsWith('~');
    if (fence !== undefined) {
      if (!close(fence) && !fenced) open.push({ at, closer: fence, holdsProse: false });
    } else if (fenced) continue;
    else if (edge === 'begin') open.push({ at, closer: `\\end{${name}}`, holdsProse: prosaic.test(name!) });
    else if (edge === 'end') close(all);
    else if (all === '$$') close('$$') || open.push({ at, closer: '$$', holdsProse: false });
    else if (all === '\\[') open.push({ at, closer: '\\]', holdsProse: false });
    else if (all === '\\]') close('\\]');
  }
  return open;
}
