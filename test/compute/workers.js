import runOrder from "../../dist/compute-worker.js";

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
export default function run(order) {
  const task = TASKS[order.name];
  if (task === undefined) return runOrder(order);
  order.begun.postMessage("begun");
  return task(order.args);
}
