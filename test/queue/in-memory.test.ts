import { expect, test } from "#jest";
import { createInMemoryQueue } from "../../src/queue/in-memory.js";
import { contractTests, latch } from "./contract.js";

contractTests("the queue in memory", createInMemoryQueue);

test("between two runs that start, whatever else waits has its turn", async () => {
  const queue = createInMemoryQueue<string>({
    keyOf: String,
    onFailure: () => undefined,
    random: () => 0,
  });
  const order: string[] = [];
  const done = latch();
  for (const item of ["a", "b", "c"]) await queue.enqueue(item);
  queue.work(
    (item) => {
      order.push(item);
      setImmediate(() => {
        order.push("other");
        if (item === "c") done.open();
      });
      return Promise.resolve();
    },
    { concurrency: 3 },
  );
  await done.opened;
  await queue.close({ drainMs: 0 });
  expect(order).toEqual(["a", "other", "b", "other", "c", "other"]);
});
