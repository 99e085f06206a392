import { DEFAULT_CONFIG, type Config } from "../config/schema.js";
import type { LabelDefinition } from "../github/labels.js";
import type { PlanState } from "../plan/state.js";

/** The states that have a label, with the key that names it, and how the bot defines it. */
const STATE_LABELS = {
  proposed: {
    key: "proposed",
    description: "The plan waits for review in its pull request",
    color: "fbca04",
  },
  approved: {
    key: "approved",
    description: "The plan is merged; work can begin",
    color: "0e8a16",
  },
  "in progress": {
    key: "inProgress",
    description: "The plan is being worked off",
    color: "1d76db",
  },
  blocked: {
    key: "blocked",
    description: "Something keeps the plan from going on",
    color: "d93f0b",
  },
  rejected: {
    key: "rejected",
    description: "The plan pull request was closed without merging",
    color: "6e7781",
  },
  completed: {
    key: "completed",
    description: "The plan is done",
    color: "8250df",
  },
} as const;

/** The label of a state; `undefined` for a state that has none, or whose label is turned off. */
export function stateLabel(config: Config, state: PlanState): LabelDefinition | undefined {
  if (state === "requested") return undefined;
  const { key, description, color } = STATE_LABELS[state];
  const name = config.labels[key];
  return name === false ? undefined : { name, description, color };
}

/** Names of all labels that tell something of a plan: the request's, and those of the states. */
export function labelNames({ labels }: Config): readonly string[] {
  return Object.values(labels).filter((name) => name !== false);
}

/** {@link labelNames}, and what they are where nothing is configured: issues may carry those still. */
export function knownLabelNames(config: Config): readonly string[] {
  return [...new Set([...labelNames(config), ...labelNames(DEFAULT_CONFIG)])];
}

/** Whether `labels` holds `name`; GitHub compares label names without regard to case. */
export function hasLabel(labels: readonly string[], name: string | false): boolean {
  return name !== false && labels.some((label) => label.toLowerCase() === name.toLowerCase());
}

/** Whether `labels` tell that the issue has a plan or waits for one. */
export function isTracked(config: Config, labels: readonly string[]): boolean {
  return knownLabelNames(config).some((name) => hasLabel(labels, name));
}
