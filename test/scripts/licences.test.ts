import { expect, test } from "#jest";
import { readFileSync } from "node:fs";
import { bundledPackages, dependenciesOf, licenceProblems } from "../../scripts/licences.js";

const dependencies = await bundledPackages();

test("every licence is on the list", () => {
  expect(dependencies.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["probot", "tinypool"]),
  );
  expect(licenceProblems(dependencies)).toEqual([]);
});

test("a licence that is not on the list, or none, is reported", () => {
  const lock = JSON.stringify({
    packages: {
      "": { name: "own" },
      "node_modules/a": { version: "1.0.0", license: "MIT" },
      "node_modules/b": { version: "1.0.0", license: "AGPL-3.0-only" },
      "node_modules/b/node_modules/@c/d": { version: "2.0.0" },
      "node_modules/e": { version: "1.0.0", license: "(GPL-2.0-only OR MIT)" },
      "node_modules/f": { version: "1.0.0", license: "UNLICENSED" },
    },
  });
  const paths = ["a", "b", "b/node_modules/@c/d", "e"].map((path) => `node_modules/${path}`);
  expect(licenceProblems(dependenciesOf(lock, paths))).toEqual([
    "@c/d 2.0.0 has no licence, which is not on the list in scripts/licences.ts",
    "b 1.0.0 has the licence AGPL-3.0-only, which is not on the list in scripts/licences.ts",
  ]);
});

test("the product needs no install script of anybody's, and the lock file pins every content", () => {
  const needed = dependencies.filter((it) => it.hasInstallScript && !it.optional);
  expect(needed.map(({ name }) => name)).toEqual([]);
  expect(dependencies.filter(({ locked }) => !locked).map(({ name }) => name)).toEqual([]);
  const own = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object };
  const names = new Set(["preinstall", "install", "postinstall", "prepare"]);
  expect(Object.keys(own.scripts).filter((name) => names.has(name))).toEqual([]);
});
