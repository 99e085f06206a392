import { describe, expect, test } from "#jest";
import { sectionKindOf } from "../../src/issue/headings.js";

/** Headings by the kind of section that they announce, between ` | `. */
const HEADINGS: Readonly<Record<string, string>> = {
  goal: "Executive summary | Introduction | Issue description | What we want | 🗺️ Overview | 1️⃣ Goal | Intended outcome",
  background: "Problem description | Pain points | History | Rationale and motivation",
  currentState: "Status quo | Current implementation | What's happening?",
  expected: "Expected outcome",
  approach:
    "How to fix | How to fix it | Possible fix | How could this be implemented? | 修正方法 | 修复方案 | Proposed implementation | Recommendation | Suggested implementation",
  rationale: "Options considered | Drawbacks | Prior art",
  steps:
    "Adoption plan | Action plan | Upgrade checklist | Refactoring strategy | Launch checklist | Frontend plan" +
    " | What to do | Task checklist | Corrective actions | Remediation | Roadmap | Steps / History | 修正内容 | 修改内容 | 変更内容 | What we will do | What we'll change | Was muss gemacht werden? | Was ist zu tun? | Ce qu'il reste à faire",
  testing: "Testing plan | Test coverage | Regression tests | How will this be tested?",
  verification: "Verification plan | Manual test plan",
  criteria:
    "How we know it works | How will we measure success? | Acceptance scenarios | What does done look like?" +
    " | Ready when | Fertig ist das Ganze, wenn | C'est terminé quand | Está terminado cuando | Conditions of satisfaction | Success looks like",
  nonGoals:
    "🚫 Not now | Not part of this issue | Not covered here | What this is not | Will not do | Out of scope for now" +
    " | Nicht Teil dieser Aufgabe | Nicht Teil dieser Story | Not part of this epic | Nicht in diesem Ticket | Não faz parte | 本次不做 | 今回やらないこと",
  questions:
    "Questions to answer | Questions to be resolved | Open question | Questions for the team | To discuss | Decisions needed | Fragen ans Team | Noch zu klären | 未確定事項",
  risks: "⚠️ Risks | Risks & concerns | Risks / Drawbacks | What could go wrong?",
  dependencies: "Blocked on | Waiting for | Upstream dependencies",
  rollout: "Rollout strategy | Deployment steps | Staged rollout",
  rollback: "Rollback procedure | Revert plan | How to roll back",
  documentation: "Documentation plan | Docs to update",
  security: "Security impact | Privacy implications",
  followUps: "Later | Future considerations | Future scope",
  estimate: "Schedule | Key dates | Deadline",
  links: "Related PRs | Relevant links | Useful links",
  environment: "System information | Error log | Version info",
};

describe("a heading", () => {
  test.each(
    Object.entries(HEADINGS).flatMap(([kind, names]) =>
      names.split(" | ").map((name) => [name, kind] as const),
    ),
  )("“%s” announces: %s", (name, kind) => {
    expect(sectionKindOf(name)).toBe(kind);
  });

  test.each([
    "Not working",
    "Not covered by tests",
    "Not reproducible on Linux",
    "Pricing plan",
    "Free plan",
    "Later versions",
    "Fixed bugs",
    "Recommendation engine",
    "Technical details",
  ])("“%s” announces nothing that is known", (name) => {
    expect(sectionKindOf(name)).toBeUndefined();
  });
});
