import type { Form } from "./act.js";
import type { Conversation, ListedPull, Post } from "./read.js";

/** One of the six clicks. */
export interface Step {
  /** From 1. */
  readonly number: number;
  /** What to do next. */
  readonly title: string;
  /** Why, and what to look at. */
  readonly about: string;
  /** What the button says and does, as the maintainer; none while Plansmith works. */
  readonly button?: { readonly text: string; readonly action: string; readonly form: Form };
  /** Where to look first. */
  readonly look?: { readonly path: string; readonly text: string };
}

/** What the guide goes by. */
export interface StoryState {
  /** `/owner/name`. */
  readonly home: string;
  readonly issue: Conversation;
  /** All pull requests. */
  readonly pulls: readonly ListedPull[];
}

/** How many clicks the story has. */
export const CLICKS = 6;

/** The branch of the pull request that does the work. */
const WORK = "limit-clients";

/** What the pull request of the story is opened with. */
const WORK_FORM: Form = {
  title: "Limit how often one client may call the API",
  head: WORK,
  path: "src/limiter.ts",
  file: "/** Requests a minute, for each API key. */\nexport const LIMIT = 100;\n",
  stay: "yes",
};

/** The next click, read from what is there: who goes another way is met where they are. */
export function nextStep({ home, issue, pulls }: StoryState): Step {
  const number = String(issue.number);
  const latest = (head: string) =>
    pulls.filter((pull) => pull.head === head).toSorted((a, b) => b.number - a.number)[0];
  const plan = latest(`plan/issue-${number}`);
  const work = latest(WORK);
  const update = latest(`plan/issue-${number}-update`);
  const status = statusComment(issue);
  if (issue.labels.some(({ name }) => name === "plan: completed")) return DONE;
  if (plan === undefined || plan.state === "closed") {
    if (issue.labels.some(({ name }) => name === "needs-plan")) return working(1, "opens a plan");
    return {
      number: 1,
      title: "Ask for a plan",
      about: "A maintainer labels the issue `needs-plan`. That is all it takes.",
      button: {
        text: "Add the label needs-plan",
        action: "label",
        form: { number, label: "needs-plan" },
      },
    };
  }
  if (plan.state === "open") {
    if (status === undefined) return working(1, "writes the status comment");
    return {
      number: 2,
      title: `Review the plan, then approve and merge it`,
      about: "Plansmith filled the plan from the issue. Merging its pull request approves it.",
      look: { path: `${home}/pull/${plan.number}/files`, text: "Read the plan first" },
      button: {
        text: `Approve and merge #${plan.number}`,
        action: "approve-and-merge",
        form: { number: String(plan.number) },
      },
    };
  }
  if (work === undefined || work.state === "closed") {
    if (!status?.body.includes("Plan approved"))
      return working(2, "sees that the plan is approved");
    const steps = itemNames(status.body).join(", ");
    return {
      number: 3,
      title: "Open a pull request that does the work",
      about: `It says \`Part of #${number}\` and which items it does, so the status comment lists it.`,
      button: {
        text: "Open the pull request",
        action: "open-pull",
        form: { ...WORK_FORM, body: `Part of #${number}\n\nPlan-Step: ${steps}` },
      },
    };
  }
  if (work.state === "open") {
    if (!status?.body.includes(`/pull/${work.number})`))
      return working(3, "links the pull request");
    return {
      number: 4,
      title: "Merge the work",
      about: "Merged work is evidence: Plansmith offers to tick what it proves.",
      look: { path: `${home}/pull/${work.number}`, text: "See the pull request" },
      button: {
        text: `Merge #${work.number}`,
        action: "merge",
        form: { number: String(work.number) },
      },
    };
  }
  if (update?.state === "open") {
    return {
      number: 6,
      title: "Merge the ticks into the plan",
      about: "Plansmith never writes to the default branch: the change waits in a pull request.",
      look: { path: `${home}/pull/${update.number}/files`, text: "See the change" },
      button: {
        text: `Merge #${update.number}`,
        action: "merge",
        form: { number: String(update.number) },
      },
    };
  }
  const offer = status?.body.split("\n").findIndex((line) => OFFER.test(line)) ?? -1;
  if (status === undefined || offer < 0) {
    return working(update === undefined ? 5 : 6, "reads what was merged");
  }
  return {
    number: 5,
    title: "Tick what the work proves",
    about: "Tick “Tick all proven items” in the status comment, or single items above it.",
    button: {
      text: "Tick all proven items",
      action: "tick",
      form: {
        number,
        comment: String(status.id),
        line: String(offer),
        label: "Tick all proven items",
        checked: "true",
      },
    },
  };
}

const OFFER = /^- \[ \] Tick all proven items/;

/** The end of the story. */
const DONE: Step = {
  number: CLICKS + 1,
  title: "Done: the plan is completed",
  about:
    "Now try what you like: comment `/plan help`, edit the issue or the plan file, act as the stranger, or open an issue of your own and label it `needs-plan`.",
};

function working(number: number, what: string): Step {
  return { number, title: `Plansmith ${what} …`, about: "The list of events shows how." };
}

/** The status comment of an issue. */
export function statusComment({ entries }: Conversation): Post | undefined {
  return entries.find(
    (entry): entry is Post =>
      entry.kind === "comment" && entry.body.trimEnd().endsWith("<!-- plansmith:status -->"),
  );
}

/** Numbers of the steps and criteria that a status comment lists as open. */
function itemNames(body: string): readonly string[] {
  return [...body.matchAll(/^- \[ \] (C?\d+)\. /gm)].map(([, name = ""]) => name);
}
