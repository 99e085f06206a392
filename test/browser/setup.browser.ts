import { accessibilityProblems } from "./axe.js";
import { browse } from "./chromium.js";
import { afterEach, beforeEach, describe, expect, test } from "#jest";
import { startBot } from "../support/bot.js";
import { readDockerEnvFile } from "../support/docker-env-file.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { setupFolder, type SetupFolder } from "../support/setup-process.js";

let folder: SetupFolder;
let github: EmbeddedGitHub;
beforeEach(async () => {
  folder = setupFolder();
  github = await startGitHub();
});
afterEach(async () => {
  folder.remove();
  await github.close();
});

describe("the setup page in Chromium", () => {
  test("creates the App of an organization, which then works with what was written", async () => {
    const setup = await folder.start();
    await browse(async (page) => {
      await page.goto(setup.link);
      expect(await accessibilityProblems(page)).toEqual([]);
      // A mistake first: what was entered stays.
      await page.getByLabel("An organization.").check();
      await page.getByLabel("GitHub Enterprise Server").check();
      await page.getByLabel("Address of the server").fill(github.url);
      await page.getByLabel("At a public HTTPS address").check();
      await page.getByLabel("Address of Plansmith").fill("https://plansmith.example.com");
      await page.getByRole("button", { name: "Continue" }).click();
      expect(await page.getByRole("alert").textContent()).toContain("name of the organization");
      expect(await page.getByLabel("Address of the server").inputValue()).toBe(github.url);
      await page.getByLabel("Name of the organization").fill(github.owner);
      await page.getByRole("button", { name: "Continue" }).click();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole("button", { name: "Create the App on" }).click();

      expect(await page.textContent("h1")).toBe(`Create GitHub App for ${github.owner}`);
      await page.getByRole("button", { name: "Create GitHub App" }).click();

      await page.getByRole("heading", { name: "exists" }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(page.url()).toContain("/setup/created");
      const install = page.getByRole("link", { name: "Install the App" });
      expect(await install.getAttribute("href")).toBe(
        `${github.url}/apps/${github.slug}/installations/new`,
      );
      await page.reload();
      await install.click();
      expect(await page.textContent("h1")).toBe("Install the App");
    });
    expect(await setup.stop()).toBe(0);
    expect(github.registration.registered).toMatchObject([
      { organization: github.owner, manifest: { public: false } },
    ]);
    expect(github.registration.hook.url).toBe("https://plansmith.example.com/api/github/webhooks");

    const none = { APP_ID: "", PRIVATE_KEY: "", WEBHOOK_SECRET: "", GITHUB_API_URL: "" };
    const env = { ...none, ...readDockerEnvFile(folder.envFile()) };
    const bot = await startBot(github, { env });
    try {
      const number = await github.openIssue({ title: "Add a limiter" });
      await github.label(number, "needs-plan");
      await github.waitFor(async () => (await github.pulls()).length === 1);
    } finally {
      await bot.stop();
    }
  });

  test("creates the public App of a person, on an account that is signed in", async () => {
    const setup = await folder.start({ GITHUB_API_URL: `${github.url}/api/v3` });
    await browse(async (page) => {
      await page.goto(setup.link);
      await page.getByLabel("My personal account").check();
      expect(await page.getByLabel("Address of the server").inputValue()).toBe(github.url);
      await page.getByLabel("At a public HTTPS address").check();
      await page.getByLabel("Address of Plansmith").fill("https://plansmith.example.com/");
      await page.getByLabel("Everybody on GitHub").check();
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("button", { name: "Create the App on" }).click();
      await page.getByLabel("GitHub App name").fill("plansmith-of-ada");
      await page.getByRole("button", { name: "Create GitHub App" }).click();
      await page.getByRole("heading", { name: "plansmith-of-ada" }).waitFor();
    });
    expect(await setup.stop()).toBe(0);
    expect(github.registration.registered).toMatchObject([
      { organization: undefined, manifest: { public: true } },
    ]);
    expect(folder.envFile()).toContain(`APP_ID=${github.appId}\n`);
    expect(folder.envFile()).toContain(`GITHUB_API_URL=${github.url}/api/v3\n`);
  });

  test("another browser gets nowhere with a link that was used", async () => {
    const setup = await folder.start();
    await browse(async (page) => {
      await page.goto(setup.link);
      await page.getByRole("heading", { name: "Create the GitHub App" }).waitFor();
    });
    await browse(async (page) => {
      await page.goto(setup.link);
      expect(await page.textContent("h1")).toBe("The link was used already");
      await page.goto(`${setup.url}/setup`);
      expect(await page.textContent("h1")).toBe("Not here");
    });
  });
});
