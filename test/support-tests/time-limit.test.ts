import { expect, test } from "#jest";
import { setTimeout as sleep } from "node:timers/promises";
import { within } from "../support/time-limit.js";

test("what never ends fails after its time", async () => {
  const never = (): Promise<void> => new Promise(() => undefined);
  await expect(within(never, 5)()).rejects.toThrow("not done after 5 ms");
});

test("what ends in time, or fails by itself, does so", async () => {
  await expect(within(() => sleep(1), 5_000)()).resolves.toBeUndefined();
  await expect(
    within(() => sleep(1).then(() => Promise.reject(new Error("wrong"))), 5_000)(),
  ).rejects.toThrow("wrong");
});
