import { GH_FIELDS } from "../issue/gh.js";

/** What follows the list of commands. */
export const HELP = `
Exit codes: 0 no issues (a file that is no plan has none), 1 issues found, 2 wrong usage, or a file, a
folder or a configuration that cannot be used.
Use - for standard input. docs/checks.md describes every check.

Examples:
  $ plansmith progress plans/*.md
  $ plansmith check --format github plans/*.md
  $ plansmith fill --issue acme/reports#42 > plan.md`;

/** How a command that reads GitHub finds it, and a token. */
const GITHUB_HELP = `GITHUB_TOKEN (or GH_TOKEN) is a token that may read issues and contents; without one, that of
\`gh auth token\` is taken. For another GitHub than github.com, set GITHUB_API_URL, or GH_HOST and for an
Enterprise Server GH_ENTERPRISE_TOKEN.`;

/** What follows the options of `plansmith fill`. */
export const FILL_HELP = `
The issue is OWNER/REPO#N, or JSON in a file or on standard input (-): what GitHub's REST API gives
(GET /repos/{owner}/{repo}/issues/{number}), or gh issue view --json with the fields below.

${GITHUB_HELP}

Without --template, the labels of the issue choose: “template: NAME”, else the first template that
lists one of them, else issue-plan.

The date is a day (2026-11-21) or a minute in UTC (2026-11-21T10:05Z); a day alone means its first
minute. The plan shows it as the date it was created and last updated. Set it to get exactly the
same plan again.

With --detail fitting, optional parts of the format about which the issue says nothing are left out.

Examples:
  $ plansmith fill --issue acme/reports#42 > plan.md
  $ plansmith fill --template exec-plan --issue issue.json > plan.md
  $ gh issue view 42 --json ${GH_FIELDS.join(",")} |
      plansmith fill --issue - --date 2026-11-21`;

/** What follows the options of `plansmith progress`. */
export const PROGRESS_HELP = `
The JSON is an array with one element per file, in the order given:
  {"file","format","state","done","open","sections":[{"heading","line","done","open"}]}
or {"file","error"} for one that could not be read.

Examples:
  $ plansmith progress plans/42-export.md
  $ git show main:plans/42-export.md | plansmith progress --json -`;

/** What follows the options of `plansmith check`. */
export const CHECK_HELP = `
A folder means all Markdown files below it; those without a plan are left out. Severities of rules come
from check.rules in .github/plansmith.yml of the file's repository. Comments in a plan excuse findings:
  <!-- plansmith-check-disable-next-line table-width -->
  <!-- plansmith-check-disable decision-incomplete -->

--fix repairs what has one right answer: the width of table rows, links to files that were moved, and
the space that is missing in [x]Text.

Exit codes: 0 no issues (a file that is no plan has none), 1 issues found, 2 wrong usage, or a file, a
folder or a configuration that cannot be used. With --quiet only errors count.

Examples:
  $ plansmith check plans/42-export.md
  $ plansmith check --fix --dry-run docs/plans
  $ plansmith check --baseline plans/baseline.json docs/plans
  $ plansmith check --template exec-plan --format json draft.md
  $ plansmith check --format sarif plans/*.md > plans.sarif`;

/** What follows the options of `plansmith config`. */
export const CONFIG_HELP = `
docs/configuration.md lists every key. Configuration of other repositories is only read on GitHub.

Examples:
  $ plansmith config
  $ plansmith config --repo ../reports --explain`;

/** What follows the options of `plansmith next`. */
export const NEXT_HELP = `
The first step that is not done: its section, what the plan says of it, the acceptance criteria that
name it or no step at all, and the files that it names, as paths from the repository's root.

The JSON is {"file","title","state","done","open","step"}; "step" is null where every step is done, else
  {"label","kind","text","done","line","section","phase","markdown","parts","criteria","files"}

Example:
  $ plansmith next --json plans/42-export.md`;

/** What follows the options of `plansmith show`. */
export const SHOW_HELP = `
Examples:
  $ plansmith show plans/42-export.md
  $ plansmith show plans/42-export.md 3
  $ plansmith show --json plans/42-export.md C2`;

/** What follows the options of the commands that change a plan. */
export const EDIT_HELP = `
The file is changed as the command of the same name in a comment changes the plan of an issue:
docs/commands.md. What others write to the file meanwhile stays.
`;

/** What follows the options of `plansmith init`. */
export const INIT_HELP = `
Shows every file, and writes those that are not there yet. No file is ever overwritten. The workflow is
that of the GitHub Action: where Plansmith runs as an App, delete it.

Examples:
  $ plansmith init --dry-run
  $ plansmith init`;

/** What follows the options of `plansmith mcp`. */
export const MCP_HELP = `
Tools: list_plans, read_plan, next_step, tick, set_status, log, decide, check. Files outside of the
folder that it is started in are neither read nor written. docs/agents.md shows how to set it up.

Example, as editors and agents start it:
  {"mcpServers": {"plansmith": {"command": "npx", "args": ["--yes", "plansmith", "mcp"]}}}`;

/** What follows the options of `plansmith report`. */
export const REPORT_HELP = `
Reads the labels of the issues and the status comments that Plansmith wrote. It takes a token, for
public repositories too: GitHub answers queries to nobody else.
${GITHUB_HELP}

Examples:
  $ plansmith report acme/reports
  $ plansmith report --json --app acme-plans acme/reports`;

/** What follows the options of `plansmith doctor`. */
export const DOCTOR_HELP = `
Reads the same variables and the same .env as the process. It changes nothing.

With --live it opens issues and pull requests in a repository whose name contains “smoke”, with
ADMIN_TOKEN, the token of an owner; SECOND_TOKEN, of somebody who may review, is optional. It asks
first, cleans up, and writes smoke-report.md.

Exit codes: 0 no errors, 1 errors found.

Examples:
  $ plansmith doctor
  $ docker run --rm --env-file .env plansmith dist/cli.js doctor`;
