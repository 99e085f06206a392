import type { Issue } from "../../issue/issue.js";
import { truncate, inlineCode, plainTitle, inlineText } from "../../markdown/escape.js";
import { pullMarker, trailer, withTrailers } from "../../model/markers.js";
import { isSameRepository } from "../../model/refs.js";
import { renderingTrailer } from "../../plan/identity.js";
import { isGuidance, ITEM_KINDS } from "../../plan/parse/items.js";
import type { Plan } from "../../plan/parse/parse.js";
import { botText } from "../bot-text.js";
import { fileUrl, hostOf, repositoryUrl, countOf, listOf, NOUNS } from "../words.js";
import { planIn } from "../plan-file/progress.js";

/** GitHub's limit for titles, in characters. */
const TITLE_LENGTH = 256;

const renderBody = botText("pull-request");

/** Title of the plan pull request: `Plan: <issue title> (#<number>)`. Closes nothing. */
export function pullTitle(issue: Issue): string {
  const end = ` (#${issue.number})`;
  const start = `Plan: ${plainTitle(issue.title)}`;
  return `${truncate(start, TITLE_LENGTH - end.length)}${end}`;
}

/**
 * Body of the plan pull request: what the plan holds, what it lacks, and what the reviewer should do.
 * At most fifteen lines. Refers to the issue, closes nothing.
 *
 * @param text the plan's
 */
export function pullBody(
  issue: Issue,
  branch: string,
  { path, text }: { readonly path: string; readonly text: string },
): string {
  const summary = summarizePlan(planIn(text, hostOf(issue)), homeOf(issue));
  const body = renderBody({
    ...summary,
    hasSummary: summary.found !== "" || summary.missing !== "",
    number: issue.number,
    file: inlineCode(path),
    url: fileUrl(repositoryUrl(issue), branch, path),
  });
  return `${body.trimEnd()}\n\n${pullMarker(issue.number)}`;
}

function homeOf(issue: Issue): { readonly owner: string; readonly repo: string } {
  const [owner = "", repo = ""] = new URL(issue.htmlUrl).pathname.split("/").slice(1);
  return { owner, repo };
}

/** Message of the first commit. Like all of the bot's, it holds none of the issue's words: it closes nothing. */
export function commitMessage(issue: Issue, text: string, at: string): string {
  return withTrailer(`Add the plan for #${issue.number}`, issue, text, at);
}

/** Message of the commit that is only a rendering. */
export function renderingMessage(
  issue: Issue,
  text: string,
  at: string,
  outsider?: string,
): string {
  const message = withTrailer(`Refill the plan for #${issue.number}`, issue, text, at);
  return outsider === undefined ? message : `${message}\n${outsiderTrailer(outsider)}`;
}

/** Says in a commit that somebody without write permission edited what it brings. */
function outsiderTrailer(outsider: string): string {
  return trailer("Issue-Edited-By", `${outsider} (no write permission)`);
}

/** Message of the commit that merges a rendering into the plan as people have edited it. */
export function mergeMessage(issue: Issue, outsider?: string): string {
  const subject = `Update the plan for #${issue.number}`;
  return outsider === undefined ? subject : withTrailers(subject, [outsiderTrailer(outsider)]);
}

function withTrailer(subject: string, { number }: Issue, text: string, at: string): string {
  return withTrailers(subject, [renderingTrailer(number, text, at)]);
}

/** What a plan holds and what it lacks, in Markdown; empty where there is nothing to say. */
export interface PlanSummary {
  /** Such as `5 steps, 1 question, depends on #7`. */
  readonly found: string;
  /** Such as `no risks; 9 places to fill in`. */
  readonly missing: string;
}

/** The repository that the plan is in. */
type Repository = Parameters<typeof isSameRepository>[0];

/** More dependencies are counted, not named. */
const MAX_NAMED = 5;

/**
 * Says what a plan holds of the work, and what its format asks for that nobody has written yet.
 * References are written so that GitHub makes no link of them: the issues that a plan depends on
 * get no notice of it.
 */
export function summarizePlan(plan: Plan, home: Repository): PlanSummary {
  const { kinds, toFill, sections } = plan;
  const has = (words: RegExp) => sections.some(({ heading }) => words.test(heading ?? ""));
  const count = (kind: (typeof ITEM_KINDS)[number]) => kinds[kind].done + kinds[kind].open;
  const work = ["step", "criterion", "question"] as const;
  const isWritten = ({ text, line }: Plan["risks"][number]) =>
    text !== "" && !isGuidance(text) && !(toFill.includes(line) && /^[[{<]/.test(text));
  const risks = plan.risks.filter(isWritten);
  const hasEstimate = plan.timelines.some(
    ({ rows, total }) =>
      total?.hours !== undefined || rows.some(({ hours }) => hours !== undefined),
  );
  const found = [
    ...work.flatMap((kind) => countOf(kind, count(kind))),
    ...(risks.length === 0 ? [] : [risks.length === 1 ? "1 risk" : `${risks.length} risks`]),
    ...dependencies(plan, home),
  ];
  const asksFor = {
    step: true,
    criterion: sections.some(({ kind }) => kind === "criterion"),
  };
  const none = [
    ...(["step", "criterion"] as const).flatMap((kind) =>
      asksFor[kind] && count(kind) === 0 ? [`no ${NOUNS[kind].many}`] : [],
    ),
    ...(risks.length === 0 && has(/\brisks?\b/i) ? ["no risks"] : []),
    ...(!hasEstimate && has(/\b(?:timeline|estimates?)\b/i) ? ["no estimate"] : []),
  ];
  const places =
    toFill.length === 0
      ? []
      : [toFill.length === 1 ? "1 place to fill in" : `${toFill.length} places to fill in`];
  return {
    found: found.join(", "),
    missing: [...(none.length === 0 ? [] : [none.join(", ")]), ...places].join("; "),
  };
}

function dependencies(plan: Plan, home: Repository): readonly string[] {
  const names = new Set(
    plan.dependencies.flatMap(({ references }) =>
      references.map(({ owner, repo, number }) =>
        owner === undefined || repo === undefined || isSameRepository({ owner, repo }, home)
          ? `#${number}`
          : `${owner}/${repo}#${number}`,
      ),
    ),
  );
  if (names.size === 0) return [];
  const shown = [...names].slice(0, MAX_NAMED).map((name) => inlineText(name));
  const more = names.size - shown.length;
  return [`depends on ${listOf([...shown, ...(more > 0 ? [`${more} more`] : [])])}`];
}
