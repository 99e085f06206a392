import { expect, test } from "#jest";
import { bundle } from "../../scripts/bundle.js";

// Of zod's object `z`, everything is bundled, and loaded in every process and worker: half a megabyte.
test("the programs hold none of zod's texts in other languages", async () => {
  const { files } = await bundle();
  const texts = files.filter(({ name }) => name.endsWith(".js"));
  expect(texts.length).toBeGreaterThan(10);
  const translated = texts.filter(({ contents }) => contents.includes("zod/v4/locales/de"));
  expect(translated.map(({ name }) => name)).toEqual([]);
});

// Each of them takes as long to load as a plan to be read.
test("`plansmith progress` loads no schema, no parser of YAML and no template", async () => {
  const { files } = await bundle();
  const texts = new Map(files.map(({ name, contents }) => [name, contents.toString()]));
  const parts = ["cli", "run-", "process-io-", "progress-"];
  const loaded = new Set(
    [...texts.keys()].filter((name) => parts.some((part) => name.startsWith(part))),
  );
  // What is added meanwhile is gone through, too.
  for (const name of loaded) {
    const imports = (texts.get(name) ?? "").matchAll(/^(?:\} from|import) "\.\/([^"]+)";$/gm);
    for (const [, imported = ""] of imports) loaded.add(imported);
  }
  const packages = [...loaded].flatMap((name) =>
    Array.from((texts.get(name) ?? "").matchAll(/node_modules\/([\w-]+)\//g), ([, found]) => found),
  );
  expect(packages).toContain("micromark");
  expect(packages.filter((found = "") => ["zod", "yaml", "mustache"].includes(found))).toEqual([]);
});
