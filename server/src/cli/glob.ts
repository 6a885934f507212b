/** Whether a name is meant as a pattern. */
export const isGlob = (name: string): boolean => /[*?[{]/.test(name);

/**
 * A pattern as a regular expression over a path with forward slashes: `*` and `?` stay inside one folder, `**` crosses
 * folders, `[a-z]` and `{md,tex}` choose. Ignore files and the command line share it.
 */
export function globToRegExp(glob: string): RegExp {
  return new RegExp(`^${translate(glob)}$`, 'u');
}

function translate(glob: string): string {
  let out = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!;
    const close = c === '[' ? glob.indexOf(']', i + 2) : -1;
    if (c === '*' && glob[i + 1] === '*') {
      const wholeFolders = (i === 0 || glob[i - 1] === '/') && glob[i + 2] === '/';
      out += wholeFolders ? '(?:.*/)?' : '.*';
      i += wholeFolders ? 2 : 1;
    } else if (c === '*') out += '[^/]*';
    else if (c === '?') out += '[^/]';
    else if (close > 0) {
      const inside = glob
        .slice(i + 1, close)
        .replace(/^!/, '^')
        .replace(/[\\[\]&|~]/g, '\\$&');
      out += `(?!/)[${inside}]`;
      i = close;
    } else if (c === '{' && glob.indexOf('}', i) > 0) {
      out += '(?:';
      depth++;
    } else if (c === '}' && depth > 0) {
      out += ')';
      depth--;
    } else if (c === ',' && depth > 0) out += '|';
    else {
      const literal = c === '\\' && i + 1 < glob.length ? glob[++i]! : c;
      out += literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    }
  }
  return out + ')'.repeat(depth);
}
