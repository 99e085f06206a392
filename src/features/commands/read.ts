import { listComments } from "../../github/comments.js";
import { commitMessages } from "../../github/files.js";
import { textHistories } from "../../github/graphql.js";
import type { GitHubClient } from "../../github/http/client.js";
import { mayWrite } from "../../github/repository.js";
import type { CrossReference } from "../../github/timeline.js";
import { readPullMarker, readUpdateMarker } from "../../model/markers.js";
import type { IssueRef } from "../../model/refs.js";
import { toPlain, type Templates } from "../../plan/template/choose.js";
import type { Configuration } from "../configuration/read.js";
import { findDashboards } from "../dashboard/read.js";
import { markedReferences } from "../linked-pulls/read.js";
import { readTemplates } from "../plan-file/templates.js";
import type { CommonFacts, Snapshot } from "../snapshot.js";
import type { Update } from "../updates/facts.js";
import type { CommandComment, CommandFacts } from "./facts.js";
import { COMMANDS, type Command } from "./parse.js";
import { carriedOutIn, needsPermission } from "./rules.js";
import { unansweredComments, type AnswerContext, type UnansweredComment } from "./unanswered.js";

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
    comments: read.map((it) => ({ ...it, mayWrite: permissions.get(it.author) === true })),
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
  const needed = comments.filter((it) => !it.edited && needsPermission(snapshot, it));
  const logins = [...new Set(needed.map(({ author }) => author))];
  const asked = logins.map(
    async (login) => [login, await mayWrite(github, snapshot.ref, login)] as const,
  );
  return new Map(await Promise.all(asked));
}

/**
 * The commands with those that the plan's commits tell to be carried out, where the App had begun
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
