import { COMMENT_PARTS, type CommentPart } from "../../config/schema.js";
import { inlineText } from "../../markdown/escape.js";
import { digestOf } from "../../model/text.js";
import { TerminalError } from "../../model/errors.js";
import { signComment, type CommentMetadata } from "../../model/metadata.js";
import type { Plan } from "../../plan/parse/parse.js";
import type { Progress } from "../../plan/parse/progress.js";
import { archiveNote, type ArchiveStatus } from "../archive/text.js";
import { botText, commentSection, type CommentSection } from "../bot-text.js";
import { fileUrl, lineUrl, repositoryUrl } from "../words.js";
import { controlsSection, itemBoxView, type CheckboxStatus } from "../checkboxes/text.js";
import { evidenceSection, type Evidence } from "../evidence/text.js";
import type { LinkedPull } from "../linked-pulls/facts.js";
import { pullsSection } from "../linked-pulls/text.js";
import { thinned, type Pace } from "../pace/rules.js";
import { paceSection } from "../pace/text.js";
import {
  itemsSection,
  progressSection,
  sectionsSection,
  type PlanStatus,
  type StatusPlan,
} from "../plan-file/text.js";
import { headline, type HeadlineFacts, attentionSection, type Notice } from "./headline.js";

/** Everything that the status comment shows: the headline, and the sections below it. */
export interface Status extends HeadlineFacts {
  /** The plan as it was read, where there is one. */
  readonly plan: StatusFile | undefined;
  readonly linked: readonly LinkedPull[];
  /** Markdown: why nothing goes on, and how to fix it. */
  readonly problem: string | undefined;
  readonly archive: ArchiveStatus | undefined;
  /** Markdown, a paragraph each: what else there is to know. */
  readonly notes?: readonly string[];
  /** Its boxes; `undefined` where it has none. */
  readonly checkboxes?: CheckboxStatus | undefined;
  /** Whom GitHub did not take as reviewers. */
  readonly refused: readonly string[];
  /** The open pull request that changes of the approved plan wait in. */
  readonly waiting:
    { readonly changes: number; readonly number: number; readonly htmlUrl: string } | undefined;
  /** Labels of items that are ticked in what waits there. */
  readonly waitingItems?: readonly string[];
  /** What of the plan wants attention. */
  readonly notices: readonly Notice[];
  /** The plan's progress over time, and what is left; `undefined` where nothing is known of it. */
  readonly pace: Pace | undefined;
  /** What the work proves of the plan; `undefined` where nothing is known of it. */
  readonly evidence: Evidence | undefined;
  /** The parts under the first lines. */
  readonly show: readonly CommentPart[];
  /** Of those, the folded ones. */
  readonly folded: readonly CommentPart[];
}

/** The plan file as far as the status comment shows it. */
interface StatusFile {
  readonly path: string;
  readonly commit: { readonly sha: string; readonly htmlUrl: string };
  readonly progress: Progress;
  readonly plan?: Pick<Plan, "undecided">;
}

/** GitHub's limit for comments, in characters. */
const MAX_CHARACTERS = 65_536;

/** Shares of the rows that are shown, tried until the comment is short enough. */
const SHARES = [1, 0.5, 0.2, 0];

/** Points that the hidden block keeps where there is no room for more. */
const FEWEST_POINTS = 20;

const render = botText("status-comment");

const links = commentSection("links");

/**
 * The status comment's text, complete with its hidden block and marker.
 *
 * @param metadata the hidden block; the same status and metadata give the same text
 */
export function statusComment(status: Status, metadata: CommentMetadata): string {
  for (const share of SHARES) {
    const comment = writeComment(status, metadata, share);
    if (comment.length <= MAX_CHARACTERS) return comment;
  }
  const points = thinned(metadata.points ?? [], FEWEST_POINTS);
  const comment = writeComment(status, { ...metadata, points }, 0);
  if (comment.length <= MAX_CHARACTERS) return comment;
  throw new TerminalError("the status comment is longer than GitHub takes, even without its lists");
}

/**
 * Digest of what people read in a status comment: the same where only commits, addresses and times
 * differ.
 */
export function statusDigest(status: Status): string {
  const { commit: _, parts, ...view } = viewOf(status, 1);
  const values = { ...view, parts: parts.map(({ text: _text, ...part }) => part) };
  const text = JSON.stringify(values, (key, value: unknown) => (key === "url" ? undefined : value));
  return digestOf(text, 16);
}

function writeComment(status: Status, metadata: CommentMetadata, share: number): string {
  const { plan, pull } = status;
  const view = {
    ...viewOf(status, share),
    at: `${metadata.at.slice(0, 10)} ${metadata.at.slice(11, 16)} UTC`,
  };
  return signComment(render(view), {
    ...metadata,
    pull: pull?.number,
    path: plan?.path ?? metadata.path,
  });
}

/**
 * What supplies each section under the first lines: the feature that the section is about. They
 * stand in the order of `COMMENT_PARTS`.
 */
const SECTIONS: Readonly<
  Record<CommentPart, (status: ReadStatus, share: number) => CommentSection | undefined>
> = {
  progress: ({ read, items }) => read && progressSection(items, read),
  attention: ({ read, notices }) => read && attentionSection(notices, read.urlOf),
  sections: ({ read, items }, share) => read && sectionsSection(items, read, share),
  items: ({ read, items }, share) => read && itemsSection(items, read, share),
  evidence: ({ read, evidence }) => read && evidence && evidenceSection(evidence, read.urlOf),
  controls: ({ checkboxes }) => controlsSection(checkboxes),
  pulls: ({ linked }, share) => pullsSection(linked, share),
  pace: ({ pace }) => pace && paceSection(pace),
  links: (status) => linksSection(status),
};

/** The status with what the sections about the plan need of it. */
interface ReadStatus extends Status {
  /** The plan with the addresses of its lines. */
  readonly read: StatusPlan | undefined;
  readonly items: PlanStatus;
}

function readStatus(status: Status): ReadStatus {
  const { issue, plan, checkboxes, state, waiting, waitingItems = [] } = status;
  const repository = repositoryUrl(issue);
  return {
    ...status,
    read: plan && {
      progress: plan.progress,
      urlOf: (line) => lineUrl(repository, plan.commit.sha, plan.path, line),
    },
    items: {
      state,
      isClosed: issue.state === "closed",
      waiting,
      waitingItems,
      canTick: checkboxes?.items === true,
      boxOf: (item, isWaiting) => itemBoxView(item, checkboxes, isWaiting),
    },
  };
}

/** All but the time, as the template shows it. */
function viewOf(status: Status, share: number) {
  const { plan, refused, show, folded } = status;
  const read = readStatus(status);
  const parts = COMMENT_PARTS.filter((name) => show.includes(name)).flatMap((name) => {
    const section = SECTIONS[name](read, share);
    if (section === undefined || section.text === "") return [];
    return [{ ...section, folded: folded.includes(name) }];
  });
  return {
    ...headline(status),
    problem: status.problem,
    archive: archiveNote(status.archive, status.issue),
    notes: status.notes ?? [],
    refused: refused.length > 0 && {
      names: refused.map((name) => inlineText(name)).join(", "),
      // A team is named with its organization.
      hasTeams: refused.some((name) => name.includes("/")),
    },
    waiting: waitingView(status),
    parts,
    commit: plan && { sha: plan.commit.sha.slice(0, 7), url: plan.commit.htmlUrl },
  };
}

function waitingView({ waiting }: Status): object | undefined {
  if (waiting === undefined) return undefined;
  const { changes, number, htmlUrl: url } = waiting;
  const many = changes === 0 ? "Changes wait" : `${changes} changes wait`;
  return { text: changes === 1 ? "1 change waits" : many, number, url };
}

function linksSection({ issue, plan, pull, state }: Status): CommentSection | undefined {
  const ref = state === "proposed" || state === "rejected" ? undefined : "HEAD";
  const file = plan && fileUrl(repositoryUrl(issue), ref ?? plan.commit.sha, plan.path);
  const rows = [
    ...(file === undefined ? [] : [{ text: "Plan file", url: file }]),
    ...(pull === undefined
      ? []
      : [{ text: `Plan pull request #${pull.number}`, url: pull.htmlUrl }]),
  ].map((link, index) => ({ ...link, separator: index === 0 ? "" : " · " }));
  return links("Links", rows.length === 0 ? undefined : { rows }, false);
}
