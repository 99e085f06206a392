import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { describeExample, describeKeys, describeSchema } from "../src/config/describe.js";

const docs = new URL("../docs/", import.meta.url);

/** A generated file: where it is, what it is, and what it should be. */
interface Page {
  readonly path: string;
  readonly is: string;
  readonly shouldBe: string;
}

/** The files that are made from the schema. */
export async function pages(): Promise<readonly Page[]> {
  const text = read("configuration.md");
  const keys = replaceRegion(text, "keys", describeKeys());
  const both = replaceRegion(keys, "example", `\`\`\`yaml\n${describeExample()}\n\`\`\``);
  return [
    await page("configuration.md", text, both),
    await page("plansmith.schema.json", read("plansmith.schema.json"), describeSchema()),
  ];
}

function read(name: string): string {
  return readFileSync(new URL(name, docs), { encoding: "utf8", flag: "a+" });
}

async function page(name: string, is: string, source: string): Promise<Page> {
  const path = fileURLToPath(new URL(name, docs));
  const options = await resolveConfig(path);
  return { path, is, shouldBe: await format(source, { ...options, filepath: path }) };
}

function replaceRegion(text: string, name: string, inner: string): string {
  const region = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  return text.replace(region, (_, start, end) => `${start}\n${inner}\n\n${end}`);
}

/** Run as a program: writes the files, or with `--check` says which are stale. */
if (argv[1] === fileURLToPath(import.meta.url)) {
  const stale = (await pages()).filter(({ is, shouldBe }) => is !== shouldBe);
  const check = argv.includes("--check");
  for (const { path, shouldBe } of stale) {
    if (check) process.stderr.write(`${path} is stale: run tsx scripts/docs.ts\n`);
    else writeFileSync(path, shouldBe);
  }
  if (check && stale.length > 0) process.exitCode = 1;
}
