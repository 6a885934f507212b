import { type FSWatcher, watch } from 'node:fs';

/** Waits until something happens in one of the folders and nothing more for a moment; false when the signal ends it. */
export function nextChange(folders: ReadonlySet<string>, signal: AbortSignal, quiet = 100): Promise<boolean> {
  return new Promise(resolve => {
    const watchers: FSWatcher[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (changed: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      for (const watcher of watchers) watcher.close();
      resolve(changed);
    };
    const stop = () => end(false);
    const stir = () => {
      clearTimeout(timer);
      // Editors save in several strokes: write, rename, touch.
      timer = setTimeout(end, quiet, true);
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    for (const folder of folders) {
      const watcher = watch(folder, stir);
      // The folder is gone: that is a change too.
      watcher.on('error', stir);
      watchers.push(watcher);
    }
  });
}
