import { asObject, type CommentJson, type IssueJson, type PullJson } from "../json.js";
import { bodyOf, isOk, type Answer, type Call } from "../proxy/http.js";
import type { Route } from "../proxy/routes.js";
import { keyOf, type Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";
import { findIssueOrPull } from "./pulls-as-issues.js";
import { referencesIn } from "./references.js";

/** Writes whose texts can mention an issue. */
const WRITES: readonly (readonly [methods: string, path: string])[] = [
  ["POST", "/repos/:owner/:repo/issues"],
  ["PATCH", "/repos/:owner/:repo/issues/:number"],
  ["POST", "/repos/:owner/:repo/pulls"],
  ["PATCH", "/repos/:owner/:repo/pulls/:number"],
  ["POST", "/repos/:owner/:repo/issues/:number/comments"],
  ["PATCH", "/repos/:owner/:repo/issues/comments/:number"],
  ["POST", "/repos/:owner/:repo/pulls/:number/reviews"],
];

/**
 * Gap: nobody writes down who mentions whom. Here a mention is remembered when its text is written,
 * and stays when the text changes; timelines show it with the mentioning issue as it is now.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/issue-event-types#cross-referenced
 */
export function crossReferences(site: Site): Gap {
  const handle: Route["handle"] = async (call, next, { owner, repo, number }) => {
    const answered = await next(call);
    if (!isOk(answered)) return answered;
    const source = sourceNumber(answered, number);
    if (source !== undefined) await remember(site, call, `${owner}/${repo}`, source, answered);
    return answered;
  };
  return { routes: WRITES.map(([methods, path]) => ({ methods, path, handle })) };
}

/** The issue or pull request that the written text belongs to. */
function sourceNumber(answered: Answer, number: string | undefined): number | undefined {
  const written = bodyOf<Partial<IssueJson>>(answered);
  if (typeof written.number === "number") return written.number;
  const issueUrl = written["issue_url"];
  if (typeof issueUrl === "string") return Number(issueUrl.slice(issueUrl.lastIndexOf("/") + 1));
  return number === undefined ? undefined : Number(number);
}

async function remember(
  site: Site,
  call: Call,
  repository: string,
  number: number,
  answered: Answer,
): Promise<void> {
  // A title is plain text: what it names hears nothing of it.
  const text = bodyOf<Partial<PullJson & CommentJson>>(answered).body ?? "";
  const source = keyOf(repository, number);
  for (const reference of referencesIn(text, repository, site.url)) {
    const target = keyOf(reference.repository, reference.number);
    const known = site.memory.mentions.get(target) ?? new Map();
    if (target === source || known.has(source)) continue;
    const found = await findIssueOrPull(site, reference.repository, reference.number);
    if (found === undefined) continue;
    const at = new Date().toISOString();
    const actor = await site.sender(call);
    const mention = { repository, number, actor, at };
    site.memory.mentions.set(target, new Map([...known, [source, mention]]));
  }
}

/** The `cross-referenced` events of an issue. */
export async function crossReferencedEvents(site: Site, repository: string, number: number) {
  const mentions = site.memory.mentions.get(keyOf(repository, number)) ?? new Map();
  const events = await Promise.all(
    [...mentions.values()].map(async (mention) => {
      const issue = await findIssueOrPull(site, mention.repository, mention.number);
      if (issue === undefined) return [];
      const home = await site.repository(mention.repository);
      return [
        {
          event: "cross-referenced",
          actor: mention.actor,
          created_at: mention.at,
          updated_at: mention.at,
          source: { type: "issue", issue: { ...asObject(issue), repository: home } },
        },
      ];
    }),
  );
  return events.flat();
}
