import type { RepositoryJson } from "../json.js";
import { answer, bodyOf, isOk, refusal, textField, type Answer, type Call } from "../proxy/http.js";
import type { Next, Route } from "../proxy/routes.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

const ALL = "GET HEAD POST PUT PATCH DELETE";

/**
 * Gap: the old name of a renamed repository is gone at once. GitHub redirects it to the
 * repository's address by id, reads with 301 and writes with 307.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 */
export function renamed(site: Site): Gap {
  const ids = site.memory.renamed;

  const byName: Route["handle"] = async (call, next, { owner, repo }) => {
    const id = ids.get(`${owner}/${repo}`.toLowerCase());
    return id === undefined ? next(call) : redirect(site, call, id);
  };
  const byId: Route["handle"] = async (call, next, { number }) => {
    const found = await site.upstream.get<RepositoryJson>(`/repositories/${number}`);
    if (found === undefined) return refusal(404, "Not Found");
    const [, , , ...rest] = call.path.split("/");
    return next({ ...call, path: ["/repos", found.full_name, ...rest].join("/") });
  };

  async function rename(call: Call, next: Next, owner: string, repo: string): Promise<Answer> {
    const answered = await next(call);
    const name = textField(call, "name");
    if (!isOk(answered) || name === undefined || name === repo) return answered;
    const { id, full_name: now } = bodyOf<RepositoryJson>(answered);
    renameMemory(site, `${owner}/${repo}`, now);
    ids.set(`${owner}/${repo}`.toLowerCase(), id);
    ids.delete(now.toLowerCase());
    const changes = { repository: { name: { from: repo } } };
    await site.emit(call, now, "repository", { action: "renamed", changes });
    return answered;
  }

  return {
    routes: [
      { methods: ALL, path: "/repos/:owner/:repo", handle: byName },
      { methods: ALL, path: "/repos/:owner/:repo/*rest", handle: byName },
      { methods: ALL, path: "/repositories/:number", handle: byId },
      { methods: ALL, path: "/repositories/:number/*rest", handle: byId },
      {
        methods: "PATCH",
        path: "/repos/:owner/:repo",
        handle: (call, next, { owner = "", repo = "" }) => rename(call, next, owner, repo),
      },
    ],
  };
}

/** What was written down goes on under the new name. */
function renameMemory(site: Site, from: string, to: string): void {
  const { frozen, pullAssignees, events, mentions } = site.memory;
  const before = `${from}#`.toLowerCase();
  const renamedKey = (key: string): string =>
    key.startsWith(before) ? `${to}#`.toLowerCase() + key.slice(before.length) : key;
  for (const memory of [frozen, pullAssignees, events] as readonly Map<string, unknown>[]) {
    const entries = [...memory];
    memory.clear();
    for (const [key, value] of entries) memory.set(renamedKey(key), value);
  }
  const targets = [...mentions];
  mentions.clear();
  for (const [key, known] of targets) {
    const moved = [...known].map(([source, mention]) => {
      const isOwn = mention.repository.toLowerCase() === from.toLowerCase();
      return [renamedKey(source), isOwn ? { ...mention, repository: to } : mention] as const;
    });
    mentions.set(renamedKey(key), new Map(moved));
  }
}

function redirect(site: Site, call: Call, id: number): Answer {
  const [, , , , ...rest] = call.path.split("/");
  const query = call.query.size > 0 ? `?${call.query.toString()}` : "";
  const location = `${[site.url, "repositories", id, ...rest].join("/")}${query}`;
  const isRead = ["GET", "HEAD"].includes(call.method);
  const body = { message: "Moved Permanently", url: location };
  return answer(isRead ? 301 : 307, body, { location });
}
