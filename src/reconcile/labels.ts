import type { LabelDefinition } from "../github/labels.js";
import type { PlanState } from "../plan/state.js";

/** The label with which a maintainer asks for a plan. */
export const REQUEST_LABEL = "needs-plan";

/** One label for each state that an issue with a plan can be in. */
const STATE_LABELS: Readonly<Partial<Record<PlanState, LabelDefinition>>> = {
  proposed: {
    name: "plan: proposed",
    description: "The plan waits for review in its pull request",
    color: "fbca04",
  },
  approved: {
    name: "plan: approved",
    description: "The plan is merged; work can begin",
    color: "0e8a16",
  },
  "in progress": {
    name: "plan: in progress",
    description: "The plan is being worked off",
    color: "1d76db",
  },
  blocked: {
    name: "plan: blocked",
    description: "Something keeps the plan from going on",
    color: "d93f0b",
  },
  rejected: {
    name: "plan: rejected",
    description: "The plan pull request was closed without merging",
    color: "6e7781",
  },
  completed: {
    name: "plan: completed",
    description: "The plan is done",
    color: "8250df",
  },
};

/** The label of a state; `undefined` for a state that has none. */
export function stateLabel(state: PlanState): LabelDefinition | undefined {
  return STATE_LABELS[state];
}

/** Names of all labels that the bot puts on issues. */
export const STATE_LABEL_NAMES: readonly string[] = Object.values(STATE_LABELS).map(
  (label) => label.name,
);

/** Whether `labels` holds `name`; GitHub compares label names without regard to case. */
export function hasLabel(labels: readonly string[], name: string): boolean {
  return labels.some((label) => label.toLowerCase() === name.toLowerCase());
}

/** Whether `labels` tell that the issue has a plan or waits for one. */
export function isTracked(labels: readonly string[]): boolean {
  return [REQUEST_LABEL, ...STATE_LABEL_NAMES].some((name) => hasLabel(labels, name));
}
