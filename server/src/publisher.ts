/**
 * Turns a rain of "this has changed" into calm news: the first change of a document is told at once, further ones at most
 * every `gap` milliseconds, the last one always.
 */
export interface Publisher {
  changed(uri: string): void;
  forget(uri: string): void;
  dispose(): void;
}

export function createPublisher(gap: number, publish: (uri: string) => void): Publisher {
  /** The documents that something was just told of, or is about to be, and whether they have changed since. */
  const recent = new Map<string, { timer: ReturnType<typeof setTimeout>; changed: boolean }>();

  function wait(uri: string, milliseconds: number, changed: boolean): void {
    const timer = setTimeout(() => {
      if (!recent.get(uri)?.changed) {
        recent.delete(uri);
        return;
      }
      wait(uri, gap, false);
      publish(uri);
    }, milliseconds);
    recent.set(uri, { timer, changed });
  }

  return {
    changed(uri) {
      const told = recent.get(uri);
      if (told) told.changed = true;
      else wait(uri, 0, true);
    },
    forget(uri) {
      clearTimeout(recent.get(uri)?.timer);
      recent.delete(uri);
    },
    dispose() {
      for (const { timer } of recent.values()) clearTimeout(timer);
      recent.clear();
    },
  };
}
