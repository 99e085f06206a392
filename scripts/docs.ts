import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { initialText } from "../src/cli/commands/init.js";
import { describeExample, describeKeys, describeSchema } from "../src/config/describe.js";
import { RULES } from "../src/plan/check/check.js";
import {
  describeHeadings,
  describeLabels,
  describeSizes,
  describeVariables,
} from "../src/plan/template/describe.js";
import { bundledPackages, licenceProblems, licencesPage } from "./licences.js";

const packages = await bundledPackages();
const docs = new URL("../docs/", import.meta.url);

/** Every generated page by its path from `docs/`: from its text to what it should be. */
const PAGES: Readonly<Record<string, (text: string) => string>> = {
  "configuration.md": (text) =>
    replaceRegions(text, {
      keys: describeKeys(),
      example: `\`\`\`yaml\n${describeExample()}\n\`\`\``,
    }),
  "plansmith.schema.json": describeSchema,
  "templates.md": (text) =>
    replaceRegions(text, {
      variables: describeVariables(),
      headings: describeHeadings(),
      labels: describeLabels(),
      sizes: describeSizes(),
    }),
  "checks.md": (text) => describeRules(replaceRegions(text, { rules: rulesTable() })),
  // This repository uses what everybody is given.
  "../.github/workflows/plansmith.yml": () => initialText("workflow.yml", "main"),
  "licences.md": () => licencesPage(packages),
};

/** A generated page: where it is, what it is, and what it should be. */
export interface GeneratedPage {
  readonly path: string;
  readonly is: string;
  readonly shouldBe: string;
}

/** All pages that are generated, whole or between markers such as `<!-- keys -->`. */
export async function generatedPages(): Promise<readonly GeneratedPage[]> {
  return Promise.all(
    Object.entries(PAGES).map(async ([name, generate]) => {
      const path = fileURLToPath(new URL(name, docs));
      const is = readFileSync(path, { encoding: "utf8", flag: "a+" });
      const options = await resolveConfig(path);
      return { path, is, shouldBe: await format(generate(is), { ...options, filepath: path }) };
    }),
  );
}

/**
 * `text` with other content between `<!-- name -->` and `<!-- /name -->`, for each name.
 *
 * @throws where it has no such markers.
 */
export function replaceRegions(text: string, regions: Readonly<Record<string, string>>): string {
  return Object.entries(regions).reduce((page, [name, content]) => {
    const region = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    if (!region.test(page)) throw new Error(`no <!-- ${name} --> … <!-- /${name} -->`);
    return page.replace(region, (_, start, end) => `${start}\n${content}\n\n${end}`);
  }, text);
}

function rulesTable(): string {
  const rows = RULES.map(
    ({ id, severity, about }) => `| [${id}](#${id}) | ${severity} | ${about} |`,
  );
  return ["| Rule | Severity | Finding |", "| --- | --- | --- |", ...rows].join("\n");
}

/** `text` with the rule's own words as the first paragraph of its section. */
function describeRules(text: string): string {
  return RULES.reduce((page, { id, severity, help }) => {
    const section = new RegExp(`(^## ${id}\n\n)_.*$`, "m");
    if (!section.test(page)) throw new Error(`no section “## ${id}” that starts with its severity`);
    const level = severity === "error" ? "Error" : "Warning";
    return page.replace(section, (_, heading) => `${heading}_${level}._ ${help}`);
  }, text);
}

/**
 * Run as a program: writes the pages, or with `--check` reports the stale ones, and the pictures that
 * are out of date (`npm run docs:pictures` takes them again).
 */
if (argv[1] === fileURLToPath(import.meta.url)) {
  const check = argv.includes("--check");
  const problems = [...licenceProblems(packages)];
  for (const { path, is, shouldBe } of await generatedPages()) {
    if (is === shouldBe) continue;
    if (check) problems.push(`${path} is stale: run npm run docs`);
    else writeFileSync(path, shouldBe);
  }
  if (check) {
    // Only here: it plays the App.
    const { pictureProblems } = await import("./pictures/pictures.js");
    problems.push(...(await pictureProblems()));
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}
