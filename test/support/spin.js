import { isMainThread } from "node:worker_threads";

/**
 * Loaded into each thread of a process: a text with {@link SPIN} in it takes a reader for ever, which
 * no limit of Plansmith's knows. Every reader of Markdown, YAML and templates looks for line ends.
 */
const SPIN = "spin for ever";

for (const name of ["replace", "replaceAll", "split", "matchAll", "match"]) {
  const original = String.prototype[name];
  Object.defineProperty(String.prototype, name, {
    configurable: true,
    writable: true,
    value(...args) {
      if (!isMainThread && this.includes(SPIN)) for (;;);
      return original.apply(this, args);
    },
  });
}
