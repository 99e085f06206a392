import { readProgress } from "../../../src/plan/parse/progress.js";
import { planOf, type Scene } from "../../bot/scene.js";
import { asObject } from "../../support/json.js";

const USERS = ["ada", "grace", { login: "otto", role: "outsider" as const }];
/** Who takes part: two maintainers, and Otto, who may not write. */
export const SCENE = { github: { users: USERS } };

/** The App's answer to a comment. */
interface Answered {
  readonly id: number;
  readonly reactions: string;
  readonly said: string;
}

/** Writes a comment, and waits until it is answered: the App's reactions and what it said. */
export async function ask(
  scene: Scene,
  number: number,
  body: string,
  login = "ada",
): Promise<Answered> {
  return answerTo(scene, number, await scene.github.comment(number, body, login));
}

/** Gives a comment another text, and waits until that is answered. */
export async function edited(scene: Scene, id: number, body: string): Promise<Answered> {
  const { github } = scene;
  const where = { owner: github.owner, repo: github.repo };
  const { data } = await github
    .as("ada")
    .rest.issues.updateComment({ ...where, comment_id: id, body });
  return answerTo(scene, Number(data.issue_url.split("/").at(-1)), id);
}

export async function answerTo(
  { github, rest }: Scene,
  number: number,
  id: number,
): Promise<Answered> {
  await rest();
  const marker = `<!-- plansmith:reply comment=${id} -->`;
  const replies = (await github.comments(number)).filter((it) => it.body.includes(marker));
  if (replies.length > 1) throw new Error("answered more than once");
  const said = (replies[0]?.body ?? "").replace(marker, "").trim();
  return { id, reactions: (await github.reactions(id)).join(" "), said };
}

/** A command that was carried out, without a word. */
export const DONE = { reactions: "eyes rocket", said: "" };

/** Messages of the commits on a branch that `base` lacks, oldest first. */
export async function commitsOn({ github }: Scene, branch: string, base = "main") {
  const where = { owner: github.owner, repo: github.repo };
  const { rest } = github.as("ada");
  const basehead = `${base}...${branch}`;
  const { data } = await rest.repos.compareCommitsWithBasehead({ ...where, basehead });
  return data.commits.map(({ commit }) => commit.message.split("\n")[0]);
}

/** The number of an item of the plan on a branch. */
export async function numberOf(scene: Scene, issue: number, item: string, branch = "main") {
  const { items } = readProgress((await planOf(scene, issue, branch)).text);
  return items.find(({ text }) => text === item)?.number ?? 0;
}

/** Sends what GitHub sent of a comment again, twice. */
export async function again({ github, rest }: Scene, comment: number): Promise<void> {
  const sent = github.deliveries.log.filter(
    ({ event, payload }) =>
      event === "issue_comment" && asObject(payload["comment"])["id"] === comment,
  );
  for (const { guid } of sent) {
    github.deliveries.redeliver(guid);
    github.deliveries.redeliver(guid);
  }
  await rest();
}

/** An issue that asks for two steps. */
export const BODY = "### Steps\n\n- Write tests\n- Write docs\n";
