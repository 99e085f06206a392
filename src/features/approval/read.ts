import { historyOf } from "../../github/commits.js";
import { readFile } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { mayWrite, mayPushDismiss } from "../../github/repository.js";
import { listReviews, type Review } from "../../github/reviews.js";
import type { IssueRef } from "../../model/refs.js";
import type { Format } from "../../plan/parse/parse.js";
import { TemplateError } from "../../plan/template/template.js";
import type { Configuration } from "../configuration/read.js";
import type { RunContext } from "../context.js";
import type { PlanFile } from "../plan-file/progress.js";
import { readTemplates } from "../plan-file/read.js";
import type { CommonFacts } from "../snapshot.js";
import { metadataOf } from "../state.js";
import { NO_APPROVAL, type Approval } from "./facts.js";
import { APPROVAL, latestReviews, stampedIn } from "./rules.js";

/** People whose permission is asked for, the latest first. */
const MAX_PEOPLE = 10;

/** Pages of the plan branch's history, of a hundred commits each, that are looked through. */
const MAX_PAGES = 3;

/**
 * What reviews say of an open plan: the latest of each person who may write to the
 * repository now. What writing an approval into the plan needs is read once for each approval, and
 * again only for those of another text than the plan has.
 */
export async function readApproval(
  { github, compute, templates }: Pick<RunContext, "github" | "compute" | "templates">,
  snapshot: CommonFacts,
  configuration: Configuration,
): Promise<Approval> {
  const { ref, config, issue, plan, problems } = snapshot;
  const pull = snapshot.pulls[0];
  const isOver = issue.state === "closed" || problems.length > 0;
  if (pull?.state !== "open" || isOver) return NO_APPROVAL;
  const metadata = metadataOf(snapshot);
  const known = metadata?.pull === pull.number ? metadata : undefined;
  const all = await listReviews(github, { ...ref, number: pull.number });
  const standing = latestReviews(all).filter(({ state }) => state !== "dismissed");
  const reviews = await byWriters(github, ref, standing.slice(-MAX_PEOPLE));
  const recorded = known?.stamped ?? [];
  const approved = reviews.filter(({ state }) => state === "approved");
  const { stamp } = config.approval;
  const mayStamp = stamp !== "off" && plan !== undefined;
  const isAsked =
    mayStamp && known?.unstamped !== true && approved.some(({ id }) => !recorded.includes(id));
  // Without the status comment, only the commits mention approvals that were dismissed since.
  const written = isAsked || known === undefined ? await stampedOn(github, ref, pull.headSha) : [];
  const stamped = [...recorded, ...written.filter((id) => !recorded.includes(id))];
  const isGone = all.some(({ id, state }) => state === "dismissed" && stamped.includes(id));
  const isDismissed = known?.unstamped === true || isGone;
  // Approvals of so many people that not all are asked for count: nobody gets past them by more.
  const unasked = standing.slice(0, -MAX_PEOPLE).some(({ state }) => state === "approved");
  const isGiven = unasked || approved.length > 0 || stamped.length > 0;
  const unread = Math.max(0, standing.length - MAX_PEOPLE);
  const approval = { ...NO_APPROVAL, reviews, unread, stamped, isDismissed, isGiven };
  const unwritten = approved.filter(({ id }) => !stamped.includes(id));
  if (!isAsked || isDismissed || plan === undefined || unwritten.length === 0) return approval;
  const [isRefused, allTemplates] = await Promise.all([
    stamp !== "always" && mayPushDismiss(github, ref, pull.base),
    configuration.hasTemplates ? readTemplates({ github, compute }, ref, templates) : templates,
  ]);
  if (isRefused) return approval;
  const formats = [...allTemplates.values()].flatMap((template) =>
    template instanceof TemplateError ? [] : [template],
  );
  const by = approved.filter(({ id }) => stamped.includes(id)).map(({ author }) => author);
  const compared = await Promise.all(
    unwritten.map(async ({ id, commit }) => {
      const isOfPlan = await isOfText({ github, compute }, { ref, plan, commit }, { by, formats });
      return { id, isOfPlan };
    }),
  );
  return {
    ...approval,
    fresh: compared.filter(({ isOfPlan }) => isOfPlan).map(({ id }) => id),
    compared: plan.sha,
    outdated: compared.filter(({ isOfPlan }) => !isOfPlan).map(({ id }) => id),
    formats,
  };
}

/**
 * Whether the plan says what it said at a commit, but for the approvals that were written into it
 * since. Where that is not known, it does not.
 */
async function isOfText(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  {
    ref,
    plan,
    commit,
  }: { readonly ref: IssueRef; readonly plan: PlanFile; readonly commit: string | undefined },
  approvals: { readonly by: readonly string[]; readonly formats: readonly Format[] },
): Promise<boolean> {
  if (commit === undefined) return false;
  if (commit === plan.commit.sha) return true;
  const seen = await readFile(github, ref, plan.path, commit);
  if (seen === undefined) return false;
  return seen.sha === plan.sha || compute(APPROVAL, plan.text, seen.text, approvals);
}

async function byWriters(
  github: GitHubClient,
  ref: IssueRef,
  reviews: readonly Review[],
): Promise<readonly Review[]> {
  const states = reviews.map(async (review) => {
    return (await mayWrite(github, ref, review.author)) ? [review] : [];
  });
  return (await Promise.all(states)).flat();
}

async function stampedOn(
  github: GitHubClient,
  ref: IssueRef,
  sha: string,
): Promise<readonly number[]> {
  const history = await historyOf(github, ref, sha, {
    isEnough: () => false,
    maxPages: MAX_PAGES,
  });
  return stampedIn(history.map(({ message }) => message));
}
