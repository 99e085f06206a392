import type { CommentJson, Json } from "../json.js";
import { page, type Answer, type Call } from "../proxy/http.js";
import { keyOf, type Site } from "../proxy/site.js";
import { crossReferencedEvents } from "./cross-references.js";
import type { Gap } from "./gap.js";

/** Events that the emulator writes down and GitHub has not. */
const UNKNOWN_EVENTS = new Set(["opened", "edited"]);
/** Fields that an event has only where it has a use for them. */
const OPTIONAL = new Set(["label", "assignee", "milestone", "rename"]);

/**
 * Gap: timelines hold neither comments nor cross-references, and pull requests have none.
 *
 * @see https://docs.github.com/rest/issues/timeline
 */
export function timeline(site: Site): Gap {
  return {
    routes: [
      {
        methods: "GET",
        path: "/repos/:owner/:repo/issues/:number/timeline",
        async handle(call, next, { owner, repo, number }): Promise<Answer> {
          const repository = `${owner}/${repo}`;
          const first = await next(allowing(call));
          const pull = await site.rawPull(repository, Number(number));
          if (first.status !== 200 && pull === undefined) return first;
          return page(call, site.url, await eventsOf(site, repository, Number(number)));
        },
      },
    ],
  };
}

/** The call for one event: it only asks whether the caller may read the timeline. */
function allowing(call: Call): Call {
  return { ...call, query: new URLSearchParams({ per_page: "1" }) };
}

async function eventsOf(site: Site, repository: string, number: number): Promise<Json[]> {
  const path = `/repos/${repository}/issues/${number}`;
  const known = await site.upstream.list<Json>(`${path}/timeline`);
  const comments = await site.upstream.list<CommentJson>(`${path}/comments`);
  const events = [
    ...known.filter(({ event }) => !UNKNOWN_EVENTS.has(String(event))).map(issueEvent),
    ...(site.memory.events.get(keyOf(repository, number)) ?? []),
    ...comments.map(commented),
    ...(await crossReferencedEvents(site, repository, number)),
  ];
  return events.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)));
}

function timeOf(event: Json): string {
  return String(event["created_at"]);
}

function commented(comment: CommentJson): Json {
  return { ...comment, event: "commented", actor: comment.user };
}

/** GitHub leaves out the issue, and every field that an event has no use for. */
function issueEvent(event: Json): Json {
  return Object.fromEntries(
    Object.entries(event).filter(
      ([name, value]) => name !== "issue" && !(OPTIONAL.has(name) && value === null),
    ),
  );
}
