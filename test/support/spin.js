import { isMainThread } from "node:worker_threads";

/**
 * Loaded into each thread of a process: a text with {@link SPIN} in it takes a reader in a worker for
 * ever, which no limit of Plansmith's knows. All that read Markdown, YAML or templates call one of
 * these.
 */
const SPIN = "spin for ever";

/** A text with this ends the process, after a moment: as one that takes all memory would. */
const DIE = "end the process";

// oxlint-disable-next-line typescript/unbound-method -- it is called with the text
const has = String.prototype.includes;
for (const name of ["replace", "replaceAll", "split", "matchAll", "match", "indexOf", "slice"]) {
  const original = String.prototype[name];
  // oxlint-disable-next-line no-extend-native -- there is no other way into a reader
  Object.defineProperty(String.prototype, name, {
    configurable: true,
    writable: true,
    value(...args) {
      if (!isMainThread && has.call(this, SPIN)) for (;;);
      if (!isMainThread && has.call(this, DIE)) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
        process.kill(process.pid, "SIGKILL");
      }
      return original.apply(this, args);
    },
  });
}
