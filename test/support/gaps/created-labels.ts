import type { IssueJson } from "../json.js";
import { bodyOf, isOk } from "../proxy/http.js";
import { keyOf, type Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/**
 * Gap: an issue that opens with labels or assignees says only `issues.opened`. GitHub says
 * `issues.labeled` and `issues.assigned` of each as well, and so does the timeline.
 */
export function createdLabels(site: Site): Gap {
  return {
    routes: [
      {
        methods: "POST",
        path: "/repos/:owner/:repo/issues",
        async handle(call, next, { owner, repo }) {
          const answered = await next(call);
          if (!isOk(answered)) return answered;
          const repository = `${owner}/${repo}`;
          const issue = bodyOf<IssueJson>(answered);
          const actor = await site.sender(call);
          const shared = { actor, created_at: issue.created_at, commit_id: null, commit_url: null };
          const labeled = issue.labels.map((label) => ({ event: "labeled", label, ...shared }));
          const assigned = issue.assignees.map((assignee) => ({
            event: "assigned",
            assignee,
            ...shared,
          }));
          site.memory.events.set(keyOf(repository, issue.number), [...assigned, ...labeled]);
          for (const { assignee } of assigned) {
            await site.emit(call, repository, "issues", { action: "assigned", issue, assignee });
          }
          for (const { label } of labeled) {
            await site.emit(call, repository, "issues", { action: "labeled", issue, label });
          }
          return answered;
        },
      },
    ],
  };
}
