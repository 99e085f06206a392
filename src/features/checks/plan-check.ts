import type { Config } from "../../config/schema.js";
import type { Annotation, CheckResult } from "../../github/checks.js";
import { readFile, wholeTree } from "../../github/files.js";
import { linesWithin, truncate, inlineText, oneLine, showHidden } from "../../markdown/escape.js";
import { defineTask } from "../../model/compute.js";
import type { RepositoryRef } from "../../model/refs.js";
import {
  checkPlan,
  type CheckOptions,
  type Finding,
  type RuleSeverities,
} from "../../plan/check/check.js";
import { guidanceLeft } from "../../plan/check/rules/sections.js";
import type { Progress } from "../../plan/parse/progress.js";
import type { Templates } from "../../plan/template/choose.js";
import { TemplateError } from "../../plan/template/template.js";
import type { RunContext } from "../context.js";
import { counted } from "../words.js";
import { MAX_CHECK_BYTES } from "./text.js";

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
    templates: [...templates.values()].flatMap((template) =>
      template instanceof TemplateError ? [] : [template],
    ),
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
  const present = linked.filter((file) => tree.has(file));
  const targets = present.slice(0, MAX_LINKED);
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
  return { findings: all, unread: present.length - targets.length };
}

/** What the check run on plans is called. */
export const PLAN_CHECK_NAME = "Plan";

/** Findings that become annotations: ten requests. */
const MAX_ANNOTATED = 500;

/** Findings that the summary lists. */
const MAX_LISTED = 30;

/** What the rest of a summary takes at most, in bytes: notes, and who edited the issue. */
const OTHER_BYTES = 2000;

/** Characters of an annotation. */
const ANNOTATION_LENGTH = 1000;

/** A plan with its findings. */
export interface CheckedPlan {
  readonly path: string;
  readonly findings: readonly Finding[];
  /** How many files that it links to were not looked at. */
  readonly unread?: number;
  readonly progress: Pick<Progress, "done" | "open"> & Partial<Pick<Progress, "toFill">>;
}

/** A check run with its annotations. */
export interface PlanCheck extends CheckResult {
  readonly annotations: readonly Annotation[];
}

/** How strict the check is. */
export type CheckMode = Exclude<Config["check"]["mode"], "off">;

/**
 * The check run for the plans that a commit adds or changes; it passes where there are none.
 *
 * @param unchecked how many more files may be plans than are looked at: with any, the check does not
 *   pass
 */
export function planCheck(
  plans: readonly CheckedPlan[],
  mode: CheckMode,
  unchecked = 0,
): PlanCheck {
  if (plans.length === 0 && unchecked === 0) return noPlan();
  const findings = plans.flatMap((plan) =>
    foldGuidance(plan).map((finding) => ({ ...finding, path: plan.path })),
  );
  const listed = findings.slice(0, MAX_LISTED).map(({ path, line, severity, rule, ...finding }) => {
    const place = plans.length === 1 ? `Line ${line}` : `${inlineText(path)}, line ${line}`;
    return `- ${place}, ${severity}: ${inlineText(`${finding.message} ${finding.fix}`, 600)} (\`${rule}\`)`;
  });
  const progress = plans.map((plan) => progressLine(plan, plans.length));
  const shown = linesWithin(
    listed,
    MAX_CHECK_BYTES - OTHER_BYTES - Buffer.byteLength(progress.join("\n")),
  );
  const more = findings.length - shown.length;
  const unread = plans.reduce((sum, plan) => sum + (plan.unread ?? 0), 0);
  return {
    conclusion: conclusionOf(findings.length + unchecked, mode),
    title: titleOf(findings, unchecked),
    summary: [
      ...(unchecked > 0
        ? [`${filesWere(unchecked)} not checked. Split the pull request.`, ""]
        : []),
      ...progress,
      ...(unread > 0 ? ["", `Links to ${unread} more files were not checked.`] : []),
      ...(shown.length > 0 ? ["", ...shown] : []),
      ...(more > 0 ? [`- … and ${more} more`] : []),
    ].join("\n"),
    text: "",
    annotations: findings
      .slice(0, MAX_ANNOTATED)
      .map(({ path, line, severity, rule, ...finding }) => ({
        path,
        line,
        level: severity === "error" ? ("failure" as const) : ("warning" as const),
        message: showHidden(
          truncate(oneLine(`${finding.message} ${finding.fix} (${rule})`), ANNOTATION_LENGTH),
        ),
      })),
  };
}

function titleOf(findings: readonly Finding[], unchecked: number): string {
  if (unchecked > 0) return "Too many files to check";
  return findings.length === 0 ? "No issues found" : countsOf(findings);
}

/** The beginning of a sentence. */
function filesWere(count: number): string {
  return count === 1 ? "1 more file was" : `${count} more files were`;
}

/** The check run that also says who edited the plan's issue without write permission. */
export function withOutsider(check: PlanCheck, outsider: string | undefined): PlanCheck {
  if (outsider === undefined) return check;
  const warning = `⚠️ ${inlineText(outsider)}, who has no write permission, edited the issue after this plan was opened, and the plan follows the issue. Review the plan as it is now.`;
  return { ...check, summary: `${warning}\n\n${check.summary}` };
}

/** Guidance that is left, as one finding with a count: the same figure as in the status comment. */
function foldGuidance({ findings, progress: { toFill } }: CheckedPlan): readonly Finding[] {
  const isLeft = ({ rule }: Finding) => rule === guidanceLeft.id;
  const [first, ...more] = findings.filter((finding) => isLeft(finding));
  if (first === undefined) return findings;
  const count = toFill?.length || more.length + 1;
  const places = count === 1 ? "1 place" : `${count} places`;
  const folded = {
    ...first,
    message: `${places} to fill in: the template's guidance is still there, first on this line.`,
    fix: "Replace it with your text, or delete it if it does not apply.",
  };
  return findings.flatMap((finding) => {
    if (finding === first) return [folded];
    return isLeft(finding) ? [] : [finding];
  });
}

/** The check run for a plan pull request whose head has no plan file. */
export function missingPlanCheck(mode: CheckMode): PlanCheck {
  return {
    conclusion: conclusionOf(1, mode),
    title: "The plan file is missing",
    summary: "This is a plan pull request, but its branch no longer has a plan file.",
    text: "",
    annotations: [],
  };
}

function noPlan(): PlanCheck {
  return {
    conclusion: "success",
    title: "No plan in this pull request",
    summary: "It does not add or change a plan, so there is nothing to check.",
    text: "",
    annotations: [],
  };
}

function conclusionOf(findings: number, mode: CheckMode): CheckResult["conclusion"] {
  if (findings === 0) return "success";
  return mode === "require" ? "failure" : "neutral";
}

function countsOf(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  return [
    ...(errors === 0 ? [] : [counted(errors, "error")]),
    ...(warnings === 0 ? [] : [counted(warnings, "warning")]),
  ].join(", ");
}

function progressLine({ path, progress: { done, open } }: CheckedPlan, plans: number): string {
  const total = done + open;
  const sentence =
    total === 0
      ? "no steps yet"
      : `${done} of ${total} steps done (${Math.floor((100 * done) / total)} %)`;
  return plans === 1
    ? `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
    : `- ${inlineText(path)}: ${sentence}`;
}
