import { expect, test } from "#jest";
import { readdirSync, readFileSync } from "node:fs";
import { TASKS } from "../../src/compute/tasks.js";

const SOURCE = new URL("../../src/", import.meta.url);

test("a worker knows every task that is defined anywhere", () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" });
  const defined = files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(new URL(file, SOURCE), "utf8"))
    .flatMap((text) => [...text.matchAll(/= defineTask\(\s*"([^"]+)"/g)].map(([, name]) => name));
  expect(defined.length).toBeGreaterThan(20);
  expect([...TASKS.keys()].toSorted()).toEqual(defined.toSorted());
});
