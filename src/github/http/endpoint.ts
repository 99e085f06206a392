/** Words of GitHub's paths that are no names and no numbers. */
const WORDS: ReadonlySet<string> = new Set(
  [
    "access_tokens annotations app app-manifests assignees blobs blocked_by branches check-runs collaborators",
    "comments commits compare config contents conversions deliveries dependencies files git graphql hook",
    "installation installations issues labels matching-refs permission pulls rate_limit reactions ref refs",
    "replies repos repositories requested_reviewers reviews rules search sub_issues timeline trees",
  ].flatMap((line) => line.split(" ")),
);

/** What follows these words is a name, which may hold slashes. */
const BEFORE_A_NAME: ReadonlySet<string> = new Set(
  "branches compare contents labels matching-refs ref refs".split(" "),
);

/** No path of GitHub's API has more parts that are not part of a name. */
const MAX_PARTS = 10;

/**
 * The endpoint of a request: its path with `*` in place of every name and number, so that there are
 * only as many as GitHub has. `undefined` where it is none that Plansmith knows.
 *
 * @param address of the request
 */
export function endpointOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { pathname } = new URL(address);
  // An Enterprise Server has its API below a path.
  const parts = pathname
    .replace(/^\/api(?:\/v3)?(?=\/)/, "")
    .split("/")
    .slice(1);
  const isOfRepository = parts[0] === "repos";
  const shown: string[] = [];
  for (const [index, part] of parts.entries()) {
    const isName = isOfRepository && (index === 1 || index === 2);
    shown.push(!isName && WORDS.has(part) ? part : "*");
    if (!isName && BEFORE_A_NAME.has(part) && index + 1 < parts.length) {
      shown.push("*");
      break;
    }
  }
  if (shown[0] === "*" || shown.length > MAX_PARTS) return undefined;
  return `/${shown.join("/")}`;
}
