import { inlineCode, inlineText } from "../../markdown/escape.js";
import { commentSection, cutList, type CommentSection } from "../bot-text.js";
import { unlistedUrl } from "../words.js";
import type { LinkedPull } from "./facts.js";

const MAX_ROWS = 20;

const section = commentSection("pulls");

const PULL_MARKS = { open: "🟢", draft: "⚪", merged: "🟣", closed: "🔴" } as const;

/**
 * The linked pull requests, one line each, those of other repositories apart.
 *
 * @param share of the rows that may be shown, 0 to 1
 */
export function pullsSection(
  linked: readonly LinkedPull[],
  share: number,
): CommentSection | undefined {
  const [own, others] = [false, true].map((external) =>
    cutList(linked.filter((pull) => pull.external === external).map(pullView), MAX_ROWS * share),
  );
  const view = others === undefined ? own : { ...own, elsewhere: others };
  return section("Pull requests", view);
}

function pullView(pull: LinkedPull): object {
  return {
    mark: PULL_MARKS[pull.state],
    label: pull.label,
    title: inlineText(pull.title, 100),
    url: unlistedUrl(pull.htmlUrl),
    state: stateOf(pull),
    role: pull.closes ? "closes this issue" : "part of this issue",
  };
}

function stateOf({ state, landing }: LinkedPull): string {
  if (state !== "merged" || landing === undefined) return state;
  switch (landing.at) {
    case "default":
      return "merged";
    case "elsewhere":
      return `merged into ${inlineCode(landing.branch)}`;
    case "gone":
      return `merged, no longer on ${inlineCode(landing.branch)}`;
    case "reverted":
      return `merged, reverted in ${inlineCode(landing.by.slice(0, 7))}`;
  }
}
