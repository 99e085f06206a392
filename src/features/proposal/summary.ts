import { inlineText } from "../../markdown/escape.js";
import { isSameRepository } from "../../model/refs.js";
import { isGuidance, ITEM_KINDS } from "../../plan/parse/kinds.js";
import type { Plan } from "../../plan/parse/parse.js";
import { countOf, listOf, NOUNS } from "../words.js";

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
