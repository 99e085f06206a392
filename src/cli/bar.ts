import type { Io } from "./io.js";

/** What takes less than this, in milliseconds, needs no bar. */
const PATIENCE = 500;
const WIDTH = 24;

/** Shows how far many files are; nothing where nobody looks, or while it is quick. */
export interface Bar {
  readonly step: (file: string) => void;
  readonly end: () => void;
}

/** A bar for `total` steps on standard error, if that is a terminal. */
export function createBar(io: Io, total: number): Bar {
  const start = io.now().getTime();
  let done = 0;
  let drawn = false;
  return {
    step(file) {
      if (io.errTerminal && total > 1 && io.now().getTime() - start > PATIENCE) {
        const full = Math.floor((done / total) * WIDTH);
        const name = file.length > 40 ? `…${file.slice(-39)}` : file;
        io.err(`\r\u001B[K${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${done}/${total} ${name}`);
        drawn = true;
      }
      done += 1;
    },
    end() {
      if (drawn) io.err("\r\u001B[K");
    },
  };
}
