import type { IssueOrPullRef } from "../model/refs.js";
import type { Comment } from "./comments.js";
import { NO_RETRY, repoParams, type GitHubClient } from "./http/client.js";
import { hasStatus, undefinedOn404 } from "./http/errors.js";

/** What somebody says of a whole pull request. */
export interface Review {
  readonly id: number;
  /** Login; `ghost` where the account is gone. */
  readonly author: string;
  readonly state: "approved" | "changes requested" | "dismissed";
  readonly htmlUrl: string;
  /** SHA of the head that was reviewed; `undefined` where GitHub does not know it any more. */
  readonly commit: string | undefined;
}

const STATES: Readonly<Record<string, Review["state"]>> = {
  APPROVED: "approved",
  CHANGES_REQUESTED: "changes requested",
  DISMISSED: "dismissed",
};

/**
 * The reviews of a pull request that approve it, or did, or ask for changes, oldest first, over all
 * pages. Mere comments are left out: they change nothing of what their author has said before.
 *
 * @see https://docs.github.com/rest/pulls/reviews#list-reviews-for-a-pull-request
 */
export async function listReviews(
  github: GitHubClient,
  pull: IssueOrPullRef,
): Promise<readonly Review[]> {
  const reviews = await github.paginate(github.rest.pulls.listReviews, {
    ...repoParams(pull),
    pull_number: pull.number,
    per_page: 100,
  });
  return reviews.flatMap(({ id, user, state, html_url: htmlUrl, commit_id: commitId }) => {
    const known = STATES[state];
    if (known === undefined) return [];
    const author = user?.login ?? "ghost";
    return [{ id, author, state: known, htmlUrl, commit: commitId ?? undefined }];
  });
}

/** A comment on lines of a file. */
export interface LineComment {
  readonly path: string;
  /** Markdown. */
  readonly body: string;
  /** 1-based, the last line of it, in the file as the pull request has it. */
  readonly line: number;
  /** 1-based; the same as `line` where it is a single one. */
  readonly startLine: number;
}

/** The comments on files and lines of a pull request, oldest first, over all pages. */
export async function reviewComments(
  github: GitHubClient,
  pull: IssueOrPullRef,
): Promise<readonly Pick<Comment, "id" | "author" | "body">[]> {
  const comments = await github.paginate(github.rest.pulls.listReviewComments, {
    ...repoParams(pull),
    pull_number: pull.number,
    per_page: 100,
  });
  return comments.map(({ id, user, body }) => ({ id, author: user?.login ?? "ghost", body }));
}

/**
 * Comments on lines of a pull request, as one review that approves nothing and refuses nothing.
 *
 * @see https://docs.github.com/rest/pulls/reviews#create-a-review-for-a-pull-request
 * @returns `false` where GitHub takes no comments there, since it does not show those lines as changed
 */
export async function commentOnLines(
  github: GitHubClient,
  pull: IssueOrPullRef,
  review: {
    readonly commit: string;
    readonly body: string;
    readonly comments: readonly LineComment[];
  },
): Promise<boolean> {
  const { commit, body } = review;
  const comments = review.comments.map(({ path, line, startLine, body: text }) => ({
    path,
    body: text,
    line,
    side: "RIGHT",
    ...(startLine !== line && { start_line: startLine, start_side: "RIGHT" }),
  }));
  return isTaken(
    github.rest.pulls.createReview({
      ...repoParams(pull),
      pull_number: pull.number,
      commit_id: commit,
      event: "COMMENT",
      body,
      comments,
      ...NO_RETRY,
    }),
  );
}

/**
 * Comments on a whole file of a pull request.
 *
 * @returns `false` where GitHub does not show the file as changed
 */
export async function commentOnFile(
  github: GitHubClient,
  pull: IssueOrPullRef,
  comment: { readonly commit: string; readonly path: string; readonly body: string },
): Promise<boolean> {
  const { commit, path, body } = comment;
  return isTaken(
    github.rest.pulls.createReviewComment({
      ...repoParams(pull),
      pull_number: pull.number,
      commit_id: commit,
      path,
      body,
      subject_type: "file",
      ...NO_RETRY,
    }),
  );
}

/** Removes a comment on a file or line; fine where it is gone already. */
export async function deleteReviewComment(
  github: GitHubClient,
  pull: IssueOrPullRef,
  id: number,
): Promise<void> {
  await undefinedOn404(
    github.rest.pulls.deleteReviewComment({ ...repoParams(pull), comment_id: id }),
  );
}

async function isTaken(written: Promise<unknown>): Promise<boolean> {
  try {
    await written;
    return true;
  } catch (error) {
    if (!hasStatus(error, 422)) throw error;
    return false;
  }
}
