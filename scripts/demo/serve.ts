import { startBot } from "../../test/support/bot.js";
import { startGitHub, type EmbeddedGitHub } from "../../test/support/github.js";
import { ISSUE } from "./issue.js";
import { PEOPLE } from "./site/read.js";
import { startSite } from "./site/server.js";
import { say } from "./terminal.js";

/** Leaves out what the issue says nothing about: a plan that fits on a screen. */
const CONFIGURATION = `# How Plansmith works in this repository. Every key is optional:
# docs/configuration.md lists them all.
plans:
  detail: fitting
`;

/** How a request passes, as a diagram of the issue and, through it, of the plan. */
const DIAGRAM = `
\`\`\`mermaid
flowchart LR
  request[Request] --> bucket{Tokens left?}
  bucket -->|yes| router[Router]
  bucket -->|no| refused[429, Retry-After]
\`\`\`
`;

/** What the embedded GitHub of the demo page is started with. */
export const DEMO_GITHUB = {
  owner: "acme",
  repo: "api",
  users: Object.values(PEOPLE).map(({ login, role }) => ({ login, role })),
};

/** The repository as the story of the demo page begins: an issue that wants a plan, with its label. */
export async function prepareRepository(github: EmbeddedGitHub): Promise<void> {
  const where = { owner: github.owner, repo: github.repo };
  const { rest } = github.as("maintainer");
  await github.setFile(".github/plansmith.yml", CONFIGURATION, { login: "maintainer" });
  const description = "Plansmith opens a plan for this issue";
  await rest.issues.createLabel({ ...where, name: "needs-plan", color: "5319e7", description });
  await rest.issues.createLabel({ ...where, name: "enhancement", color: "a2eeef" });
  const body = ISSUE.body.replace("### Tasks", `${DIAGRAM.trim()}\n\n### Tasks`);
  await github.openIssue({ title: ISSUE.title, body, login: "author" });
  await github.label(1, "enhancement", "maintainer");
}

/** Serves the demo page until it is interrupted. */
export async function serve(interrupted: Promise<void>): Promise<void> {
  const github = await startGitHub(DEMO_GITHUB);
  const bot = await startBot(github, { env: { LOG_LEVEL: "info" } });
  try {
    await prepareRepository(github);
    const site = await startSite(github);
    say();
    say(`Open ${site.url} in a browser: six clicks show the whole life of a plan.`);
    say("Ctrl+C ends it.");
    await interrupted;
    await site.close();
  } finally {
    await bot.stop();
    await github.close();
  }
}
