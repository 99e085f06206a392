import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { z } from "zod";

/** Licences that let the product be used, changed and passed on, and ask for their text to be kept. */
const ALLOWED: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0",
  "Unlicense",
]);

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

/** A package that the product is installed with. */
interface Dependency {
  readonly name: string;
  readonly version: string;
  /** As its author says, in SPDX's words; empty where nobody says. */
  readonly licence: string;
  /** Whether the product works without it. */
  readonly optional: boolean;
  readonly hasInstallScript: boolean;
  /** Whether the lock file says what its content has to be. */
  readonly locked: boolean;
}

/** The packages of a lock file that are not for development alone, by name. */
export function dependenciesOf(lock: string): readonly Dependency[] {
  const { packages } = lockSchema.parse(JSON.parse(lock));
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== "" && dev !== true)
    .map(([path, it]) => ({
      name: it.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version: it.version ?? "",
      licence: it.license ?? "",
      optional: it.optional === true,
      hasInstallScript: it.hasInstallScript === true,
      locked: it.integrity !== undefined && it.link !== true,
    }))
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** What is wrong with the licences: one sentence a package. */
export function licenceProblems(dependencies: readonly Dependency[]): readonly string[] {
  return dependencies
    .filter(({ licence }) => !isAllowed(licence))
    .map(({ name, version, licence }) => {
      const said = licence === "" ? "no licence" : `the licence ${licence}`;
      return `${name} ${version} has ${said}, which is not on the list in scripts/licences.ts`;
    });
}

/** Of `A OR B` one will do. */
function isAllowed(licence: string): boolean {
  const either = licence.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return either.some((one) => one.split(" AND ").every((it) => ALLOWED.has(it)));
}

const page = new URL("../docs/licences.md", import.meta.url);
const lock = new URL("../package-lock.json", import.meta.url);

/** The page that lists them: what it is, and what it should be. */
export async function licencesPage(): Promise<{ readonly is: string; readonly shouldBe: string }> {
  const dependencies = dependenciesOf(readFileSync(lock, "utf8"));
  const source = [
    "# Licences",
    "",
    "Plansmith is under the [MIT licence](../LICENSE). It is installed with the packages below, each under a licence that lets it be used, changed and passed on. Their texts come with the packages.",
    "",
    "This page is made from the lock file by `tsx scripts/licences.ts`.",
    "",
    "| Package | Version | Licence |",
    "| :-- | :-- | :-- |",
    ...dependencies.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    "",
  ].join("\n");
  const path = fileURLToPath(page);
  const options = await resolveConfig(path);
  return {
    is: readFileSync(page, { encoding: "utf8", flag: "a+" }),
    shouldBe: await format(source, { ...options, filepath: path }),
  };
}

/** Run as a program: writes the page, or with `--check` says what is wrong. */
if (argv[1] === fileURLToPath(import.meta.url)) {
  const { is, shouldBe } = await licencesPage();
  const problems = [...licenceProblems(dependenciesOf(readFileSync(lock, "utf8")))];
  if (!argv.includes("--check")) writeFileSync(page, shouldBe);
  else if (is !== shouldBe) problems.push("docs/licences.md is stale: run tsx scripts/licences.ts");
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}
