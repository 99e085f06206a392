import { readFile, wholeTree } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import type { RepositoryRef } from "../../model/refs.js";
import {
  checkPlan,
  type CheckOptions,
  type Finding,
  type RuleSeverities,
} from "../../plan/check/check.js";
import type { Templates } from "../../plan/template/choose.js";
import { TemplateError } from "../../plan/template/template.js";

/** Files that links of one plan lead to, and whose headings are looked up. */
const MAX_LINKED = 20;

/** A plan file as it stands at a commit. */
export interface PlanAt {
  readonly path: string;
  readonly text: string;
  readonly sha: string;
}

/** What a check of plans needs beside them. */
export interface PlanCheckOptions {
  readonly templates: Templates;
  /** Severities from the configuration. */
  readonly rules: RuleSeverities;
  readonly now: Date;
}

/**
 * What `plansmith check` finds in a plan. A plan whose links lead to files of the repository costs
 * a request for the list of them, and one for each Markdown file whose headings are linked to.
 */
export async function planFindings(
  github: GitHubClient,
  repository: RepositoryRef,
  { path, text, sha }: PlanAt,
  { templates, rules, now }: PlanCheckOptions,
): Promise<readonly Finding[]> {
  const options: CheckOptions = {
    templates: [...templates.values()].flatMap((it) => (it instanceof TemplateError ? [] : [it])),
    path,
    rules,
    now,
  };
  const files = new Set<string>();
  const linked = new Set<string>();
  // A first look finds out what there is to read.
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
  if (files.size === 0) return findings;
  const tree = await wholeTree(github, repository, sha);
  if (tree === undefined) return checkPlan(text, options);
  const targets = [...linked].filter((file) => tree.has(file)).slice(0, MAX_LINKED);
  const texts = new Map(
    await Promise.all(
      targets.map(async (file) => {
        const found = await readFile(github, repository, file, sha);
        return [file, found?.text] as const;
      }),
    ),
  );
  return checkPlan(text, {
    ...options,
    // The root itself is no entry of its tree.
    exists: (file) => file === "" || tree.has(file.replace(/\/$/, "")),
    read: (file) => texts.get(file),
  });
}
