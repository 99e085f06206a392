import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { Page } from "playwright-core";
import { accessibilityProblems } from "./axe.js";
import { browse } from "./chromium.js";
import { afterAll, beforeAll, describe, expect, test } from "#jest";
import { startBot, type RunningBot } from "../support/bot.js";
import { portOf } from "../support/free-port.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { waitFor } from "../support/wait-for.js";
import { DEMO_GITHUB, prepareRepository } from "../../scripts/demo/serve.js";
import { startSite, type Site } from "../../scripts/demo/site/server.js";

const PATIENT = { timeout: 20_000 };
const PLAN = "plans/1-limit-how-often-one-client-may-call-the-api.md";

describe("npm run demo -- --serve", () => {
  test("six clicks show the whole life of a plan, and Ctrl+C ends it", async () => {
    const child = spawn("node", ["--import", "tsx", "scripts/demo/demo.ts", "--serve"]);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => (output += text));
    try {
      const url = await waitFor(() => /Open (http:\S+)/.exec(output)?.[1], { timeoutMs: 30_000 });
      await browse(async (page) => {
        await page.goto(url);
        for (const [heading, button] of CLICKS) {
          await page.getByRole("heading", { name: heading }).waitFor(PATIENT);
          await page.getByRole("button", { name: button }).click(PATIENT);
        }
        await page.getByRole("heading", { name: "Done: the plan is completed" }).waitFor(PATIENT);
        const status = page.locator(".status-comment");
        expect(await status.count()).toBe(1);
        expect(await status.textContent()).toContain("100 %");
        // The list of what happens has grown meanwhile, and says what each was for.
        const events = page.getByRole("list", { name: "Events" });
        const merge = events.getByText("merges pull request #4");
        expect(await merge.count()).toBe(1);
        expect(
          await events.getByText("the status comment as it has become").count(),
        ).toBeGreaterThan(2);
      });
    } finally {
      child.kill("SIGINT");
      expect(await once(child, "close")).toEqual([0, null]);
    }
  });
});

/** The story: what the guide says, and the button that does it. */
const CLICKS = [
  ["Ask for a plan", "Add the label needs-plan"],
  ["Review the plan", "Approve and merge #2"],
  ["Open a pull request", "Open the pull request"],
  ["Merge the work", "Merge #3"],
  ["Tick what the work proves", "Tick all proven items"],
  ["Merge the ticks", "Merge #4"],
] as const;

describe("the demo page", () => {
  let github: EmbeddedGitHub;
  let bot: RunningBot;
  let site: Site;
  beforeAll(async () => {
    github = await startGitHub(DEMO_GITHUB);
    bot = await startBot(github);
    await prepareRepository(github);
    site = await startSite(github);
  });
  afterAll(async () => {
    await site.close();
    await bot.stop();
    await github.close();
  });

  test("people do the same by hand: label, review, merge, tick and comment", async () => {
    await browse(async (page) => {
      await page.goto(site.url);
      // The stranger may write a comment, and no more.
      await page.getByRole("button", { name: "stranger" }).click();
      expect(await page.getByRole("button", { name: "Add label" }).count()).toBe(0);
      expect(await page.getByLabel("Write the token bucket").isDisabled()).toBe(true);
      await page.getByLabel("Comment, in Markdown").fill("<b>Bold</b> <script>alert(1)</script>");
      await page.getByRole("button", { name: "Comment", exact: true }).click();
      const comment = page.locator(".timeline article").nth(1);
      expect(await comment.locator("b").textContent()).toBe("Bold");
      expect(await comment.textContent()).toContain("<script>alert(1)</script>");

      await page.getByRole("button", { name: "maintainer" }).click();
      await page.getByLabel("Label to add").selectOption("needs-plan");
      await page.getByRole("button", { name: "Add label" }).click();
      const status = page.locator(".status-comment .markdown-body");
      await status.getByText("Plan proposed").waitFor(PATIENT);

      await status.getByRole("link", { name: "Plan pull request #2" }).click();
      await page.getByRole("link", { name: "Checks" }).click();
      await page.getByText("1 warning").first().waitFor(PATIENT);
      await page.getByRole("link", { name: "Files" }).click();
      expect(await page.locator(".remark").count()).toBe(1);
      expect(await problemsIn(page)).toEqual([]);
      await page.getByRole("radio", { name: "Approve" }).check();
      await page.getByRole("button", { name: "Submit review" }).click();
      await page.getByText("approved these changes").waitFor(PATIENT);
      await page.getByRole("button", { name: "Merge pull request" }).click();
      await page.locator(".state.merged").waitFor(PATIENT);

      // What somebody writes stays while the page follows what happens.
      await page.goto(`${site.url}/acme/api/issues/1`);
      await status.getByText("Plan approved").waitFor(PATIENT);
      await page.getByLabel("Comment, in Markdown").fill("Half a sentence");
      await status.getByLabel("1. Write the token bucket").check();
      await status.getByText("1/5").first().waitFor(PATIENT);
      expect(await page.getByLabel("Comment, in Markdown").inputValue()).toBe("Half a sentence");
      await page.getByLabel("Comment, in Markdown").fill("/plan done 2, 3, 4, 5, C1, C2, C3");
      await page.getByRole("button", { name: "Comment", exact: true }).click();
      await status.getByText("5/5").first().waitFor(PATIENT);

      await page.goto(`${site.url}/acme/api/pulls`);
      await page.getByRole("link", { name: "Plan update" }).click();
      await page.getByRole("button", { name: "Merge pull request" }).click();
      await page.goto(`${site.url}/acme/api/issues/1`);
      await status.getByText("Completed").waitFor(PATIENT);
      expect(await status.textContent()).toContain("100 %");

      // The plan file can be read, and edited.
      await status.getByRole("link", { name: "Plan file" }).click();
      expect(await page.getByRole("checkbox", { name: "Done" }).first().isChecked()).toBe(true);
      await page.goto(`${site.url}/acme/api/blob/main/${PLAN}`);
      await page.getByRole("link", { name: "Edit" }).click();
      const text = page.getByLabel("Text");
      await text.fill((await text.inputValue()).replace("- [x] Done", "- [ ] Done"));
      await page.getByRole("button", { name: "Commit to main" }).click();
      await page.waitForURL(`**/blob/main/${PLAN}`);
      await page.goto(`${site.url}/acme/api/issues/1`);
      await status.getByText("4/5").first().waitFor(PATIENT);
      await page.getByRole("button", { name: "Close issue" }).click();
      await page.locator(".state.closed").waitFor(PATIENT);
    });
  });

  test.each(["light", "dark"] as const)(
    "nothing is wrong in %s, on a phone of 360 px, with the keyboard alone",
    async (colorScheme) => {
      const phone = { viewport: { width: 360, height: 640 }, colorScheme };
      await browse(async (page) => {
        // In the dark, only colours are others.
        for (const path of colorScheme === "light" ? PATHS : PATHS.filter(isColourful)) {
          await page.goto(`${site.url}/acme/api${path}`);
          expect([path, await problemsIn(page)]).toEqual([path, []]);
        }
        // A diagram is drawn, in a frame that can reach nothing of the page.
        await page.goto(`${site.url}/acme/api/issues/1`);
        await page.locator("figure.drawn iframe[sandbox='allow-scripts']").waitFor(PATIENT);
        // The first stop of the keyboard leads past what is the same on all pages.
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        expect(await page.evaluate("document.activeElement.id")).toBe("content");
      }, phone);
    },
  );

  test("another site can neither act on it nor read it", async () => {
    const before = (await github.comments(1)).length;
    const evil = createServer((_, outgoing) => {
      outgoing.setHeader("content-type", "text/html");
      outgoing.end(
        `<form method="post" action="${site.url}/act/comment"><input name="number" value="1"><input name="body" value="evil"><button>Go</button></form>`,
      );
    }).listen(0, "127.0.0.1");
    await once(evil, "listening");
    try {
      await browse(async (page) => {
        await page.goto(`http://localhost:${portOf(evil)}`);
        const answered = page.waitForResponse(`${site.url}/act/comment`);
        await page.getByRole("button", { name: "Go" }).click();
        expect((await answered).status()).toBe(403);
      });
      await browse(async (page) => {
        await page.goto(`http://localhost:${portOf(evil)}`);
        const answered = page.waitForResponse(`${site.url}/`);
        await page.evaluate(
          (url) => void fetch(url, { mode: "no-cors" }).catch(() => {}),
          site.url,
        );
        expect((await answered).status()).toBe(403);
      });
    } finally {
      evil.close();
    }
    expect(await github.comments(1)).toHaveLength(before);
    // A name of another site that leads to this machine.
    const { port } = new URL(site.url);
    const headers = { host: `evil.example:${port}` };
    const [answer] = await once(request(site.url, { headers }).end(), "response");
    expect(answer.statusCode).toBe(403);
  });
});

/** Pages to look at, after the test that comes before. */
const PATHS = [
  "",
  "/issues",
  "/issues/1",
  "/issues/new",
  "/pulls",
  "/pull/2",
  "/pull/2/checks",
  "/pull/2/files",
  "/compare",
  "/labels",
  `/blob/main/${PLAN}`,
  `/blob/main/${PLAN}?plain=1`,
  `/edit/main/${PLAN}`,
  "/nothing/here",
];

function isColourful(path: string): boolean {
  return ["/issues/1", "/pull/2/files", "/pull/2/checks"].includes(path);
}

/** What is wrong for people who cannot see the page, use no mouse, or have a small screen. */
async function problemsIn(page: Page): Promise<readonly string[]> {
  const width = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  return [...(width > 0 ? [`${width} px too wide`] : []), ...(await accessibilityProblems(page))];
}
