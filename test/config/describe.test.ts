import { readFileSync } from "node:fs";
import { expect, test } from "#jest";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describeExample } from "../../src/config/describe.js";
import { CONFIG_SCHEMA, nodeAt, type SchemaNode } from "../../src/config/node.js";
import { readLayer, resolveConfig } from "../../src/config/read-config.js";
import { DEFAULT_CONFIG } from "../../src/config/schema.js";

test("the example says every default and nothing else", () => {
  const { config, problems } = resolveConfig([
    readLayer("example", new TextEncoder().encode(describeExample())),
  ]);
  expect(problems).toEqual([]);
  expect(config).toEqual(DEFAULT_CONFIG);
});

/** Every value that the schema describes, with its path. */
function leaves(node: SchemaNode = CONFIG_SCHEMA, path: string[] = []): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    child.properties === undefined ? [[...path, key]] : leaves(child, [...path, key]),
  );
}

test.each(leaves().map((path) => [path.join("."), path] as const))(
  "%s has a sentence, a default and examples that can be used",
  (name, path) => {
    const node = nodeAt(path);
    expect(node?.description).toMatch(/\.$/);
    expect(node?.examples?.length).toBeGreaterThan(0);
    expect(node?.default === undefined).toBe(name === "_extends");
    for (const example of node?.examples ?? []) {
      const file = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), example);
      const bytes = new TextEncoder().encode(JSON.stringify(file));
      expect(resolveConfig([readLayer("example", bytes)]).problems).toEqual([]);
    }
  },
);

test("the published schema takes what the configuration takes", () => {
  const text = readFileSync("docs/plansmith.schema.json", "utf8");
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(text) as object);
  expect(validate({})).toBe(true);
  expect(validate(DEFAULT_CONFIG)).toBe(true);
  expect(validate({ dryrun: true })).toBe(false);
  expect(validate({ comment: { mode: "x" } })).toBe(false);
});
