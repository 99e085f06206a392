import type { EmbeddedGitHub } from "../../../test/support/github.js";
import { PEOPLE, type Reader } from "./read.js";

/** What somebody asks for with a form: its fields by name. */
export type Form = Readonly<Record<string, string>>;

/** A request that GitHub would refuse, or that makes no sense, in words for who made it. */
export class RefusedAction extends Error {}

/** What an action needs. */
export interface Actor {
  readonly github: EmbeddedGitHub;
  readonly reader: Reader;
  readonly login: string;
}

/** What was done, for the list of what happens, and where to look at it. */
export interface Done {
  readonly what: string;
  /** A path of the page; where the form was, if left out. */
  readonly path?: string;
}

type Action = (form: Form, actor: Actor) => Promise<Done>;

/**
 * Does what a form asks for, as `actor.login`, within what GitHub would let that person do: the
 * embedded GitHub knows who may write, and lets outsiders do more than GitHub does.
 *
 * @throws {RefusedAction} where it is not done
 */
export async function act(name: string, form: Form, actor: Actor): Promise<Done> {
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) throw new RefusedAction(`There is no action “${name}”.`);
  try {
    return await action(form, actor);
  } catch (error) {
    if (error instanceof RefusedAction) throw error;
    const status = error instanceof Error && "status" in error ? `${String(error.status)}: ` : "";
    throw new RefusedAction(
      `GitHub refuses it. ${status}${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** Whether somebody may write to the repository. */
export function mayWrite(login: string): boolean {
  return PEOPLE[login]?.role === "maintainer";
}

/** Whether somebody may edit a text, and tick its boxes. */
export function mayEdit(login: string, author: string): boolean {
  return login === author || mayWrite(login);
}

const ACTIONS: Readonly<Record<string, Action>> = {
  async "open-issue"(form, { github, login }) {
    const title = required(form, "title");
    const number = await github.openIssue({ title, body: form["body"] ?? "", login });
    return { what: `opens issue #${number}`, path: pathOf(github, "issues", number) };
  },

  async label(form, { github, login }) {
    requireWrite(login, "change labels");
    const name = required(form, "label");
    await github.label(numberIn(form), name, login);
    return { what: `adds the label “${name}” to #${numberIn(form)}` };
  },

  async unlabel(form, { github, login }) {
    requireWrite(login, "change labels");
    const name = required(form, "label");
    await github.unlabel(numberIn(form), name, login);
    return { what: `removes the label “${name}” from #${numberIn(form)}` };
  },

  async comment(form, { github, login }) {
    const body = required(form, "body");
    await github.comment(numberIn(form), body, login);
    return { what: `comments on #${numberIn(form)}` };
  },

  async edit(form, actor) {
    const text = await readText(form, actor);
    await writeText(form, actor, { body: form["body"] ?? "", title: form["title"] });
    return { what: `edits ${text.name}` };
  },

  async tick(form, actor) {
    const text = await readText(form, actor);
    const isTicked = form["checked"] === "true";
    const body = withBox(text.body, numberIn(form, "line"), isTicked);
    if (body === undefined) {
      throw new RefusedAction("The text has changed meanwhile. Look at it, and try again.");
    }
    await writeText(form, actor, { body, title: undefined });
    const label = form["label"] ?? "a box";
    return { what: `${isTicked ? "ticks" : "unticks"} “${label}” in ${text.name}` };
  },

  async close(form, { github, login, reader }) {
    const { number, kind } = await requireOwn(form, reader, login, "close this");
    if (kind === "pull") await github.closePull(number, login);
    else await github.closeIssue(number, login);
    return { what: `closes #${number}` };
  },

  async reopen(form, { github, login, reader }) {
    const { number } = await requireOwn(form, reader, login, "reopen this");
    const where = { owner: github.owner, repo: github.repo };
    const state = "open" as const;
    await github.as(login).rest.issues.update({ ...where, issue_number: number, state });
    return { what: `reopens #${number}` };
  },

  async review(form, { github, login, reader }) {
    const number = numberIn(form);
    const verdict = VERDICTS.get(form["verdict"]);
    const body = form["body"]?.trim() ?? "";
    const pull = await reader.pull(number);
    if (verdict === undefined || pull === undefined) throw new RefusedAction("Nothing to review.");
    if (pull.author === login && verdict.event !== "COMMENT") {
      throw new RefusedAction(
        "Nobody can approve their own pull request, or ask for changes in it.",
      );
    }
    if (verdict.event !== "APPROVE" && body === "")
      throw new RefusedAction("Write a comment first.");
    const where = { owner: github.owner, repo: github.repo, pull_number: number };
    await github.as(login).rest.pulls.createReview({ ...where, event: verdict.event, body });
    return { what: `${verdict.what} #${number}` };
  },

  async merge(form, { github, login }) {
    requireWrite(login, "merge pull requests");
    const number = numberIn(form);
    await github.mergePull(number, { login });
    return { what: `merges pull request #${number}` };
  },

  async commit(form, { github, login }) {
    requireWrite(login, "commit to this repository");
    const path = required(form, "path");
    const branch = required(form, "branch");
    // Browsers send line ends as CRLF.
    const text = (form["body"] ?? "").replaceAll("\r\n", "\n");
    const message = form["message"] || `Update ${path}`;
    await github.setFile(path, text, { branch, message, login });
    const home = `/${github.owner}/${github.repo}`;
    return { what: `commits to ${branch}: ${message}`, path: `${home}/blob/${branch}/${path}` };
  },

  async "open-pull"(form, { github, login }) {
    requireWrite(login, "push a branch to this repository");
    const title = required(form, "title");
    const head = required(form, "head");
    const path = required(form, "path");
    const text = (form["file"] ?? "").replaceAll("\r\n", "\n");
    await github.setFile(path, text, { branch: head, message: title, login });
    const body = form["body"] ?? "";
    const number = await github.openPull({ title, head, body, login });
    const found = form["stay"] === undefined ? { path: pathOf(github, "pull", number) } : {};
    return { what: `opens pull request #${number}`, ...found };
  },

  async "approve-and-merge"(form, actor) {
    const { github, reader, login } = actor;
    requireWrite(login, "merge pull requests");
    const number = numberIn(form);
    const before = await reader.pull(number);
    await act("review", { ...form, verdict: "approve", body: "" }, actor);
    // The approval is written into the plan, on its branch, before it is merged.
    const isWritten = async () => (await reader.pull(number))?.headSha !== before?.headSha;
    await github.waitFor(isWritten, { timeoutMs: 5_000 }).catch(() => undefined);
    await github.mergePull(number, { login });
    return { what: `approves and merges pull request #${number}` };
  },
};

/** What a review can say, by the value of the form. */
const VERDICTS = new Map<
  string | undefined,
  { readonly event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT"; readonly what: string }
>([
  ["approve", { event: "APPROVE", what: "approves" }],
  ["request", { event: "REQUEST_CHANGES", what: "asks for changes in" }],
  ["comment", { event: "COMMENT", what: "comments on" }],
]);

/** A text that people can edit. */
interface EditableText {
  readonly body: string;
  /** For the list of what happens. */
  readonly name: string;
}

/** The text that a form is about, if `login` may edit it. */
async function readText(form: Form, { reader, login }: Actor): Promise<EditableText> {
  const number = numberIn(form);
  const found = await reader.issue(number);
  const comment = form["comment"];
  const post =
    comment === undefined
      ? found?.body
      : found?.entries.find((entry) => entry.kind === "comment" && entry.id === Number(comment));
  if (post === undefined || post.kind === "event") throw new RefusedAction("That text is gone.");
  if (!mayEdit(login, post.author)) {
    throw new RefusedAction(
      "Only its author and people with write permission can change this text.",
    );
  }
  const name = comment === undefined ? `#${number}` : `a comment by ${post.author} on #${number}`;
  return { body: post.body, name };
}

async function writeText(
  form: Form,
  { github, login }: Actor,
  { body, title }: { readonly body: string; readonly title: string | undefined },
): Promise<void> {
  const where = { owner: github.owner, repo: github.repo };
  const { issues } = github.as(login).rest;
  const text = body.replaceAll("\r\n", "\n");
  if (form["comment"] !== undefined) {
    await issues.updateComment({ ...where, comment_id: Number(form["comment"]), body: text });
    return;
  }
  const named = title === undefined || title.trim() === "" ? {} : { title };
  await issues.update({ ...where, issue_number: numberIn(form), body: text, ...named });
}

/** `body` with the box on a line (counted from 0) ticked or not; `undefined` where it has none. */
function withBox(body: string, line: number, isTicked: boolean): string | undefined {
  const lines = body.split("\n");
  const text = lines[line];
  const box = /^([\s>]*(?:[-*+]|\d{1,9}[.)])\s+)\[[ xX]\]/;
  if (text === undefined || !box.test(text)) return undefined;
  lines[line] = text.replace(box, `$1[${isTicked ? "x" : " "}]`);
  return lines.join("\n");
}

async function requireOwn(
  form: Form,
  reader: Reader,
  login: string,
  what: string,
): Promise<{ readonly number: number; readonly kind: "issue" | "pull" }> {
  const number = numberIn(form);
  const pull = await reader.pull(number);
  const found = pull ?? (await reader.issue(number));
  if (found === undefined) throw new RefusedAction(`There is no #${number}.`);
  if (!mayEdit(login, found.author)) {
    throw new RefusedAction(`Only its author and people with write permission can ${what}.`);
  }
  return { number, kind: pull === undefined ? "issue" : "pull" };
}

function requireWrite(login: string, what: string): void {
  if (!mayWrite(login)) throw new RefusedAction(`Only people with write permission can ${what}.`);
}

function required(form: Form, name: string): string {
  const value = form[name]?.trim() ?? "";
  if (value === "") throw new RefusedAction(`Fill in “${name}” first.`);
  return value;
}

function numberIn(form: Form, name = "number"): number {
  const value = Number(form[name]);
  if (!Number.isSafeInteger(value) || value < 0) throw new RefusedAction(`“${name}” is no number.`);
  return value;
}

function pathOf(github: EmbeddedGitHub, kind: "issues" | "pull", number: number): string {
  return `/${github.owner}/${github.repo}/${kind}/${number}`;
}
