import type { Compute } from "../model/compute.js";
import { problemText } from "../config/problem.js";
import { CONFIG_FILE, CONFIG_FILES } from "../config/read-config.js";
import { readConfiguration } from "../features/configuration/read.js";
import { planCheck } from "../features/checks/plan-text.js";
import { checkedPlans } from "../features/checks/plans.js";
import type { GitHubClient } from "../github/http/client.js";
import { changedFiles, proposedPull } from "../github/pulls.js";
import { annotation } from "../model/workflow-command.js";
import { readPayload } from "../events/payload.js";
import { builtinTemplates } from "../plan/template/template.js";
import { InputError, type ActionInputs } from "./inputs.js";
import { repositoryOf } from "./items.js";
import type { Report } from "./report.js";

/**
 * Checks the plans that a pull request brings or changes, and writes nothing on GitHub: what is found
 * becomes annotations and a summary.
 *
 * @throws InputError where there is no pull request
 */
export async function checkPullRequest({
  inputs,
  github,
  compute,
  now,
}: {
  readonly inputs: Pick<ActionInputs, "repository" | "payload" | "issue" | "failOn">;
  readonly github: GitHubClient;
  readonly compute: Compute;
  readonly now: Date;
}): Promise<Report> {
  const number = inputs.issue ?? readPayload(inputs.payload).pull_request?.number;
  if (number === undefined) {
    throw new InputError(
      "mode: check checks a pull request. Start the workflow on pull_request, or set the input issue to the number of one.",
    );
  }
  const ref = { ...repositoryOf(inputs.repository), kind: "pull" as const, number };
  const pull = await proposedPull(github, ref);
  if (pull === undefined) throw new InputError(`There is no pull request #${number}.`);
  const [files, configuration] = await Promise.all([
    changedFiles(github, ref),
    readConfiguration({ github, compute }, ref),
  ]);
  const context = { github, compute, templates: builtinTemplates(), now: () => now };
  const head = { ref, files, configuration, sha: pull.headSha };
  const { checked, unchecked } = await checkedPlans(context, head);
  const { title, summary, annotations } = planCheck(checked, "require", unchecked);
  const findings = checked.flatMap((plan) => plan.findings);
  const counted = findings.filter(
    ({ severity }) => inputs.failOn === "warning" || severity === "error",
  );
  return {
    annotations: [
      ...configuration.problems.map((problem) => {
        const { line, source } = problem;
        // One in another repository is shown where this one would be.
        const file = CONFIG_FILES.includes(source) ? source : CONFIG_FILE;
        return annotation("warning", { file, line, title: "Plansmith" }, problemText(problem));
      }),
      ...annotations.map(({ path: file, line, level, message }) =>
        annotation(
          level === "failure" ? "error" : "warning",
          { file, line, title: "Plansmith" },
          message,
        ),
      ),
      ...(unchecked > 0 ? [annotation("error", { title: "Plansmith" }, title)] : []),
    ].join(""),
    summary: [`### Plansmith: ${title}`, "", summary, ""].join("\n"),
    outputs: { plans: String(checked.length), findings: String(findings.length) },
    // A limit on what is looked at grants nothing.
    failed: inputs.failOn !== "never" && counted.length + unchecked > 0,
  };
}
