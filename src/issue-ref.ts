/** Names one issue, and the installation that may look at it. The only thing the queue carries. */
export interface IssueRef {
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** `owner/repo#number`, in lower case because GitHub compares owners and repositories that way. */
export function issueKey(ref: IssueRef): string {
  return `${ref.owner}/${ref.repo}#${ref.number}`.toLowerCase();
}
