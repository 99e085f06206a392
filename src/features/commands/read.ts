import { listComments, type Comment, reactionsBy } from "../../github/comments.js";
import { commitMessages } from "../../github/files.js";
import { textHistories } from "../../github/graphql.js";
import type { GitHubClient } from "../../github/http/client.js";
import { mayWrite } from "../../github/repository.js";
import type { CrossReference } from "../../github/timeline.js";
import { readPullMarker, readUpdateMarker } from "../../model/markers.js";
import type { IssueRef, RepositoryRef } from "../../model/refs.js";
import { toPlain, type Templates } from "../../plan/template/choose.js";
import type { Configuration } from "../configuration/read.js";
import { findDashboards } from "../dashboard/read.js";
import { markedReferences } from "../linked-pulls/read.js";
import { readTemplates } from "../plan-file/read.js";
import type { CommonFacts, Snapshot } from "../snapshot.js";
import type { Update } from "../updates/facts.js";
import type { CommandComment, CommandFacts } from "./facts.js";
import { COMMANDS, type Command, mayHaveCommands } from "./parse.js";
import { carriedOutIn, needsPermission } from "./rules.js";
import { mapInBatches } from "../../model/collections.js";
import type { RunContext } from "../context.js";
import { readReplyMarker } from "./text.js";

/** Pull requests whose comments are read. */
const MAX_PULLS = 3;

/** What there is to read commands from. */
interface Sources {
  /** Comments on the issue that wait for an answer. */
  readonly unanswered: readonly UnansweredComment[];
  readonly references: readonly CrossReference[];
  readonly configuration: Configuration;
  /** The templates that Plansmith ships. */
  readonly builtin: Templates;
}

/**
 * Reads what people ask for in comments on the issue and on the plan's pull requests. The timeline
 * says which of those have comments at all; nothing more is read where nobody asks for anything.
 */
export async function readCommands(
  context: AnswerContext,
  snapshot: Pick<Snapshot, "ref" | "issue" | "config">,
  { unanswered, references, configuration, builtin }: Sources,
): Promise<CommandFacts> {
  const { github, bot } = context;
  const { ref, config } = snapshot;
  const nothing = { comments: [], carriedOut: new Set<string>(), templates: [] };
  if (!config.commands.enabled) return nothing;
  const numbers = commentedPulls(ref, bot, references);
  const onPulls = await Promise.all(
    numbers.map(async (number) => {
      const found = await listComments(github, { ...ref, number });
      const asking = await unansweredComments(context, ref, found);
      return asking.map((comment) => ({ ...comment, on: number }));
    }),
  );
  const all = [...unanswered.map((comment) => ({ ...comment, on: ref.number })), ...onPulls.flat()];
  const ignored = new Set(config.ignore.authors.map((login) => login.toLowerCase()));
  const asking = all
    .filter(({ author }) => !ignored.has(author.toLowerCase()))
    .toSorted((a, b) => a.id - b.id);
  if (asking.length === 0) return nothing;
  const originals = await readOriginals(context, asking);
  const read = asking.map((comment) => toCommands(comment, originals));
  const isAsked = read.some(({ commands }) => commands.some(({ name }) => name === "dashboard"));
  const [permissions, templates, dashboards] = await Promise.all([
    readPermissions(github, snapshot, read),
    configuration.hasTemplates ? readTemplates(context, ref, builtin) : builtin,
    isAsked ? findDashboards(github, ref, bot) : [],
  ]);
  return {
    comments: read.map((comment) => ({
      ...comment,
      mayWrite: permissions.get(comment.author) === true,
    })),
    carriedOut: nothing.carriedOut,
    templates: toPlain(templates),
    ...(isAsked && { hasDashboard: dashboards.some(({ isOpen }) => isOpen) }),
  };
}

/** The plan's own pull requests that somebody has commented on, the newest few. */
function commentedPulls(
  ref: IssueRef,
  bot: string,
  references: readonly CrossReference[],
): readonly number[] {
  const marked = (body: string) => readPullMarker(body) ?? readUpdateMarker(body);
  return markedReferences(references, ref, marked)
    .filter(({ author, comments }) => author === bot && comments > 0)
    .map(({ number }) => number)
    .slice(0, MAX_PULLS);
}

function toCommands(
  comment: UnansweredComment & { readonly on: number },
  originals: ReadonlyMap<number, readonly Command[]>,
): CommandComment {
  const { id, on, author, commands, createdAt, taken, replied } = comment;
  const original = mayBeEdited(comment) ? originals.get(id) : commands;
  return {
    id,
    on,
    author,
    at: createdAt,
    edited: JSON.stringify(original) !== JSON.stringify(commands),
    taken,
    replied,
    mayWrite: false,
    commands,
  };
}

/** Whether somebody may have edited a comment; GitHub gives other reasons for a later time, too. */
function mayBeEdited({ createdAt, updatedAt }: UnansweredComment): boolean {
  return updatedAt !== createdAt;
}

/**
 * The commands as their authors wrote them first, by comment, of those that somebody may have edited:
 * one query for all of them. What GitHub says nothing of is not there.
 */
async function readOriginals(
  { github, compute }: Pick<AnswerContext, "github" | "compute">,
  comments: readonly UnansweredComment[],
): Promise<ReadonlyMap<number, readonly Command[]>> {
  const unsure = comments.filter(mayBeEdited);
  if (unsure.length === 0) return new Map();
  const histories = await textHistories(
    github,
    unsure.map(({ nodeId }) => nodeId),
  );
  const found = await Promise.all(
    unsure.map(async ({ id, nodeId, author, createdAt, commands }) => {
      const history = histories.get(nodeId);
      if (history === undefined) return [];
      if (history.lastEditedAt === undefined) return [[id, commands] as const];
      const [first] = history.versions;
      if (first?.text === undefined || first.by !== author || first.at !== createdAt) return [];
      const [original = []] = await compute(COMMANDS, [first.text]);
      return [[id, original] as const];
    }),
  );
  return new Map(found.flat());
}

async function readPermissions(
  github: GitHubClient,
  snapshot: Pick<Snapshot, "ref" | "issue" | "config">,
  comments: readonly CommandComment[],
): Promise<ReadonlyMap<string, boolean>> {
  const needed = comments.filter(
    (comment) => !comment.edited && needsPermission(snapshot, comment),
  );
  const logins = [...new Set(needed.map(({ author }) => author))];
  const readings = logins.map(
    async (login) => [login, await mayWrite(github, snapshot.ref, login)] as const,
  );
  return new Map(await Promise.all(readings));
}

/**
 * The commands with those that the plan's commits show as carried out, where the App had begun
 * with one before this run.
 */
export async function withCarriedOut(
  github: GitHubClient,
  { commands, plan, pulls, ref }: CommonFacts,
  update?: Update,
): Promise<CommandFacts> {
  if (plan === undefined || !commands.comments.some(({ taken }) => taken)) return commands;
  const places = [
    { path: plan.path, branch: pulls[0]?.state === "open" ? pulls[0].branch : undefined },
    ...(update?.file === undefined ? [] : [{ path: update.file.path, branch: update.branch }]),
  ];
  const messages = await Promise.all(
    places.map(({ path, branch }) => commitMessages(github, ref, path, branch)),
  );
  return { ...commands, carriedOut: new Set(carriedOutIn(messages.flat())) };
}

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

/** What it takes to distinguish the App's answers from others' reactions. */
type AnswerContext = Pick<RunContext, "github" | "compute" | "bot" | "answered" | "now">;

/** Whether a comment may wait for an answer, as far as its author, its time and a glance at its text show. */
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
