import { readMetadata } from "../../model/metadata.js";
import { readTrailers, trailer, withTrailers } from "../../model/markers.js";
import type { Format } from "../../plan/parse/parse.js";
import type { Snapshot } from "../snapshot.js";
import { editTarget, type Edit } from "../updates/edit.js";
import { effectOf, type Effect, type Request } from "./effect.js";
import type { CommandComment } from "./facts.js";
import { isFree, denialReason, type Asker, type Command } from "./parse.js";

/** The trailer of a commit that carries out a command: the comment's id, and which of its commands. */
const TRAILER = "Plansmith-Command";

/** The commands that commit messages say are carried out: `<comment>/<index>`. */
export function carriedOutIn(messages: readonly string[]): readonly string[] {
  return messages
    .flatMap((message) => readTrailers(message, TRAILER))
    .filter((value) => /^\d{1,16}\/\d{1,2}$/.test(value));
}

/**
 * The changes of the plan that the oldest unanswered comment asks for. What is carried out already
 * is left out, and what stands before it in the comment.
 */
export function commandEdits(snapshot: Snapshot): readonly Edit[] {
  const comment = snapshot.commands.comments[0];
  if (comment === undefined) return [];
  return comment.commands.flatMap((command, index) => {
    if (isOver(snapshot, comment, index)) return [];
    const effect = effectIn(snapshot, comment, command);
    if (effect.kind !== "edit") return [];
    const message = withTrailers(`${effect.subject} for #${snapshot.ref.number}`, [
      trailer("Asked-For-By", comment.author),
      trailer(TRAILER, `${comment.id}/${index}`),
    ]);
    return [{ change: effect.change, message }];
  });
}

/** Whether a command, or one that stands behind it in the same comment, is carried out. */
export function isOver({ commands }: Snapshot, { id }: CommandComment, index: number): boolean {
  return [...commands.carriedOut].some((line) => {
    const [comment, nth] = line.split("/").map(Number);
    return comment === id && nth !== undefined && nth >= index;
  });
}

/** Whether somebody who may asks for something that is more than a change of the plan file. */
export function isAskedFor(
  snapshot: Pick<Snapshot, "commands" | "issue" | "config">,
  request: Request,
): boolean {
  return requestedInComment(snapshot, request) !== undefined;
}

/** Who asks for that and may: the login of the first; `undefined` where nobody does. */
export function requestedInComment(
  snapshot: Pick<Snapshot, "commands" | "issue" | "config">,
  request: Request,
): string | undefined {
  return requestsOf(snapshot).find((made) => made.request === request)?.by;
}

/**
 * Whether somebody who may write to the repository asks for the open plan to be rendered again: for a
 * plan that is approved, it takes that, whoever else may ask for it before.
 */
export function isRefillAskedByWriter(
  snapshot: Pick<Snapshot, "commands" | "issue" | "config">,
): boolean {
  return requestsOf(snapshot).some(({ request, mayWrite }) => mayWrite && REFILLS.has(request));
}

/** What has an open plan rendered again. */
const REFILLS: ReadonlySet<string> = new Set(["refill", "template"]);

/** The template that was asked for last, by somebody who may. */
export function askedTemplate(
  snapshot: Pick<Snapshot, "commands" | "issue" | "config">,
): string | undefined {
  return requestsOf(snapshot).findLast(({ template }) => template !== undefined)?.template;
}

/** The file that somebody who may makes the issue's plan; the last one that was asked for. */
export function adoptedPath(
  snapshot: Pick<Snapshot, "commands" | "issue" | "config">,
): string | undefined {
  return requestsOf(snapshot).findLast(({ path }) => path !== undefined)?.path;
}

function requestsOf(snapshot: Pick<Snapshot, "commands" | "issue" | "config">) {
  return snapshot.commands.comments.flatMap((comment) =>
    comment.commands.flatMap((command) => {
      const effect = effectIn(
        { ...snapshot, plan: undefined, pulls: [], update: undefined },
        comment,
        command,
      );
      const { author: by, mayWrite } = comment;
      return effect.kind === "request" ? [{ ...effect, by, mayWrite }] : [];
    }),
  );
}

/** What is read of a snapshot to decide what a command does. */
type Known = Pick<Snapshot, "commands" | "issue" | "config" | "plan" | "pulls" | "update"> &
  Partial<Pick<Snapshot, "comments">>;

/** What a command of a comment does here. */
export function effectIn(snapshot: Known, comment: CommandComment, command: Command): Effect {
  const { commands, config, plan } = snapshot;
  if (comment.edited) {
    return {
      kind: "refused",
      why: "The commands of this comment were edited. Edited commands are ignored, so please write a new comment.",
    };
  }
  if (command.name !== undefined) {
    const why = denialReason(command.name, askerOf(snapshot, comment), config.commands);
    if (why !== undefined) return { kind: "refused", why };
  }
  const status = snapshot.comments?.[0];
  return effectOf(command, {
    shown: plan?.text,
    numbers: status && readMetadata(status.body)?.numbers,
    target: editTarget(snapshot)?.text,
    formats: formatsOf(commands),
    templates: commands.templates.map(([name]) => name),
    at: comment.at,
    author: comment.author,
  });
}

/** The formats that plans have here. */
function formatsOf({ templates }: Snapshot["commands"]): readonly Format[] {
  return templates.flatMap(([, template]) => ("broken" in template ? [] : [template]));
}

/** Who wrote a comment. */
export function askerOf(
  { issue }: Pick<Snapshot, "issue">,
  { author, mayWrite }: Pick<CommandComment, "author" | "mayWrite">,
): Asker {
  const login = author.toLowerCase();
  const participates = [issue.author, ...issue.assignees].some(
    (person) => person.toLowerCase() === login,
  );
  return { participates, mayWrite };
}

/** Whether it has to be known for a comment's commands if its author may write to the repository. */
export function needsPermission(
  snapshot: Pick<Snapshot, "issue" | "config">,
  { author, commands }: Pick<CommandComment, "author" | "commands">,
): boolean {
  const asker = askerOf(snapshot, { author, mayWrite: false });
  const { commands: rules } = snapshot.config;
  return commands.some(({ name }) => {
    if (name === undefined || rules.off.includes(name)) return false;
    return REFILLS.has(name) || !isFree(name, asker, rules);
  });
}

/** The label that chooses a template. */
export function templateLabel(name: string): string {
  return `template: ${name}`;
}

/** Whether a label chooses a template. */
export function isTemplateLabel(label: string): boolean {
  return /^template:/i.test(label);
}

/** The labels of an issue once the template that was asked for is among them, and no other. */
export function labelsAsAsked(
  snapshot: Pick<Snapshot, "commands" | "issue" | "config">,
): readonly string[] {
  const name = askedTemplate(snapshot);
  const { labels } = snapshot.issue;
  if (name === undefined) return labels;
  return [...labels.filter((label) => !isTemplateLabel(label)), templateLabel(name)];
}
