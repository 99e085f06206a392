import { asObject, trusted, type IssueJson, type Json } from "../json.js";
import {
  answer,
  bodyOf,
  field,
  isOk,
  page,
  refusal,
  withBody,
  type Answer,
  type Call,
} from "../proxy/http.js";
import type { Route } from "../proxy/routes.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";
import { createRelations, type Kind, type Relations } from "./relation-store.js";

const ISSUE = "/repos/:owner/:repo/issues/:number";

/**
 * Gap: issues have neither sub-issues nor dependencies. Here they have, within one repository, with
 * GitHub's summaries on every issue.
 *
 * @see https://docs.github.com/rest/issues/sub-issues
 * @see https://docs.github.com/rest/issues/issue-dependencies
 */
export function issueRelations(site: Site): Gap {
  const relations = createRelations(site);

  const list =
    (numbers: (repository: string, number: number) => readonly number[]): Route["handle"] =>
    async (call, next, { owner, repo, number }) => {
      const repository = `${owner}/${repo}`;
      const path = `/repos/${repository}/issues/${number}`;
      const issue = await next({ ...call, path, query: new URLSearchParams() });
      if (!isOk(issue)) return issue;
      const issues = await relations.read(repository, numbers(repository, Number(number)));
      return page(call, site.url, issues, (each) => relations.summed(repository, each));
    };

  const change =
    (kind: Kind, adding: boolean, idIn: (call: Call, id?: string) => unknown): Route["handle"] =>
    (call, _next, { owner, repo, number, id }) => {
      const of = { kind, repository: `${owner}/${repo}`, number: Number(number) };
      return relate(site, relations, call, { ...of, other: idIn(call, id), adding });
    };

  const decorated: Route["handle"] = async (call, next, { owner, repo }) => {
    const answered = await next(call);
    if (!isOk(answered) || answered.body.length === 0) return answered;
    const body = bodyOf<IssueJson | readonly IssueJson[]>(answered);
    const add = (issue: IssueJson) => relations.summed(`${owner}/${repo}`, issue);
    return withBody(answered, await (isList(body) ? Promise.all(body.map(add)) : add(body)));
  };

  const subIssue = (call: Call) => field(call, "sub_issue_id");
  const blockers = `${ISSUE}/dependencies/blocked_by`;
  const subIssues = list((...of) => relations.of("sub-issue", ...of));
  const blocked = list((...of) => relations.of("blocked-by", ...of));
  const blocking = list((...of) => relations.blockedBy(...of));
  const routes: readonly (readonly [methods: string, path: string, Route["handle"]])[] = [
    ["GET POST", "/repos/:owner/:repo/issues", decorated],
    ["GET PATCH", ISSUE, decorated],
    ["GET", `${ISSUE}/sub_issues`, subIssues],
    ["POST", `${ISSUE}/sub_issues`, change("sub-issue", true, subIssue)],
    ["DELETE", `${ISSUE}/sub_issue`, change("sub-issue", false, subIssue)],
    ["GET", blockers, blocked],
    ["GET", `${ISSUE}/dependencies/blocking`, blocking],
    ["POST", blockers, change("blocked-by", true, (call) => field(call, "issue_id"))],
    ["DELETE", `${blockers}/:id`, change("blocked-by", false, (_call, id) => Number(id))],
  ];
  return {
    routes: routes.map(([methods, path, handle]) => ({ methods, path, handle })),
    async correct(outgoing) {
      const { issue, repository } = outgoing.payload;
      const name = asObject(repository)["full_name"];
      if (asObject(issue)["number"] === undefined || typeof name !== "string") return outgoing;
      const summed = await relations.summed(name, trusted<IssueJson>(issue));
      return { ...outgoing, payload: { ...outgoing.payload, issue: summed } };
    },
  };
}

/** A relation to make or to end; `other` is the id of the other issue. */
interface Change {
  readonly kind: Kind;
  readonly repository: string;
  readonly number: number;
  readonly other: unknown;
  readonly adding: boolean;
}

async function relate(
  site: Site,
  relations: Relations,
  call: Call,
  { kind, repository, number, other: id, adding }: Change,
): Promise<Answer> {
  const issue = await site.rawIssue(repository, number);
  const all = await site.upstream.list<IssueJson>(`/repos/${repository}/issues?state=all`);
  const other = all.find((each) => each["id"] === id);
  if (issue === undefined || other === undefined) return refusal(404, "Not Found");
  const before = relations.of(kind, repository, number);
  if (before.includes(other.number) === adding || other.number === number) {
    return refusal(422, "Validation Failed");
  }
  const after = before.filter((each) => each !== other.number);
  relations.set(kind, repository, number, adding ? [...before, other.number] : after);
  const sides = await Promise.all([
    relations.summed(repository, issue),
    relations.summed(repository, other),
  ]);
  for (const [event, payload] of eventsOf(kind, sides, adding ? "added" : "removed")) {
    await site.emit(call, repository, event, payload);
  }
  return answer(adding ? 201 : 200, kind === "sub-issue" ? sides[1] : sides[0]);
}

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#sub_issues */
function eventsOf(
  kind: Kind,
  [issue, other]: readonly [IssueJson, IssueJson],
  done: string,
): readonly (readonly [event: string, payload: Json])[] {
  if (kind === "sub-issue") {
    const pair = {
      parent_issue_id: issue["id"],
      parent_issue: issue,
      sub_issue_id: other["id"],
      sub_issue: other,
    };
    return [`sub_issue_${done}`, `parent_issue_${done}`].map((action) => [
      "sub_issues",
      { action, ...pair },
    ]);
  }
  const pair = {
    blocked_issue_id: issue["id"],
    blocked_issue: issue,
    blocking_issue_id: other["id"],
    blocking_issue: other,
  };
  return [`blocked_by_${done}`, `blocking_${done}`].map((action) => [
    "issue_dependencies",
    { action, ...pair },
  ]);
}

function isList(body: IssueJson | readonly IssueJson[]): body is readonly IssueJson[] {
  return Array.isArray(body);
}
