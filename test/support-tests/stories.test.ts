import { expect, test } from "#jest";
import { readdirSync, readFileSync } from "node:fs";

const FOLDER = "test/bot";

// A module is read once in a worker: a story that two files import would be told in one of them.
test("every story is told by one test file", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".test.ts"));
  const texts = files.map((name) => readFileSync(`${FOLDER}/${name}`, "utf8"));
  const told = texts.flatMap((text) =>
    [...text.matchAll(/"\.\/stories\/(.+)\.js"/g)].map(([, name]) => `${name}.ts`),
  );
  const stories = readdirSync(`${FOLDER}/stories`).filter((name) =>
    /^\s*test\(/m.test(readFileSync(`${FOLDER}/stories/${name}`, "utf8")),
  );
  expect(told.toSorted()).toEqual(stories.toSorted());
});
