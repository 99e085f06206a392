import type { GitHubClient } from "../github/client.js";
import { historyOf } from "../github/history.js";
import { mayWrite } from "../github/permissions.js";
import { listReviews, type Review } from "../github/reviews.js";
import { pushesDismiss } from "../github/rules.js";
import type { IssueRef } from "../issue-ref.js";
import type { Templates } from "../plan/choose-template.js";
import { TemplateError } from "../plan/template-error.js";
import { latestReviews, stampedIn } from "./approval.js";
import type { Configuration } from "./observe-configuration.js";
import { readTemplates } from "./observe-templates.js";
import { stampOf } from "./stamp.js";
import type { Approval, World } from "./world.js";

/** People whose permission is asked for, the latest first. */
const MOST_PEOPLE = 10;

/** Pages of the plan branch's history, of a hundred commits each, that are looked through. */
const MOST_PAGES = 3;

/** No reviews, or none that were read. */
export const NO_APPROVAL: Approval = {
  reviews: [],
  stamped: [],
  fresh: [],
  isDismissed: false,
  formats: [],
};

/**
 * What reviews say of an open plan: the latest of each person who may write to the
 * repository now. What writing an approval into the plan needs is read once for each approval.
 */
export async function readApproval(
  { github, templates }: { readonly github: GitHubClient; readonly templates: Templates },
  world: World,
  configuration: Configuration,
): Promise<Approval> {
  const { ref, config, issue, plan, problems } = world;
  const pull = world.pulls[0];
  if (pull?.state !== "open" || issue.state === "closed" || problems.length > 0) return NO_APPROVAL;
  const before = stampOf(world);
  const known = before?.pull === pull.number ? before : undefined;
  const all = await listReviews(github, { ...ref, number: pull.number });
  const reviews = await byWriters(github, ref, latestReviews(all));
  const told = known?.stamped ?? [];
  const approved = reviews.filter(({ state }) => state === "approved").map(({ id }) => id);
  const unknown = approved.filter((id) => !told.includes(id));
  const mayStamp = config.approval.stamp === "review" && plan !== undefined;
  const isAsked = mayStamp && known?.unstamped !== true && unknown.length > 0;
  const stamped = isAsked
    ? [...told, ...(await stampedOn(github, ref, pull.headSha)).filter((id) => !told.includes(id))]
    : told;
  const isGone = all.some(({ id, state }) => state === "dismissed" && stamped.includes(id));
  const isDismissed = known?.unstamped === true || isGone;
  const fresh = isAsked && !isDismissed ? unknown.filter((id) => !stamped.includes(id)) : [];
  const approval = { ...NO_APPROVAL, reviews, stamped, isDismissed };
  if (fresh.length === 0) return approval;
  const [isRefused, formats] = await Promise.all([
    pushesDismiss(github, ref, pull.base),
    configuration.hasTemplates ? readTemplates(github, ref, templates) : templates,
  ]);
  if (isRefused) return approval;
  const readable = [...formats.values()].flatMap((it) => (it instanceof TemplateError ? [] : [it]));
  return { ...approval, fresh, formats: readable };
}

async function byWriters(
  github: GitHubClient,
  ref: IssueRef,
  reviews: readonly Review[],
): Promise<readonly Review[]> {
  const standing = reviews.filter(({ state }) => state !== "dismissed").slice(-MOST_PEOPLE);
  const asked = standing.map(async (review) => {
    return (await mayWrite(github, ref, review.author)) ? [review] : [];
  });
  return (await Promise.all(asked)).flat();
}

async function stampedOn(
  github: GitHubClient,
  ref: IssueRef,
  sha: string,
): Promise<readonly number[]> {
  const history = await historyOf(github, ref, sha, {
    isEnough: () => false,
    mostPages: MOST_PAGES,
  });
  return stampedIn(history.map(({ message }) => message));
}
