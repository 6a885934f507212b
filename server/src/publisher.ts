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
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const lastTold = new Map<string, number>();
  return {
    changed(uri) {
      if (timers.has(uri)) return;
      const wait = Math.max(0, (lastTold.get(uri) ?? 0) + gap - Date.now());
      const tell = () => {
        timers.delete(uri);
        lastTold.set(uri, Date.now());
        publish(uri);
      };
      timers.set(uri, setTimeout(tell, wait));
    },
    forget(uri) {
      clearTimeout(timers.get(uri));
      timers.delete(uri);
      lastTold.delete(uri);
    },
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
