import * as z from "zod";
import type { Issue } from "../../issue/issue.js";
import type { RelatedIssue } from "../../issue/related.js";
import type { Block, Inline } from "../../markdown/inline.js";

/** How much of its format a plan has: everything, or what the issue says something about. */
export const PLAN_DETAILS = ["full", "fitting"] as const;

/** One of {@link PLAN_DETAILS}. */
export type PlanDetail = (typeof PLAN_DETAILS)[number];

/** All that a plan is filled from. */
export interface FillInput {
  readonly issue: Issue;
  readonly repository: {
    readonly owner: string;
    readonly name: string;
    readonly defaultBranch: string;
  };
  /** The branch that the plan is proposed on. */
  readonly branch: string;
  /** When the plan is filled: an ISO 8601 instant, such as `2026-11-21T10:05:00Z`. */
  readonly date: string;
  /** What steps 1, 2, … said in the rendering before this one; none for the first. */
  readonly steps?: readonly string[] | undefined;
  /** `fitting` leaves out optional parts that the issue says nothing about; `full` if left out. */
  readonly detail?: PlanDetail | undefined;
  /** What GitHub and the repository know beyond the issue itself. */
  readonly extra?:
    | {
        readonly subIssues?: readonly RelatedIssue[] | undefined;
        /** How many more there are in repositories that not everybody can read; none if left out. */
        readonly hiddenSubIssues?: number | undefined;
        /** The issues that block this one. */
        readonly dependencies?: readonly RelatedIssue[] | undefined;
        /** How many more there are in repositories that not everybody can read; none if left out. */
        readonly hiddenDependencies?: number | undefined;
        /** Other issues and pull requests of the repository that the issue refers to. */
        readonly references?: readonly RelatedIssue[] | undefined;
        readonly scripts?: readonly Script[] | undefined;
      }
    | undefined;
}

/**
 * What a template's variable stands for. A string is one of Plansmith's own words (a number, a
 * date, a box) and goes in as it is: text that people wrote is always an {@link Inline} or a
 * {@link Block}. What is unknown is `undefined`, `false`, or an empty list or string.
 */
export type Value = string | boolean | Inline | Block | readonly View[] | undefined;

/** Variables by name. Only own properties count. */
export interface View {
  readonly [name: string]: Value;
}

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
