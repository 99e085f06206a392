import { readProgress } from "../../src/plan/parse/progress.js";
import { hasStatusMarker } from "../../src/model/metadata.js";
import type { Stage } from "./stage.js";
import { HEADS, planOf, pullsOf, runAll, where, type Story } from "./story.js";

/** What is wrong once everything has happened; nothing where all is as it should be. */
export async function judge(stage: Stage, story: Story): Promise<readonly string[]> {
  const problems = [...story.problems];
  const { words, ticked } = story;
  const plan = words.size + ticked.size === 0 ? undefined : await planOf(stage, story);
  if (plan !== undefined) {
    const { items } = readProgress(plan.text);
    for (const word of words) {
      const count = plan.text.split(word).length - 1;
      if (count !== 1) problems.push(`${word} is there ${count} times:\n${plan.text}`);
    }
    for (const text of ticked) {
      const found = items.filter((item) => item.text === text);
      if (found.some(({ done }) => done)) continue;
      problems.push(`“${text}” is not ticked any more:\n${plan.text}`);
    }
  }
  problems.push(...(await judgeComments(stage, story)));
  for (const end of HEADS) problems.push(...(await judgePulls(stage, story, end)));
  return [...problems, ...(await judgeRest(stage, story))];
}

/** How a reply names the comment that it answers. */
const REPLY = /<!-- plansmith:reply comment=(\d+) -->\s*$/;

/** There is one status comment, one reply to a comment at most, and nothing was written twice for one. */
async function judgeComments(stage: Stage, story: Story): Promise<readonly string[]> {
  const pulls = await pullsOf(stage, story, "");
  const numbers = [story.ref.number, ...pulls.map(({ number }) => number)];
  const found = await Promise.all(numbers.map((number) => stage.github.comments(number)));
  const own = found.flat().filter(({ user }) => user?.login === `${stage.github.slug}[bot]`);
  const status = own.filter(({ body }) => hasStatusMarker(body));
  const replies = own.flatMap(({ body }) => REPLY.exec(body)?.[1] ?? []);
  const plan = await planOf(stage, story);
  const twice = [...story.asked].filter((word) => (plan?.text.split(word).length ?? 0) > 2);
  return [
    ...(status.length > 1 ? [`${status.length} status comments`] : []),
    ...(new Set(replies).size < replies.length ? ["a comment was replied to twice"] : []),
    ...twice.map((word) => `${word} was written twice:\n${plan?.text}`),
  ];
}

/** None is open twice, none was closed by the App, and none of its commits says nothing. */
async function judgePulls(
  stage: Stage,
  story: Story,
  end: (typeof HEADS)[number],
): Promise<readonly string[]> {
  const pulls = await pullsOf(stage, story, end);
  const open = pulls.filter(({ state }) => state === "open");
  const theirs = pulls.filter(({ number }) => story.closed.has(number) || story.merged.has(number));
  const [first] = open;
  const problems = [
    ...(open.length > 1 ? [`${open.length} open pull requests from …${end}`] : []),
    ...(open.length + theirs.length < pulls.length ? [`the App closed one from …${end}`] : []),
  ];
  return first === undefined
    ? problems
    : [...problems, ...(await emptyCommits(stage, first.head.sha))];
}

/** The App's commits that change nothing. */
async function emptyCommits(stage: Stage, sha: string): Promise<readonly string[]> {
  const found = await stage
    .as("ada")
    .rest.repos.listCommits({ ...where(stage), sha, per_page: 30 });
  const trees = new Map(found.data.map((commit) => [commit.sha, commit.commit.tree.sha]));
  return found.data.flatMap(({ sha: own, author, commit, parents }) => {
    const [parent, ...others] = parents;
    const isOwn = author?.login === `${stage.github.slug}[bot]` && others.length === 0;
    const isEmpty = parent !== undefined && trees.get(parent.sha) === commit.tree.sha;
    return isOwn && isEmpty ? [`${own} “${commit.message}” changes nothing`] : [];
  });
}

/** The run after the last event writes nothing. */
async function judgeRest(stage: Stage, story: Story): Promise<readonly string[]> {
  const before = stage.github.requests.length;
  await stage.bot.run(story.ref);
  await runAll(stage, story);
  const writes = stage.github.requests.slice(before).filter(({ byApp, write }) => byApp && write);
  return writes.map(({ method, path }) => `not at rest: ${method} ${path}`);
}
