import { createComment, listComments } from "../github/comments.js";
import { proposedPull } from "../github/pulls.js";
import type { ComputeError } from "../model/compute.js";
import { workKey, type IssueRef, type PullRef, type WorkItem } from "../model/refs.js";
import { ensureCheckRun } from "./checks/plans.js";
import type { RunContext } from "./context.js";

/** What the check run is called. */
const SET_ASIDE_CHECK_NAME = "Plansmith";

/** The last line of the comment: there is one at most on an issue. */
const MARKER = "<!-- plansmith:set-aside -->";

/**
 * Reports to people that an item is set aside, where they look: once on the issue, in a check run on the
 * head of a pull request. Nothing of the text that takes too long is read for that.
 */
export async function reportSetAside(
  context: RunContext,
  item: WorkItem,
  error: ComputeError,
): Promise<void> {
  const { configurations, log } = context;
  try {
    const known = await configurations.recall(item);
    if (known?.config.dryRun === true) return;
    if (item.kind === "issue") await reportOnIssue(context, item, error);
    if (item.kind === "pull") await reportOnPull(context, item, error);
  } catch (reason) {
    log.warn(
      { item: workKey(item), err: reason },
      "that an item is set aside could not be reported",
    );
  }
}

async function reportOnIssue(
  { github, bot }: RunContext,
  ref: IssueRef,
  error: ComputeError,
): Promise<void> {
  const comments = await listComments(github, ref);
  if (comments.some(({ author, body }) => author === bot && body.includes(MARKER))) return;
  await createComment(github, ref, `${setAsideText("issue", error)}\n\n${MARKER}`);
}

async function reportOnPull(
  { github, bot }: RunContext,
  ref: PullRef,
  error: ComputeError,
): Promise<void> {
  const pull = await proposedPull(github, ref);
  if (pull?.open !== true) return;
  const check = {
    name: SET_ASIDE_CHECK_NAME,
    sha: pull.headSha,
    externalId: `pull-${ref.number}-set-aside`,
    conclusion: "neutral" as const,
    title: "Not checked",
    summary: setAsideText("pull request", error),
    text: "",
    annotations: [],
  };
  await ensureCheckRun(github, ref, check, { bot });
}

/** What people read about an item that is set aside. Markdown. */
function setAsideText(where: "issue" | "pull request", { task }: ComputeError): string {
  return (
    `Plansmith has stopped processing this ${where}: it takes too long to work out ${task}. ` +
    `Shorten or simplify the text that was changed last. Plansmith tries again when something in this ${where} changes.`
  );
}
