import { expect, test } from "#jest";
import { gatesOf, makeTargets, packageScripts } from "../../../src/plan/fill/input.js";

test("packageScripts reads names, and nothing that could break a command", () => {
  const json =
    '\uFEFF{"scripts":{"test":"jest","lint":"eslint .","a b":"x","`x`":"y","check:types":1}}';
  expect(packageScripts(json)).toEqual([
    { name: "test", command: "npm test" },
    { name: "lint", command: "npm run lint" },
    { name: "check:types", command: "npm run check:types" },
  ]);
  for (const text of ["", "{", "[]", "null", '{"scripts":[]}', '{"name":"a"}']) {
    expect(packageScripts(text)).toEqual([]);
  }
});

test("makeTargets reads the rules of a makefile", () => {
  const makefile =
    "CC := gcc\nA=b\n.PHONY: all\nall test: build\n\tlint: no\nlint::\n%.o: %.c\n# doc: x\nbuild:\nall:\n";
  expect(makeTargets(makefile).map(({ command }) => command)).toEqual([
    "make all",
    "make test",
    "make lint",
    "make build",
  ]);
});

test("gatesOf prefers the plainest name", () => {
  const scripts = ["lint:css", "test:unit", "check:lint", "types", "jscpd", "complexity"].map(
    (name) => ({
      name,
      command: `npm run ${name}`,
    }),
  );
  expect(gatesOf(scripts)).toEqual({
    lint: "npm run check:lint",
    typeCheck: "npm run types",
    complexity: "npm run complexity",
    duplication: "npm run jscpd",
    tests: "npm run test:unit",
  });
  expect(gatesOf([])).toEqual({});
});
