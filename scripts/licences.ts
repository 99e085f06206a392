import { readFileSync } from "node:fs";
import * as z from "zod";
import { bundle } from "./bundle.js";

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
      optional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

/** A package that is part of the product. */
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

/**
 * The packages of a lock file that are part of the product, by name.
 *
 * @param paths their paths in the lock file
 */
export function dependenciesOf(lock: string, paths: readonly string[]): readonly Dependency[] {
  const { packages } = lockSchema.parse(JSON.parse(lock));
  return paths
    .map((path) => [path, packages[path] ?? {}] as const)
    .map(([path, entry]) => ({
      name: entry.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version: entry.version ?? "",
      licence: entry.license ?? "",
      optional: entry.optional === true,
      hasInstallScript: entry.hasInstallScript === true,
      locked: entry.integrity !== undefined && entry.link !== true,
    }))
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What is wrong with the licences: one sentence a package. */
export function licenceProblems(dependencies: readonly Dependency[]): readonly string[] {
  return dependencies
    .filter(({ licence }) => !isAllowed(licence))
    .map(({ name, version, licence }) => {
      const stated = licence === "" ? "no licence" : `the licence ${licence}`;
      return `${name} ${version} has ${stated}, which is not on the list in scripts/licences.ts`;
    });
}

/** Of `A OR B` one will do. */
function isAllowed(licence: string): boolean {
  const choices = licence.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return choices.some((choice) => choice.split(" AND ").every((name) => ALLOWED.has(name)));
}

const lockFile = new URL("../package-lock.json", import.meta.url);

/** The packages that the programs are built with. */
export async function bundledPackages(): Promise<readonly Dependency[]> {
  const { packages } = await bundle();
  return dependenciesOf(readFileSync(lockFile, "utf8"), packages);
}

/** The page that lists them, in Markdown. */
export function licencesPage(dependencies: readonly Dependency[]): string {
  return [
    "# Licences",
    "",
    "Plansmith is under the [MIT licence](../LICENSE). Its programs are built with the packages below, each under a licence that lets it be used, changed and passed on. Their texts are in `dist/third-party-licences.txt`, which comes with the programs.",
    "",
    "This page is made by `npm run docs`.",
    "",
    "| Package | Version | Licence |",
    "| :-- | :-- | :-- |",
    ...dependencies.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    "",
  ].join("\n");
}
