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
