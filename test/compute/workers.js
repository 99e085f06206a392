import { runOrder as runOwn } from "../../dist/compute-worker.js";

/** Tasks that are there for tests alone. */
const TASKS = {
  "a test": ([text]) => ({ value: text }),
  "a test that never ends": () => {
    for (;;);
  },
  "a test that fails": () => {
    const { name, message, stack } = new RangeError("too far");
    return { name, message, stack };
  },
};

/** A worker that does the tests' tasks, too. */
export function runOrder(order) {
  const task = TASKS[order.name];
  if (task === undefined) return runOwn(order);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has none
  order.begun.postMessage("begun");
  return task(order.args);
}
