import Mustache from "mustache";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import { svgOf } from "./plot.js";
import type { Result, Results } from "./results.js";

const PAGE = "docs/performance.md";
const IMAGES = "docs/images";
/** The page without its figures: `{{{group}}}` stands where a group's table goes. */
const TEXT = "scripts/bench/performance.md";
const SETTINGS = { printWidth: 100 };

/** Writes the results. */
export async function writeResults(results: Results, path: string): Promise<void> {
  await mkdir("bench", { recursive: true });
  const json = JSON.stringify(results, null, 2);
  await writeFile(path, await format(json, { ...SETTINGS, parser: "json" }));
}

/** Writes the page that shows the results, and its plots. */
export async function writePage(results: Results): Promise<void> {
  const text = await readFile(TEXT, "utf8");
  const parts = Object.fromEntries(
    Object.entries(results).map(([name, result]) => [name, partOf(result)]),
  );
  // What was not measured yet says so.
  const view = new Proxy(parts, {
    has: () => true,
    get: (known, name) => known[String(name)] ?? "Not measured yet.",
  });
  const page = Mustache.render(text, view);
  await writeFile(PAGE, await format(page, { ...SETTINGS, parser: "markdown" }));
  await mkdir(IMAGES, { recursive: true });
  for (const plot of Object.values(results).flatMap(({ plots }) => plots ?? [])) {
    await writeFile(`${IMAGES}/${plot.name}.svg`, svgOf(plot));
  }
}

/** The table of a group, its plots, and how it was made. */
function partOf({ rows, plots = [], missing = [], command, at, seconds, machine }: Result): string {
  return [
    ["| What | Figure | Bound | Holds |", "| :-- | --: | --: | :-- |"].join("\n"),
    ...rows.map(
      ({ what, figure, bound, holds }) =>
        `| ${[what, figure, bound, verdict(bound, holds)].map(cell).join(" | ")} |`,
    ),
  ]
    .join("\n")
    .concat(
      "\n\n",
      plots.map(({ name, title }) => `![${title}](images/${name}.svg)\n\n`).join(""),
      missing.map((text) => `${text}\n\n`).join(""),
      `\`${command}\`, ${at.slice(0, 16).replace("T", " ")} UTC, ${Math.round(seconds)} s, on ${machine}.\n`,
    );
}

/** What a table says of a bound. */
function verdict(bound: string, holds: boolean): string {
  if (bound === "reported") return "";
  return holds ? "yes" : "**no**";
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
