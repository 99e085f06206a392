import { expect, test } from "#jest";
import { proposeFromFork } from "../bot/scene.js";
import { runStep, startActionsGitHub } from "../support/actions.js";

const PLAN = `# Limiter

## Steps

- [x ] Count
- [ ] Refuse

**Status**: done on 2026-13-45

<!-- plansmith:plan format=issue-plan issue=7 -->
`;

test("mode check remarks on the plans of a pull request, a fork's too, and may only read", async () => {
  const github = await startActionsGitHub({
    permissions: { contents: "read", pull_requests: "read", metadata: "read" },
  });
  try {
    const scene = { github, rest: () => Promise.resolve() };
    await github.setFile(".github/plansmith.yml", "check: { rules: { nothing: error } }\n");
    const { number } = await proposeFromFork(scene, "plans/7-limiter.md", PLAN);
    const payload = { action: "opened", number, pull_request: { number } };
    const event = { name: "pull_request", payload };
    const before = github.requests.length;
    const run = await runStep(github, event, { inputs: { mode: "check" } });
    expect(run.log).toMatch(/^::error file=plans\/7-limiter\.md,line=\d+,title=Plansmith::/m);
    expect(run.log).toContain("::warning file=.github/plansmith.yml,line=1,title=Plansmith::");
    expect(run.code).toBe(1);
    expect(run.summary).toContain("### Plansmith: ");
    expect(run.summary).toMatch(/- Line \d+, error: /);
    expect(run.outputs["plans"]).toBe("1");
    expect(Number(run.outputs["findings"])).toBeGreaterThan(0);
    const own = github.requests.slice(before).filter(({ byApp }) => byApp);
    expect(own.filter(({ write }) => write)).toEqual([]);
    expect(own.map(({ status }) => status)).not.toContain(403);

    // A permission that is missing lets no plan pass, and the log says which one it is.
    const given = github.permissions;
    for (const [missing, words] of [
      ["contents", "contents=read"],
      ["pull_requests", "pull_requests=read"],
    ] as const) {
      github.permissions = Object.fromEntries(
        Object.entries(given).filter(([name]) => name !== missing),
      );
      const lacking = await runStep(github, event, { inputs: { mode: "check" } });
      expect(lacking.code).toBe(1);
      expect(lacking.log).toMatch(
        new RegExp(
          `^::error title=Plansmith::.*${words}.* Check \\W?permissions\\W? in the workflow`,
        ),
      );
    }
    github.permissions = given;
    const expired = await runStep(github, event, { inputs: { mode: "check", token: "ghs_old" } });
    expect(expired.log).toContain("GitHub does not accept the token");

    const lenient = await runStep(github, event, {
      inputs: { mode: "check", "fail-on": "never" },
    });
    expect(lenient.code).toBe(0);
    const nowhere = await runStep(
      github,
      { name: "push", payload: {} },
      { inputs: { mode: "check" } },
    );
    expect(nowhere).toMatchObject({ code: 1 });
    expect(nowhere.log).toContain("Start the workflow on pull_request");
  } finally {
    await github.close();
  }
});
