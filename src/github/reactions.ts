import type { RepositoryRef } from "../issue-ref.js";
import { pathOf, type GitHubClient } from "./client.js";
import { orUndefined } from "./errors.js";

/** A reaction with which the App answers. */
export type Reaction = "eyes" | "rocket" | "confused";

/**
 * Puts the App's reaction on a comment; fine where it is there already, and where the comment is
 * gone.
 *
 * @see https://docs.github.com/rest/reactions/reactions#create-reaction-for-an-issue-comment
 */
export async function react(
  github: GitHubClient,
  repository: RepositoryRef,
  comment: number,
  content: Reaction,
): Promise<void> {
  await orUndefined(
    github.rest.reactions.createForIssueComment({
      ...pathOf(repository),
      comment_id: comment,
      content,
    }),
  );
}

/**
 * What `login` has put on a comment, over all pages; `undefined` where the comment is gone.
 *
 * @see https://docs.github.com/rest/reactions/reactions#list-reactions-for-an-issue-comment
 */
export async function reactionsBy(
  github: GitHubClient,
  repository: RepositoryRef,
  comment: number,
  login: string,
): Promise<ReadonlySet<string> | undefined> {
  const all = await orUndefined(
    github.paginate(github.rest.reactions.listForIssueComment, {
      ...pathOf(repository),
      comment_id: comment,
      per_page: 100,
    }),
  );
  return all && new Set(all.flatMap(({ user, content }) => (user?.login === login ? content : [])));
}
