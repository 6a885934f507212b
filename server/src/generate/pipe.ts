/** What is put in at one end comes out at the other, in order; it ends when it is told to, or with an error. */
export interface Pipe<T> extends AsyncIterable<T> {
  put(value: T): void;
  end(error?: Error): void;
}

export function createPipe<T>(): Pipe<T> {
  const waiting: T[] = [];
  let over: { readonly error?: Error } | undefined;
  let wake: (() => void) | undefined;
  const news = () => {
    wake?.();
    wake = undefined;
  };
  return {
    put(value) {
      if (!over) waiting.push(value);
      news();
    },
    end(error) {
      over ??= error ? { error } : {};
      news();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift()!;
        if (over?.error) throw over.error;
        if (over) return;
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
    },
  };
}
