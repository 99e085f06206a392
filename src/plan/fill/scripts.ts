import * as z from "zod";

/** Something that a repository can run. */
export interface Script {
  readonly name: string;
  /** How to run it, such as `npm run lint`. */
  readonly command: string;
}

const manifest = z.object({ scripts: z.record(z.string(), z.unknown()).optional() });

/** The scripts of a `package.json`; none where the text is no such file. */
export function packageScripts(json: string): readonly Script[] {
  const read = manifest.safeParse(parseJson(json));
  const names = Object.keys(read.data?.scripts ?? {}).filter((name) => NAME.test(name));
  return names.map((name) => ({ name, command: name === "test" ? "npm test" : `npm run ${name}` }));
}

/** The targets of a `Makefile` (GNU make manual, “Rule Syntax”), special ones left out. */
export function makeTargets(makefile: string): readonly Script[] {
  const rules = makefile.matchAll(/^([A-Za-z0-9][\w./ -]{0,200}?)[ \t]{0,20}::?(?![=:])/gm);
  const names = [...rules].flatMap(([, targets = ""]) => targets.split(/\s+/));
  return [...new Set(names)]
    .filter((name) => NAME.test(name))
    .map((name) => ({ name, command: `make ${name}` }));
}

/** The quality gates that a plan can have. */
export type Gate = "lint" | "typeCheck" | "complexity" | "duplication" | "tests";

/** How the repository runs each gate; the names at the start of a list count most. */
export function gatesOf(scripts: readonly Script[]): Partial<Record<Gate, string>> {
  const gates: Partial<Record<Gate, string>> = {};
  for (const [gate, names] of GATES) {
    const found = names
      .map((name) => scripts.find((script) => name.test(script.name)))
      .find((script) => script !== undefined);
    if (found !== undefined) gates[gate] = found.command;
  }
  return gates;
}

const NAME = /^[\w.:/@-]{1,80}$/;

const GATES: readonly (readonly [Gate, readonly RegExp[]])[] = [
  ["lint", [/^lint$/i, /^(?:check[:-])?lint$/i, /^(?:eslint|oxlint|ruff|lint[:-].+)$/i]],
  [
    "typeCheck",
    [/^type-?check$/i, /^(?:types|tsc|mypy|check[:-]types|types[:-]check|check-types)$/i],
  ],
  ["complexity", [/^(?:check[:-])?complexity$/i]],
  ["duplication", [/^(?:check[:-])?(?:duplication|duplicates|jscpd|cpd|dupes)$/i]],
  ["tests", [/^tests?$/i, /^(?:check[:-])?tests?$/i, /^test[:-]unit$/i, /^unit-?tests?$/i]],
];

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}
