import { readFile, wholeTree } from "../../github/files.js";
import { defineTask } from "../../model/compute.js";
import type { RepositoryRef } from "../../model/refs.js";
import {
  checkPlan,
  type CheckOptions,
  type Finding,
  type RuleSeverities,
} from "../../plan/check/check.js";
import type { Templates } from "../../plan/template/choose.js";
import { TemplateError } from "../../plan/template/template.js";
import type { RunContext } from "../context.js";

/** Files that links of one plan lead to, and whose headings are looked up. */
const MAX_LINKED = 20;

/** A plan file as it stands at a commit. */
export interface PlanAt {
  readonly path: string;
  readonly text: string;
  readonly sha: string;
}

/** What a look at a plan alone finds, and what else there is to read. */
interface FirstLook {
  readonly findings: readonly Finding[];
  /** Files that it links to, and those of them whose headings it links to. */
  readonly files: readonly string[];
  readonly linked: readonly string[];
}

/** Checks a plan, and finds out what there is to read for its links. */
export const CHECK_PLAN = defineTask(
  "the findings in a plan",
  (text: string, options: Omit<CheckOptions, "exists" | "read">): FirstLook => {
    const files = new Set<string>();
    const linked = new Set<string>();
    const findings = checkPlan(text, {
      ...options,
      exists(file) {
        files.add(file);
        return true;
      },
      read(file) {
        linked.add(file);
        return undefined;
      },
    });
    return { findings, files: [...files], linked: [...linked] };
  },
);

/** What is known of the files that a plan links to. */
interface LinkedFiles {
  readonly existing: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string | undefined>;
}

/** Checks a plan, with its links where the files are known. */
export const CHECK_LINKS = defineTask(
  "the findings in a plan and its links",
  (text: string, options: Omit<CheckOptions, "exists" | "read">, known?: LinkedFiles) =>
    checkPlan(text, {
      ...options,
      ...(known && {
        exists: (file) => known.existing.has(file),
        read: (file) => known.texts.get(file),
      }),
    }),
);

/** What a check of plans needs beside them. */
export interface PlanCheckOptions {
  readonly templates: Templates;
  /** Severities from the configuration. */
  readonly rules: RuleSeverities;
  readonly now: Date;
}

/** What there is to say of a plan. */
export interface PlanFindings {
  readonly findings: readonly Finding[];
  /** How many files that it links to were not looked at: there are too many. */
  readonly unread: number;
}

/**
 * What `plansmith check` finds in a plan. A plan whose links lead to files of the repository costs
 * a request for the list of them, and one for each Markdown file whose headings are linked to.
 */
export async function planFindings(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  repository: RepositoryRef,
  { path, text, sha }: PlanAt,
  { templates, rules, now }: PlanCheckOptions,
): Promise<PlanFindings> {
  const options = {
    templates: [...templates.values()].flatMap((it) => (it instanceof TemplateError ? [] : [it])),
    path,
    rules,
    now,
  };
  const { findings, files, linked } = await compute(CHECK_PLAN, text, options);
  if (files.length === 0) return { findings, unread: 0 };
  const tree = await wholeTree(github, repository, sha);
  if (tree === undefined) {
    return { findings: await compute(CHECK_LINKS, text, options), unread: files.length };
  }
  const there = linked.filter((file) => tree.has(file));
  const targets = there.slice(0, MAX_LINKED);
  const texts = new Map(
    await Promise.all(
      targets.map(async (file) => {
        const found = await readFile(github, repository, file, sha);
        return [file, found?.text] as const;
      }),
    ),
  );
  // The root itself is no entry of its tree.
  const isThere = (file: string): boolean => file === "" || tree.has(file.replace(/\/$/, ""));
  const existing = new Set(files.filter(isThere));
  const all = await compute(CHECK_LINKS, text, options, { existing, texts });
  return { findings: all, unread: there.length - targets.length };
}
