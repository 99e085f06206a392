import { type Comment, reactionsBy } from "../../github/comments.js";
import { mapInBatches } from "../../model/batches.js";
import type { RepositoryRef } from "../../model/refs.js";
import type { RunContext } from "../context.js";
import { COMMANDS, mayHaveCommands, type Command } from "./parse.js";
import { readReplyMarker } from "./text.js";

/** How long after it was written a comment is still answered. An outage may last a weekend. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;

/** Comments whose reactions are read at the same time. */
const AT_ONCE = 10;

/** A comment with commands that the App has not answered. */
export interface UnansweredComment extends Comment {
  readonly commands: readonly Command[];
  /** The App has begun with it: its eyes are on it. */
  readonly taken: boolean;
  /** The App has said something to it. */
  readonly replied: boolean;
}

/** What telling the App's answers from others' reactions needs of a run. */
export type AnswerContext = Pick<RunContext, "github" | "compute" | "bot" | "answered" | "now">;

/** Whether a comment may wait for an answer, as far as who wrote it, when, and a glance at it tell. */
export function mayAsk(comment: Comment, now: Date): boolean {
  const { author, isBot, createdAt } = comment;
  if (isBot || author === "ghost" || author.endsWith("[bot]")) return false;
  if (now.getTime() - Date.parse(createdAt) > MAX_AGE_MS) return false;
  return mayHaveCommands(comment.body);
}

/**
 * The comments that wait for an answer. Anybody can react to a comment: only what the App itself put
 * there answers it, or its reply. Whose reactions they are is read where there are some that could.
 *
 * @param comments all of an issue or pull request, with the App's replies
 */
export async function unansweredComments(
  context: AnswerContext,
  repository: RepositoryRef,
  comments: readonly Comment[],
): Promise<readonly UnansweredComment[]> {
  const { compute, bot, answered, now } = context;
  const replies = comments.filter(({ author }) => author === bot);
  const replied = new Set(replies.flatMap(({ body }) => readReplyMarker(body) ?? []));
  const likely = comments.filter(
    (comment) => !answered.has(repository, comment.id) && mayAsk(comment, now()),
  );
  const found = await mapInBatches(likely, AT_ONCE, async (comment) => {
    const [commands = []] = await compute(COMMANDS, [comment.body]);
    if (commands.length === 0) return [];
    const state = await answerTo(context, repository, comment, replied.has(comment.id));
    return state === undefined ? [] : [{ ...comment, commands, ...state }];
  });
  return found.flat();
}

/** How far the App is with a comment; `undefined` where it is done with it, or the comment is gone. */
async function answerTo(
  { github, bot, answered }: AnswerContext,
  repository: RepositoryRef,
  { id, reactions }: Comment,
  replied: boolean,
): Promise<Pick<UnansweredComment, "taken" | "replied"> | undefined> {
  // The App's eyes come first.
  if (reactions.eyes === 0) return { taken: false, replied };
  const mayBeDone = reactions.rocket + reactions.confused > 0;
  // All that a reply leaves to do is the reaction that ends it.
  if (!(replied && mayBeDone)) {
    const own = await reactionsBy(github, repository, id, bot);
    if (own === undefined) return undefined;
    const taken = own.has("eyes");
    if (!taken || !(own.has("rocket") || own.has("confused"))) return { taken, replied };
  }
  answered.add(repository, id);
  return undefined;
}
