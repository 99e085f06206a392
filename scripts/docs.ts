import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import type { Table } from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import { initialText } from "../src/cli/commands/init.js";
import { describeExample, describeKeys, describeSchema } from "../src/config/describe.js";
import { RULES } from "../src/plan/check/check.js";
import { bundledPackages, licenceProblems, licencesPage } from "./licences.js";
import { ABOUT_LABELS } from "../src/issue/labels.js";
import { SECTION_KINDS } from "../src/issue/section-kinds.js";
import { parseMarkdown } from "../src/markdown/parse.js";
import { SIZE_HOURS } from "../src/markdown/timelines.js";
import { VARIABLES, type Variables } from "../src/plan/template/tags.js";
import { builtinTemplates } from "../src/plan/template/template.js";

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
  "../src/plan/template/builtin-formats.ts": writeFormats,
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

/** What the front matter of the built-in templates says of their formats, as a module. */
function writeFormats(): string {
  const formats = Array.from(builtinTemplates().values(), ({ name, status, sections }) => {
    return { name, status, sections };
  });
  return `import type { Format } from "../parse/format.js";

/** The built-in formats. \`npm run docs\` writes them, so that reading a plan needs no template. */
export const BUILTIN_FORMATS: readonly Format[] = ${JSON.stringify(formats)};
`;
}

/** The table of the variables that a template can use, in Markdown. */
function describeVariables(): string {
  return table(["Variable", "Kind", "What it holds"], variableRows(VARIABLES, ""));
}

/** The table of the headings that are known in an issue, in Markdown. */
function describeHeadings(): string {
  const rows = Object.entries(SECTION_KINDS).map(([slot, info]) => {
    const falls: readonly string[] = "falls" in info ? info.falls : [];
    return [
      `\`${slot}\``,
      info.names.split(" | ").join(", "),
      [...falls, "notes"].map((name) => `\`${name}\``).join(", "),
    ];
  });
  return table(["Meaning", "Headings", "Without a place for it"], rows);
}

/** The table of what labels say, in Markdown. */
function describeLabels(): string {
  return table(["Says", "Labels"], ABOUT_LABELS);
}

/** The table of the sizes that labels give, in Markdown. */
function describeSizes(): string {
  const rows = Object.entries(SIZE_HOURS).map(([size, hours]) => [
    size.toUpperCase(),
    String(hours),
  ]);
  return table(["Size", "Hours"], rows);
}

function variableRows(variables: Variables, indent: string): readonly (readonly string[])[] {
  return Object.entries(variables).flatMap(([name, { kind, about, fields }]) => [
    [`${indent}\`${name}\``, kind, about],
    ...(fields === undefined ? [] : variableRows(fields, `${indent}→ `)),
  ]);
}

/** `rows` hold Markdown. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const tree: Table = {
    type: "table",
    children: [head, ...rows].map((cells) => ({
      type: "tableRow",
      children: cells.map((cell) => {
        const [paragraph] = parseMarkdown(cell).children;
        const children = paragraph?.type === "paragraph" ? paragraph.children : [];
        return { type: "tableCell", children };
      }),
    })),
  };
  return toMarkdown(tree, { extensions: [gfmToMarkdown()] });
}
