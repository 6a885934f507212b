/** A queue between one who calls and one who awaits. */
export class Inbox<T> {
  private readonly items: T[] = [];
  private closed = false;
  private wake: () => void = () => {};

  put(item: T): void {
    this.items.push(item);
    this.wake();
  }

  /** Nothing comes any more. */
  close(): void {
    this.closed = true;
    this.wake();
  }

  /** The next item, or undefined when there is none any more. */
  async take(): Promise<T | undefined> {
    while (this.items.length === 0 && !this.closed) {
      await new Promise<void>(resolve => {
        this.wake = resolve;
      });
    }
    return this.items.shift();
  }
}
