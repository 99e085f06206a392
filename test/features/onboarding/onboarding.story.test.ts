import { expect, test } from "#jest";
import { play } from "../../bot/stage.js";
import { statusOf } from "../../bot/scene.js";

test("a repository to which the App is added learns how to start, once", async () => {
  await play(
    async (scene) => {
      const { github, rest } = scene;
      await github.setFile("docs/plans/queue.md", "# Queue\n\n- [x] Measure\n- [ ] Move it\n");
      await github.setFile("docs/plans/`@grace` <b>.md", "- [ ] Hostile\n");
      const added = async (...repos: readonly string[]): Promise<void> => {
        const repositories_added = repos.map((repo) => ({ full_name: `${github.owner}/${repo}` }));
        const payload = { action: "added", sender: { login: "ada" }, repositories_added };
        github.deliveries.send("installation_repositories", payload);
        await rest();
      };
      const issuesIn = async (repo: string) => {
        const { rest: api } = github.as("ada");
        const where = { owner: github.owner, repo, state: "all" as const };
        return (await api.issues.listForRepo(where)).data;
      };
      const bodies = async (repo: string): Promise<readonly string[]> =>
        (await issuesIn(repo)).map(({ body }) => body ?? "");
      await added(github.repo, "vault");
      const [text = "", ...others] = await bodies(github.repo);
      expect(others).toEqual([]);
      expect(text).toContain("`/plan adopt docs/plans/queue.md` (1 of 2 boxes ticked)");
      expect(text).not.toContain("Hostile");
      expect(text).not.toContain("grace");
      // Paths of one repository are shown in no other.
      expect(await bodies("vault")).toHaveLength(1);
      expect((await bodies("vault"))[0]).not.toContain("queue.md");
      const { data: labels } = await github.as("ada").rest.issues.listLabelsForRepo({
        owner: github.owner,
        repo: github.repo,
      });
      expect(labels.find(({ name }) => name === "needs-plan")?.description).toContain("plan");

      const number = (await issuesIn(github.repo))[0]?.number ?? 0;
      await added(github.repo);
      expect(await bodies(github.repo)).toEqual([text]);
      // What it says works.
      await github.comment(number, "/plan adopt docs/plans/queue.md");
      await rest();
      expect(await statusOf(scene, number)).toContain("**1/2** · 50 %");

      await github.closeIssue(number);
      await rest();
      await scene.restart();
      await added(github.repo);
      expect(await bodies(github.repo)).toHaveLength(1);
    },
    { github: { users: ["ada", "grace"], otherRepos: ["vault"] } },
  );
});
