import type { IssueJson, Json, LabelJson, PullJson } from "../json.js";
import { field, isOk, page, withBody, type Call } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import { tipsOf } from "./branches.js";
import type { Gap } from "./gap.js";
import { findPull, truePull } from "./true-heads.js";

/**
 * Gap: every pull request is an issue too, but not here: it is no issue by number and in no list of
 * issues, and webhooks about it don't say so.
 *
 * @see https://docs.github.com/rest/issues/issues ("every pull request is an issue")
 */
export function pullsAsIssues(site: Site): Gap {
  return {
    routes: [
      {
        methods: "GET",
        path: "/repos/:owner/:repo/issues/:number",
        async handle(call, next, { owner, repo, number }) {
          const answered = await next(call);
          if (answered.status !== 404) return answered;
          const found = await findIssueOrPull(site, `${owner}/${repo}`, Number(number));
          return found === undefined ? answered : { ...withBody(answered, found), status: 200 };
        },
      },
      {
        methods: "GET",
        path: "/repos/:owner/:repo/issues",
        async handle(call, next, { owner, repo }) {
          const answered = await next(call);
          if (!isOk(answered)) return answered;
          const repository = `${owner}/${repo}`;
          return page(call, site.url, await listBoth(site, repository, call), (listed) =>
            isPull(listed) ? pullAsIssue(site, repository, listed) : listed,
          );
        },
      },
      {
        methods: "PATCH",
        path: "/repos/:owner/:repo/issues/:number",
        async handle(call, next, { owner, repo, number }) {
          const repository = `${owner}/${repo}`;
          const pull = await site.rawPull(repository, Number(number));
          if (pull === undefined) return next(call);
          const answered = await next({ ...call, path: `/repos/${repository}/pulls/${number}` });
          if (!isOk(answered)) return answered;
          const labels = field(call, "labels");
          if (labels !== undefined) {
            await site.upstream.as(call, "PUT", `${call.path}/labels`, { labels });
          }
          return withBody(answered, await findIssueOrPull(site, repository, Number(number)));
        },
      },
    ],
    async correct(outgoing) {
      const { issue, repository } = outgoing.payload as { issue?: IssueJson; repository?: Json };
      const name = repository?.["full_name"];
      if (issue === undefined || issue === null || typeof name !== "string") return outgoing;
      const pull = await findPull(site, name, issue.number);
      if (pull === undefined) return outgoing;
      if (outgoing.event === "issues") {
        // The emulator says `issues.labeled` of a pull request's label.
        const { issue: _, ...rest } = outgoing.payload;
        const payload = { ...rest, number: pull.number, pull_request: pull };
        return { event: "pull_request", payload };
      }
      const asIssue = await pullAsIssue(site, name, pull);
      return { ...outgoing, payload: { ...outgoing.payload, issue: asIssue } };
    },
  };
}

/** The issue or pull request with that number, as an issue. */
export async function findIssueOrPull(
  site: Site,
  repository: string,
  number: number,
): Promise<IssueJson | undefined> {
  const issue = await site.rawIssue(repository, number);
  if (issue !== undefined) return issue;
  const pull = await findPull(site, repository, number);
  return pull && pullAsIssue(site, repository, pull);
}

async function pullAsIssue(site: Site, repository: string, pull: PullJson): Promise<IssueJson> {
  const issueUrl = `${site.url}/repos/${repository}/issues/${pull.number}`;
  const comments = await site.upstream.list(
    `/repos/${repository}/issues/${pull.number}/comments?sort=created`,
  );
  const { number, state, title, body, user, labels, assignees, html_url, draft } = pull;
  return {
    number,
    state,
    title,
    body,
    user,
    labels,
    assignees,
    html_url,
    draft,
    id: Number(pull["id"]) + 1_000_000,
    node_id: pull["node_id"],
    url: issueUrl,
    repository_url: `${site.url}/repos/${repository}`,
    labels_url: `${issueUrl}/labels{/name}`,
    comments_url: `${issueUrl}/comments`,
    events_url: `${issueUrl}/events`,
    timeline_url: `${issueUrl}/timeline`,
    assignee: assignees[0] ?? null,
    milestone: pull["milestone"] ?? null,
    comments: comments.length,
    created_at: pull.created_at,
    updated_at: pull.updated_at,
    closed_at: pull["closed_at"] ?? null,
    closed_by: null,
    state_reason: null,
    locked: pull["locked"] ?? false,
    active_lock_reason: null,
    author_association: pull["author_association"],
    performed_via_github_app: null,
    pull_request: {
      url: pull.url,
      html_url: pull.html_url,
      diff_url: pull["diff_url"],
      patch_url: pull["patch_url"],
      merged_at: pull.merged_at,
    },
  };
}

type Listed = IssueJson | PullJson;

/** Issues and pull requests that pass the list's filters, in its order. */
async function listBoth(site: Site, repository: string, call: Call): Promise<Listed[]> {
  const query = new URLSearchParams(call.query);
  query.delete("page");
  query.delete("per_page");
  const issues = await site.upstream.list<IssueJson>(
    `/repos/${repository}/issues?${query.toString()}`,
  );
  const state = query.get("state") ?? "open";
  const raw = await site.upstream.list<PullJson>(`/repos/${repository}/pulls?state=${state}`);
  const tips = await tipsOf(site, repository);
  const pulls = await Promise.all(raw.map((pull) => truePull(site, repository, pull, tips)));
  const sort = query.get("sort") ?? "created";
  const sign = query.get("direction") === "asc" ? 1 : -1;
  const both: Listed[] = [...issues, ...pulls.filter((pull) => passes(pull, query))];
  return both.toSorted((a, b) => sign * byField(a, b, sort));
}

/** Pull requests count as without comments in the order by comments. */
function byField(a: Listed, b: Listed, name: string): number {
  if (name === "comments") return Number(a["comments"] ?? 0) - Number(b["comments"] ?? 0);
  const time = name === "updated" ? "updated_at" : "created_at";
  return a[time].localeCompare(b[time]) || a.number - b.number;
}

function isPull(listed: Listed): listed is PullJson {
  return "head" in listed;
}

function passes(pull: PullJson, query: URLSearchParams): boolean {
  const labels = (query.get("labels") ?? "").split(",").filter((name) => name !== "");
  const has = (name: string): boolean =>
    pull.labels.some((label: LabelJson) => label.name === name);
  if (!labels.every((name) => has(name.trim()))) return false;
  const creator = query.get("creator");
  if (creator !== null && pull.user?.login !== creator) return false;
  const since = query.get("since");
  if (since !== null && pull.updated_at < since) return false;
  const assignee = query.get("assignee");
  const logins = pull.assignees.map((user) => user.login);
  if (assignee === "none" ? logins.length > 0 : assignee === "*" && logins.length === 0) {
    return false;
  }
  if (assignee !== null && !["none", "*"].includes(assignee) && !logins.includes(assignee)) {
    return false;
  }
  const milestone = query.get("milestone");
  return milestone === null || milestone === "none" || milestone === "";
}
