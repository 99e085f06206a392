/** What chance decides in a run, and the texts speak of. */
export interface Chances {
  readonly siteUrl: string;
  /** Head branches by pull request number. */
  readonly heads: ReadonlyMap<string, string>;
  readonly shas: readonly string[];
}

/**
 * Puts placeholders for what chance decides: the site's address, shas (shortened ones too), comment
 * ids, times, and the numbers of pull requests, which become their head branches. Of a plan's
 * progress over time the last point is left: how many minutes there were is chance too.
 */
export function withoutChance(text: string, { siteUrl, heads, shas }: Chances): string {
  const named = (whole: string, prefix: string, number: string): string => {
    const head = heads.get(number);
    return head === undefined ? whole : `${prefix}<pull of ${head}>`;
  };
  const shortened = (hex: string): string =>
    hex.length === 40 || shas.some((sha) => sha.startsWith(hex)) ? "<sha>" : hex;
  return text
    .replaceAll(siteUrl, "<site>")
    .replaceAll(/#issuecomment-\d+/g, "#issuecomment-<id>")
    .replaceAll(/(#|\/pull\/|"pull":)(\d+)\b/g, named)
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?UTC|Z)?/g, "<time>")
    .replaceAll(/\b[0-9a-f]{7,40}\b/g, shortened)
    .replaceAll(/"body":"[0-9a-f]{16}"/g, '"body":"<digest of a text with the site>"')
    .replaceAll(/"points":\[.*?\d+,(\d+,\d+)\]\]/g, '"points":[[<minutes>,$1]]');
}
