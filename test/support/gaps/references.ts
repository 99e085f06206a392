/** An issue or pull request that a text speaks of. */
export interface Reference {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** The closing keyword in front, if any. */
  readonly closes: boolean;
}

const CLOSING = String.raw`(?:(?<closing>close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+)?`;
const SHORT = String.raw`(?<![\w/&#-])(?<short>[\w.-]+\/[\w.-]+)?#(?<shortNumber>\d+)\b`;

/**
 * The issues and pull requests that `text` names, as `#1`, `owner/name#1` or by address. Lax:
 * names inside code count too, where GitHub would leave them out.
 *
 * @param repository where the text stands
 * @param siteUrl address of the site, for addresses of issues
 * @see https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function referencesIn(text: string, repository: string, siteUrl: string): Reference[] {
  const site = siteUrl.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const url = String.raw`${site}\/(?<full>[\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(?<urlNumber>\d+)\b`;
  const pattern = new RegExp(String.raw`${CLOSING}(?:${url}|${SHORT})`, "gi");
  return [...text.matchAll(pattern)].map(({ groups = {} }) => ({
    repository: groups["full"] ?? groups["short"] ?? repository,
    number: Number(groups["urlNumber"] ?? groups["shortNumber"]),
    closes: groups["closing"] !== undefined,
  }));
}
