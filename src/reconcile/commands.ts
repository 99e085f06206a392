import { effectOf, type Effect, type Wish } from "../commands/effect.js";
import { isFree, whyNot, type Asker } from "../commands/may.js";
import type { Command } from "../commands/parse.js";
import type { Format } from "../plan/parse.js";
import { TemplateError } from "../plan/template-error.js";
import { targetOf, type Edit } from "./route-edit.js";
import type { CommandComment, World } from "./world.js";

/** The trailer of a commit that carries out a command: the comment's id, and which of its commands. */
const TRAILER = "Plansmith-Command";

/** The commands that commit messages say are carried out: `<comment>/<index>`. */
export function carriedOutIn(messages: readonly string[]): readonly string[] {
  const line = new RegExp(`^\\s*${TRAILER}: (\\d{1,16}/\\d{1,2})\\s*$`);
  return messages.flatMap((message) =>
    message.split(/\r?\n/).flatMap((it) => line.exec(it)?.[1] ?? []),
  );
}

/**
 * The changes of the plan that the oldest unanswered comment asks for. What is carried out already
 * is left out, and what stands before it in the comment.
 */
export function commandEdits(world: World): readonly Edit[] {
  const comment = world.commands.comments[0];
  if (comment === undefined) return [];
  return comment.commands.flatMap((command, index) => {
    if (isOver(world, comment, index)) return [];
    const effect = effectIn(world, comment, command);
    if (effect.kind !== "edit") return [];
    const trailers = `Asked-For-By: ${comment.author}\n${TRAILER}: ${comment.id}/${index}`;
    const message = `${effect.subject} for #${world.ref.number}\n\n${trailers}`;
    return [{ change: effect.change, message }];
  });
}

/** Whether a command, or one that stands behind it in the same comment, is carried out. */
export function isOver({ commands }: World, { id }: CommandComment, index: number): boolean {
  return [...commands.carriedOut].some((it) => {
    const [comment, nth] = it.split("/").map(Number);
    return comment === id && nth !== undefined && nth >= index;
  });
}

/** Whether somebody who may asks for something that is more than a change of the plan file. */
export function isAskedFor(
  world: Pick<World, "commands" | "issue" | "config">,
  wish: Wish,
): boolean {
  return askedForBy(world, wish) !== undefined;
}

/** Who asks for that and may: the login of the first; `undefined` where nobody does. */
export function askedForBy(
  world: Pick<World, "commands" | "issue" | "config">,
  wish: Wish,
): string | undefined {
  return wishesOf(world).find((it) => it.wish === wish)?.by;
}

/**
 * Whether somebody who may write to the repository asks for the open plan to be rendered again: for a
 * plan that is approved, it takes that, whoever else may ask for it before.
 */
export function isRefillAskedByWriter(
  world: Pick<World, "commands" | "issue" | "config">,
): boolean {
  return wishesOf(world).some(({ wish, mayWrite }) => mayWrite && REFILLS.has(wish));
}

/** What has an open plan rendered again. */
const REFILLS: ReadonlySet<string> = new Set(["refill", "template"]);

/** The template that was asked for last, by somebody who may. */
export function askedTemplate(
  world: Pick<World, "commands" | "issue" | "config">,
): string | undefined {
  return wishesOf(world).findLast(({ template }) => template !== undefined)?.template;
}

function wishesOf(world: Pick<World, "commands" | "issue" | "config">) {
  return world.commands.comments.flatMap((comment) =>
    comment.commands.flatMap((command) => {
      const effect = effectIn(
        { ...world, plan: undefined, pulls: [], update: undefined },
        comment,
        command,
      );
      const { author: by, mayWrite } = comment;
      return effect.kind === "wish" ? [{ ...effect, by, mayWrite }] : [];
    }),
  );
}

/** What is read of a world to tell what a command does. */
type Known = Pick<World, "commands" | "issue" | "config" | "plan" | "pulls" | "update">;

/** What a command of a comment does here. */
export function effectIn(world: Known, comment: CommandComment, command: Command): Effect {
  const { commands, config, plan } = world;
  if (comment.edited) {
    return {
      kind: "refused",
      why: "This comment was edited. Commands count as they were first written: write a new comment.",
    };
  }
  if (command.name !== undefined) {
    const why = whyNot(command.name, askerOf(world, comment), config.commands);
    if (why !== undefined) return { kind: "refused", why };
  }
  return effectOf(command, {
    shown: plan?.text,
    target: targetOf(world)?.text,
    formats: formatsOf(commands),
    templates: [...commands.templates.keys()],
    at: comment.at,
    author: comment.author,
  });
}

/** The formats that plans have here. */
function formatsOf({ templates }: World["commands"]): readonly Format[] {
  return [...templates.values()].flatMap((it) => (it instanceof TemplateError ? [] : [it]));
}

/** Who wrote a comment. */
export function askerOf(
  { issue }: Pick<World, "issue">,
  { author, mayWrite }: Pick<CommandComment, "author" | "mayWrite">,
): Asker {
  const login = author.toLowerCase();
  const participates = [issue.author, ...issue.assignees].some((it) => it.toLowerCase() === login);
  return { participates, mayWrite };
}

/** Whether it has to be known for a comment's commands if its author may write to the repository. */
export function needsPermission(
  world: Pick<World, "issue" | "config">,
  { author, commands }: Pick<CommandComment, "author" | "commands">,
): boolean {
  const asker = askerOf(world, { author, mayWrite: false });
  const { commands: rules } = world.config;
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
  world: Pick<World, "commands" | "issue" | "config">,
): readonly string[] {
  const name = askedTemplate(world);
  const { labels } = world.issue;
  if (name === undefined) return labels;
  return [...labels.filter((it) => !isTemplateLabel(it)), templateLabel(name)];
}
