import { toPlain } from "../../src/plan/template/choose.js";
import { DEFAULT_CONFIG } from "../../src/config/schema.js";
import {
  type Action,
  type RequestedSnapshot,
  phaseOf,
  type ApprovedFacts,
  type ApprovedSnapshot,
  type CommonFacts,
  type ProposedFacts,
  type ProposedSnapshot,
  type RequestedFacts,
  type Snapshot,
} from "../../src/features/snapshot.js";
import { NO_APPROVAL } from "../../src/features/approval/facts.js";
import type { LinkedPull } from "../../src/features/linked-pulls/facts.js";
import type { PlanAbsence, PlanFile } from "../../src/features/plan-file/progress.js";
import { isRequested } from "../../src/features/state.js";
import type { Update } from "../../src/features/updates/facts.js";
import type { PlanPull } from "../../src/github/pulls.js";
import type { CrossReference } from "../../src/github/timeline.js";
import type { Issue } from "../../src/issue/issue.js";
import { blobSha } from "../../src/plan/identity.js";
import { builtinTemplates } from "../../src/plan/template/template.js";

/** An open issue with a request for a plan. */
export function issue(fields: Partial<Issue> = {}): Issue {
  return {
    number: 3,
    title: "Add a limiter",
    body: "",
    state: "open",
    stateReason: undefined,
    labels: ["needs-plan"],
    assignees: [],
    author: "ada",
    milestone: undefined,
    htmlUrl: "https://github.com/octo/api/issues/3",
    createdAt: "2026-11-20T10:00:00Z",
    comments: 0,
    ...fields,
  };
}

/** An open plan pull request. */
export function pull(fields: Partial<PlanPull> = {}): PlanPull {
  return {
    number: 4,
    state: "open",
    headSha: "a".repeat(40),
    htmlUrl: "https://github.com/octo/api/pull/4",
    branch: "plan/issue-3",
    base: "main",
    title: "Plan: Add a limiter (#3)",
    body: "",
    assignees: [],
    reviewers: [],
    labels: [],
    ...fields,
  };
}

/** A merged pull request of somebody's that is part of the issue. */
export function reference(fields: Partial<CrossReference> = {}): CrossReference {
  return {
    id: "PR_9",
    owner: "octo",
    repo: "api",
    number: 9,
    author: "ada",
    association: "MEMBER",
    title: "Work",
    body: "Part of octo/api#3",
    state: "merged",
    htmlUrl: "https://github.com/octo/api/pull/9",
    createdAt: "2026-11-20T12:00:00Z",
    public: false,
    comments: 0,
    updatedAt: "2026-11-20T10:00:00Z",
    mergedAt: "2026-11-20T10:00:00Z",
    ...fields,
  };
}

/** A merged pull request of somebody's that closes the issue, as the status comment shows it. */
export function linkedPull(fields: Partial<LinkedPull> = {}): LinkedPull {
  return {
    ...reference(),
    label: "#9",
    closes: true,
    external: false,
    isWork: true,
    ...fields,
  };
}

/** A plan with these boxes in one section. */
export function plan(...boxes: readonly ("x" | " ")[]): PlanFile {
  const items = boxes.map((box, index) => `- [${box}] Item ${index + 1}`);
  return {
    path: "plans/3-add-a-limiter.md",
    text: `# Plan\n\n## Steps\n\n${items.join("\n")}\n`,
    sha: "c".repeat(40),
    commit: {
      sha: "b".repeat(40),
      htmlUrl: `https://github.com/octo/api/commit/${"b".repeat(40)}`,
    },
  };
}

/** The default branch does not have the plan any more. */
export function absence(fields: Partial<PlanAbsence> = {}): PlanAbsence {
  return {
    kind: "withdrawn",
    base: "main",
    defaultBranch: "main",
    path: "plans/3-add-a-limiter.md",
    commit: undefined,
    ...fields,
  };
}

/** The branch that gathers changes of the approved plan, which is not there yet. */
export function update(fields: Partial<Update> = {}): Update {
  return {
    branch: "plan/issue-3-update",
    pulls: [],
    tip: undefined,
    file: undefined,
    changes: 0,
    parted: undefined,
    defaultBranch: "main",
    defaultTip: { sha: "1".repeat(40), tree: "2".repeat(40) },
    ...fields,
  };
}

const TEMPLATES = builtinTemplates();

/** Facts of a snapshot, of whatever phase. */
export type Facts = Undefinable<CommonFacts & RequestedFacts & ProposedFacts & ApprovedFacts>;
type Undefinable<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/**
 * A snapshot with nothing in it but the issue and the given facts. Its phase follows from the plan,
 * its pull requests and the issue's labels; facts of other phases are left out.
 */
export function world(fields: Facts = {}): Snapshot {
  const { proposal, refill, reportedConflicts = [], approval = NO_APPROVAL, ...other } = fields;
  const { rejectedReviewers = [], opened, update: waiting, evidence, related, ...rest } = other;
  const { drift = { kind: "unread" }, ...common } = rest;
  const facts: CommonFacts = {
    ref: { kind: "issue", installationId: 7, owner: "octo", repo: "api", number: 3 },
    issue: issue(),
    config: DEFAULT_CONFIG,
    problems: [],
    pulls: [],
    plan: undefined,
    comments: [],
    linked: [],
    commands: { comments: [], carriedOut: new Set(), templates: toPlain(TEMPLATES) },
    archive: { requested: false, pulls: [], inputs: undefined },
    source: "0123456789abcdef",
    sourceUnlabelled: "fedcba9876543210",
    ...defined(common),
  };
  const phase = phaseOf(facts, facts.issue.state === "open" && isRequested(facts));
  if (phase === "requested") return { ...facts, phase, plan: undefined, proposal };
  if (phase === "proposed") {
    const own = { refill, related, reportedConflicts, approval, rejectedReviewers, opened };
    return { ...facts, phase, ...own };
  }
  if (phase === "none" || facts.plan === undefined) return { ...facts, phase: "none" };
  return { ...facts, phase, plan: facts.plan, update: waiting, drift, evidence };
}

/** Without what is `undefined`. */
function defined<T extends object>(fields: Undefinable<T>): Partial<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

/** {@link world} of an issue that asks for a plan and has none. */
export function requestedWorld(fields: Facts = {}): RequestedSnapshot {
  const { issue: given = issue() } = fields;
  const labels = [...given.labels, DEFAULT_CONFIG.labels.request || ""];
  const snapshot = world({ ...fields, issue: { ...given, state: "open", labels } });
  if (snapshot.phase !== "requested") throw new Error(`the plan is ${snapshot.phase}`);
  return snapshot;
}

/** {@link world} while the plan pull request is open. */
export function proposedWorld(fields: Facts = {}): ProposedSnapshot {
  const snapshot = world({ pulls: [pull()], ...fields });
  if (snapshot.phase !== "proposed") throw new Error(`the plan is ${snapshot.phase}`);
  return snapshot;
}

/** {@link world} once the plan is the team's. */
export function approvedWorld(fields: Facts = {}): ApprovedSnapshot {
  const snapshot = world({ pulls: [pull({ state: "merged" })], plan: plan(), ...fields });
  if (snapshot.phase !== "approved") throw new Error(`the plan is ${snapshot.phase}`);
  return snapshot;
}

/** The world with something done about filling an open plan again, as GitHub would show it. */
export function afterRefill(
  before: Snapshot,
  action: Extract<
    Action,
    {
      type:
        | "retitle-pull"
        | "describe-pull"
        | "report-conflicts"
        | "retract-conflicts"
        | "merge-rendering";
    }
  >,
): Snapshot {
  if (before.phase !== "proposed") return before;
  const { refill, reportedConflicts: reports, pulls } = before;
  switch (action.type) {
    case "retitle-pull":
      return { ...before, pulls: [pull({ ...pulls[0], title: action.title }), ...pulls.slice(1)] };
    case "describe-pull":
      return { ...before, pulls: [pull({ ...pulls[0], body: action.body }), ...pulls.slice(1)] };
    case "report-conflicts":
      return {
        ...before,
        reportedConflicts: [...reports, { id: reports.length + 1, conflicts: action.conflicts }],
      };
    case "retract-conflicts":
      return { ...before, reportedConflicts: reports.filter(({ id }) => id !== action.id) };
    case "merge-rendering": {
      const { path, rendering, merged } = action.merge;
      const text = merged?.text ?? rendering.text;
      const [sha, tree, head] = ["5", "6", "7"].map((digit) => digit.repeat(40)) as [
        string,
        string,
        string,
      ];
      const last = { sha, tree, text: rendering.text, at: refill?.last?.at ?? "" };
      return {
        ...before,
        plan: {
          path,
          text,
          sha: blobSha(text),
          commit: { sha: head, htmlUrl: "https://github.com/octo/api" },
        },
        refill: refill && {
          ...refill,
          head: merged === undefined ? last : { sha: head, tree },
          file: { path, text, sha: blobSha(text) },
          last,
        },
      };
    }
  }
}
