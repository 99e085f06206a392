import { asObject, trusted, type IssueJson, type Json, type RepositoryJson } from "../json.js";
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
import {
  createRelations,
  isSameIssue,
  nameOf,
  type IssueName,
  type Kind,
  type Relations,
} from "./relation-store.js";

const ISSUE = "/repos/:owner/:repo/issues/:number";

/**
 * Gap: issues have neither sub-issues nor dependencies. Here they have, across the repositories, with
 * GitHub's summaries on every issue. An App's installation sees all of them.
 *
 * @see https://docs.github.com/rest/issues/sub-issues
 * @see https://docs.github.com/rest/issues/issue-dependencies
 */
export function issueRelations(site: Site): Gap {
  const relations = createRelations(site);

  const list =
    (names: (issue: IssueName) => readonly IssueName[]): Route["handle"] =>
    async (call, next, { owner, repo, number }) => {
      const repository = `${owner}/${repo}`;
      const path = `/repos/${repository}/issues/${number}`;
      const issue = await next({ ...call, path, query: new URLSearchParams() });
      if (!isOk(issue)) return issue;
      const issues = await relations.read(names({ repository, number: Number(number) }));
      return page(call, site.url, issues, (each) => relations.summed(each));
    };

  const change =
    (kind: Kind, adding: boolean, idIn: (call: Call, id?: string) => unknown): Route["handle"] =>
    (call, _next, { owner, repo, number, id }) => {
      const issue = { repository: `${owner}/${repo}`, number: Number(number) };
      return relate(site, relations, call, { kind, issue, other: idIn(call, id), adding });
    };

  const decorated: Route["handle"] = async (call, next) => {
    const answered = await next(call);
    if (!isOk(answered) || answered.body.length === 0) return answered;
    const body = bodyOf<IssueJson | readonly IssueJson[]>(answered);
    const add = (issue: IssueJson) => relations.summed(issue);
    return withBody(answered, await (isList(body) ? Promise.all(body.map(add)) : add(body)));
  };

  const subIssue = (call: Call) => field(call, "sub_issue_id");
  const blockers = `${ISSUE}/dependencies/blocked_by`;
  const subIssues = list((of) => relations.of("sub-issue", of));
  const blocked = list((of) => relations.of("blocked-by", of));
  const blocking = list((of) => relations.blockedBy(of));
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
      const { issue } = outgoing.payload;
      if (asObject(issue)["number"] === undefined) return outgoing;
      const summed = await relations.summed(trusted<IssueJson>(issue));
      return { ...outgoing, payload: { ...outgoing.payload, issue: summed } };
    },
  };
}

/** A relation to make or to end; `other` is the id of the other issue. */
interface Change {
  readonly kind: Kind;
  readonly issue: IssueName;
  readonly other: unknown;
  readonly adding: boolean;
}

async function relate(
  site: Site,
  relations: Relations,
  call: Call,
  { kind, issue: name, other: id, adding }: Change,
): Promise<Answer> {
  const issue = await site.rawIssue(name.repository, name.number);
  const other = await issueWithId(site, id);
  if (issue === undefined || other === undefined) return refusal(404, "Not Found");
  const otherName = nameOf(other);
  const before = relations.of(kind, name);
  const isThere = before.some((each) => isSameIssue(each, otherName));
  if (isThere === adding || isSameIssue(name, otherName)) {
    return refusal(422, "Validation Failed");
  }
  const after = before.filter((each) => !isSameIssue(each, otherName));
  relations.set(kind, name, adding ? [...before, otherName] : after);
  const sides = await Promise.all([relations.summed(issue), relations.summed(other)]);
  // Each side hears of it where it is, and of the other side's repository.
  const repositories = [name.repository, otherName.repository] as const;
  const shown = await Promise.all(repositories.map((each) => site.repository(each)));
  const events = eventsOf(kind, sides, adding ? "added" : "removed");
  for (const [index, { event, other: side, payload }] of events.entries()) {
    const at = repositories[index] ?? name.repository;
    await site.emit(call, at, event, { ...payload, [`${side}_repo`]: shown[1 - index] });
  }
  return answer(adding ? 201 : 200, kind === "sub-issue" ? sides[1] : sides[0]);
}

/** The emulator numbers repositories from 1. */
async function issueWithId(site: Site, id: unknown): Promise<IssueJson | undefined> {
  for (let index = 1; ; index += 1) {
    const repository = await site.upstream.get<RepositoryJson>(`/repositories/${index}`);
    if (repository === undefined) return undefined;
    const path = `/repos/${repository.full_name}/issues?state=all`;
    const found = (await site.upstream.list<IssueJson>(path)).find((each) => each["id"] === id);
    if (found !== undefined) return found;
  }
}

/** A webhook for one side of a relation, and which of the two issues is the other side. */
interface SideEvent {
  readonly event: string;
  readonly other: string;
  readonly payload: Json;
}

/**
 * The webhooks for the side that the call is about, and for the other one.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#sub_issues
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#issue_dependencies
 */
function eventsOf(
  kind: Kind,
  [issue, other]: readonly [IssueJson, IssueJson],
  done: string,
): readonly SideEvent[] {
  if (kind === "sub-issue") {
    const event = "sub_issues";
    const pair = {
      parent_issue_id: issue["id"],
      parent_issue: issue,
      sub_issue_id: other["id"],
      sub_issue: other,
    };
    return [
      { event, other: "sub_issue", payload: { action: `sub_issue_${done}`, ...pair } },
      { event, other: "parent_issue", payload: { action: `parent_issue_${done}`, ...pair } },
    ];
  }
  const event = "issue_dependencies";
  const pair = {
    blocked_issue_id: issue["id"],
    blocked_issue: issue,
    blocking_issue_id: other["id"],
    blocking_issue: other,
  };
  return [
    { event, other: "blocking_issue", payload: { action: `blocked_by_${done}`, ...pair } },
    { event, other: "blocked_issue", payload: { action: `blocking_${done}`, ...pair } },
  ];
}

function isList(body: IssueJson | readonly IssueJson[]): body is readonly IssueJson[] {
  return Array.isArray(body);
}
