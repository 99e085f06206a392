import { defineTask } from "../../model/compute.js";
import type { Review } from "../../github/reviews.js";
import { inlineText } from "../../markdown/escape.js";
import type { CommentMetadata } from "../../model/metadata.js";
import { readTrailers, trailer, withTrailers } from "../../model/markers.js";
import { approvePlan } from "../../plan/edit/status.js";
import { setLastUpdated } from "../../plan/edit/fields.js";
import type { Format } from "../../plan/parse/parse.js";
import type { Action, ProposedSnapshot, Snapshot } from "../snapshot.js";
import { routeEdit } from "../updates/edit.js";

/** Approvals that are remembered as written into the plan. */
const MAX_STAMPED = 20;

/** The trailer of a commit that writes an approval into the plan: the review's id. */
const TRAILER = "Plansmith-Approval";

/** The reviews whose approval commit messages say is written into the plan. */
export function stampedIn(messages: readonly string[]): readonly number[] {
  return messages
    .flatMap((message) => readTrailers(message, TRAILER))
    .filter((value) => /^\d{1,16}$/.test(value))
    .map(Number);
}

/** The latest review of each person: what they said before does not count any more. */
export function latestReviews(reviews: readonly Review[]): readonly Review[] {
  const latest = new Map(reviews.map((review) => [review.author.toLowerCase(), review] as const));
  return [...latest.values()].toSorted((a, b) => a.id - b.id);
}

/**
 * Whether a text is another one with approvals written into it, and nothing else changed.
 *
 * @param by logins of those whose approvals were written
 */
export function isApprovalOf(
  text: string,
  seen: string,
  { by, formats }: { readonly by: readonly string[]; readonly formats: readonly Format[] },
): boolean {
  if (by.length === 0) return false;
  // On what day that was does not matter.
  const at = new Date(0).toISOString();
  const dated = (content: string): string => setLastUpdated(content, at) ?? content;
  return dated(text) === dated(approvePlan(seen, { by, at }, formats));
}

/** {@link isApprovalOf}. */
export const APPROVAL = defineTask("whether a plan is the approved one", isApprovalOf);

/**
 * Writes the approvals into the plan that are not written yet, all in one commit, as long as it is
 * the text that they approve. Each is written once: what people make of these lines after that is
 * theirs. After an approval that was dismissed once it was written, none is: the commit may have been
 * the reason.
 */
export function decideApproval(snapshot: ProposedSnapshot, now: Date): Action | undefined {
  const { approval, plan, ref } = snapshot;
  const { fresh, compared, stamped, reviews, formats } = approval;
  if (fresh.length === 0 || plan?.sha !== compared) return undefined;
  const by = reviews
    .filter(({ id, state }) => state === "approved" && (fresh.includes(id) || stamped.includes(id)))
    .map(({ author }) => author);
  const at = now.toISOString();
  return routeEdit(snapshot, {
    change: (text) => approvePlan(text, { by, at }, formats),
    message: withTrailers(
      `Record the approval of the plan for #${ref.number}`,
      fresh.map((id) => trailer(TRAILER, `${id}`)),
    ),
  });
}

/** What the hidden block remembers of approvals of an open plan pull request. */
export function approvalMemory({
  approval,
}: Snapshot): Pick<CommentMetadata, "stamped" | "unstamped"> {
  if (approval === undefined) return {};
  const stamped = [...approval.stamped, ...approval.fresh].slice(-MAX_STAMPED);
  return {
    ...(stamped.length > 0 && { stamped }),
    ...(approval.isDismissed && { unstamped: true }),
  };
}

/** What reviews say of an open plan, a paragraph each. Markdown. */
export function approvalNotes({ approval, pulls }: Snapshot): readonly string[] {
  const pull = pulls[0];
  if (approval === undefined || pull === undefined) return [];
  const { reviews, outdated, unread } = approval;
  const named = (state: Review["state"], isOutdated: boolean): string =>
    reviews
      .filter((review) => review.state === state && outdated.includes(review.id) === isOutdated)
      .map(({ author, htmlUrl }) => `[${inlineText(author)}](${htmlUrl})`)
      .join(", ");
  const changes = named("changes requested", false);
  const approved = named("approved", false);
  const earlier = named("approved", true);
  return [
    ...(changes === "" ? [] : [`Changes requested by ${changes}.`]),
    ...(approved === ""
      ? []
      : [
          unread === 0
            ? `Approved by ${approved}. #${pull.number} can be merged.`
            : `Approved by ${approved}. Earlier reviews by ${unread} more ${unread === 1 ? "person" : "people"} were not checked.`,
        ]),
    ...(earlier === ""
      ? []
      : [`${earlier} approved an earlier version of the plan. Please review it again.`]),
  ];
}
