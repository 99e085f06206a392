import { probeHealth } from "../support/health-probe.js";
import { planOf, proposed, proposeFromFork, type Scene } from "./scene.js";

const CONFIG = ".github/plansmith.yml";
const TEMPLATES = ".github/plan-templates";
const ISSUE_PLAN = `${TEMPLATES}/issue-plan.md`;

/** As long as GitHub lets a comment or a description be. */
function filling(piece: string, end = ""): string {
  return piece.repeat(Math.floor((65_000 - end.length) / piece.length)) + end;
}

/** What keeps a YAML parser busy for hours, or ends it. */
const YAML = {
  "braces in braces": "{".repeat(512),
  "keys that are lists": "? [".repeat(200),
  "keys in keys": "? ".repeat(300),
  "items in items": "- ".repeat(2000),
};

/** What takes a Markdown parser seconds. */
const MARKDOWN = {
  "an indented list": " - a\n",
  "an indented loose list": "  - a\n\n   b\n",
  quotes: " > a\n",
};

const lists = (...names: readonly string[]): string =>
  [
    ...names.map((name) => `{{#${name}}}`),
    "x",
    ...names.toReversed().map((name) => `{{/${name}}}`),
  ].join("");

/** What takes mustache for ever, or gives more than anybody could read. */
const PLAN_TEMPLATES = {
  "a list in itself": lists(...Array.from({ length: 32 }, () => "steps")),
  "lists in lists": lists("steps", "criteria", "risks", "questions", "assumptions"),
  "an indented list": ` - a\n`.repeat(40_000),
};

/** Issue's body with entries of each of these lists. */
const BODY = ["Steps", "Acceptance criteria", "Risks", "Open questions", "Assumptions"]
  .map((heading) => `## ${heading}\n\n${"- What is this?\n".repeat(20)}`)
  .join("\n");

/** Something that is delivered: what it is called, and how; `nth` differs each time. */
export type Input = readonly [
  name: string,
  deliver: (scene: Scene, nth: number) => Promise<unknown>,
];

/** What people do every day. */
export function ordinary(issue: number, pull: number): readonly Input[] {
  return [
    ["an issue", (scene, nth) => proposed(scene, { title: `A limiter ${nth}`, body: BODY })],
    ["a comment", ({ github }, nth) => github.comment(issue, `/plan log Seen ${nth}\n`, "ada")],
    ["a description", (scene, nth) => describePull(scene, pull, `Part of #${issue}, ${nth}`)],
    [
      "a fork's template",
      (scene, nth) => proposeFromFork(scene, ISSUE_PLAN, `# {{title}} ${nth}\n`, `good-${nth}`),
    ],
  ];
}

/** What is meant to keep the process from everything else; what breaks the settings comes last. */
export function hostile(issue: number, pull: number): readonly Input[] {
  return [
    ...Object.entries(MARKDOWN).flatMap(([name, piece]): Input[] => [
      [
        `${name} in a comment`,
        ({ github }, nth) => github.comment(issue, filling(piece, `\n/plan ${nth}`), "grace"),
      ],
      [
        `${name} in a comment that is edited`,
        async ({ github }, nth) => {
          const id = await github.comment(issue, `Hello ${nth}`, "grace");
          const where = { owner: github.owner, repo: github.repo, comment_id: id };
          const body = filling(piece, `/plan ${nth}`);
          await github.as("grace").rest.issues.updateComment({ ...where, body });
        },
      ],
      [
        `${name} in a description that is edited`,
        (scene, nth) => describePull(scene, pull, filling(piece, `\nPart of #${issue}, ${nth}`)),
      ],
    ]),
    ...Object.entries(PLAN_TEMPLATES).map(([name, body]): Input => [
      `${name} in a fork's template`,
      (scene, nth) => {
        const branch = `${name.replaceAll(" ", "-")}-${nth}`;
        return proposeFromFork(scene, ISSUE_PLAN, `# {{title}} ${nth}\n\n${body}\n`, branch);
      },
    ]),
    [
      "keys that are lists in the front matter of a fork's template",
      (scene, nth) => {
        const text = `---\n# ${nth}\n${YAML["keys that are lists"]}\n---\n# {{title}}\n`;
        return proposeFromFork(scene, `${TEMPLATES}/own.md`, text, `front-${nth}`);
      },
    ],
    [
      "braces in braces in a fork's configuration",
      (scene, nth) =>
        proposeFromFork(scene, CONFIG, `# ${nth}\n${YAML["braces in braces"]}`, `config-${nth}`),
    ],
    [
      "keys in keys in the front matter of a plan",
      async (scene, nth) => {
        const branch = `plan/issue-${issue}`;
        const { path } = await planOf(scene, issue, branch);
        const text = `---\n# ${nth}\n${YAML["keys in keys"]}\n---\n# P\n\n- [ ] a\n`;
        await scene.github.setFile(path, text, { branch });
      },
    ],
    [
      "a list in itself in a template",
      ({ github }, nth) =>
        github.setFile(ISSUE_PLAN, `# ${nth}\n\n${PLAN_TEMPLATES["a list in itself"]}\n`),
    ],
    ...Object.entries(YAML).map(([name, yaml]): Input => [
      `${name} in the configuration`,
      ({ github }, nth) => github.setFile(CONFIG, `# ${nth}\n${yaml}\n`),
    ]),
  ];
}

async function describePull({ github }: Scene, pull: number, body: string): Promise<void> {
  const where = { owner: github.owner, repo: github.repo, pull_number: pull };
  await github.as("ada").rest.pulls.update({ ...where, body });
}

/** The longest time for which the process answers nobody while something is worked off, in ms. */
export async function longestGap(scene: Scene, deliver: () => Promise<unknown>): Promise<number> {
  const probe = await probeHealth(scene.bot);
  const work = async (): Promise<void> => {
    await deliver();
    await scene.rest();
  };
  const done = work();
  await done.catch(() => undefined);
  const gap = await probe.stop();
  await done;
  return gap;
}

/** An issue with a plan, and a pull request that works on it, which the inputs are about. */
export async function setUp(
  scene: Scene,
): Promise<{ readonly issue: number; readonly pull: number }> {
  const { github } = scene;
  const issue = await proposed(scene, { title: "A limiter", body: BODY });
  await github.setFile("src/a.ts", "export {};\n", { branch: "work" });
  const pull = await github.openPull({ title: "Work", head: "work", body: `Part of #${issue}` });
  await scene.rest();
  return { issue, pull };
}
