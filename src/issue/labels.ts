import { readHours, SIZE_HOURS } from "../markdown/timelines.js";

/** How urgent an issue is, most urgent first: the same four steps by word and by code. */
export const PRIORITIES = ["Critical", "High", "Medium", "Low"] as const;

/** One of {@link PRIORITIES}; its place there is the number of its code (`P0` is Critical). */
type Priority = (typeof PRIORITIES)[number];

/** How likely or how bad a risk is. */
export type RiskLevel = "Low" | "Med" | "High";

/** What an issue's labels say. */
export interface LabelFacts {
  readonly role: string | undefined;
  readonly priority: Priority | undefined;
  /** In the words of plans: bug, feature, documentation, ops task, … */
  readonly type: string | undefined;
  readonly hours: number | undefined;
  /** `owner/name`, where a label says in which repository the work is. */
  readonly repository: string | undefined;
  /** The branch that a label names. */
  readonly branch: string | undefined;
  /** Risks that labels name. */
  readonly risks: readonly string[];
  /** What a label such as `risk: high` says of them all. */
  readonly riskLevel: RiskLevel | undefined;
  /** The label that says the type. */
  readonly typeLabel: string | undefined;
  /** Labels that have no meaning here, and labels that contradict the one of their kind that counts. */
  readonly others: readonly string[];
}

/** What labels can say, and which do, in the order of the table for people. */
export const ABOUT_LABELS: readonly (readonly [says: string, labels: string])[] = [
  ["role", "`role: x`, `role/x`; without one, the plan's role is the first assignee's login"],
  ["place", "`repo: owner/name`, `branch: x`: where the work is done"],
  [
    "priority",
    "`P0` to `P3`, `priority: high`, `priority/critical`, `high priority`: Critical, High, Medium, Low",
  ],
  ["type", "`bug`, `enhancement`, `type: …`, `kind/…`; the issue's own type comes first"],
  ["estimate", "`estimate: 8h`, `estimate: 1d 4h`; a day has 8 hours, a week 40"],
  ["size", "`size: M`, `size/M`, `effort: large`, where there is no estimate"],
  [
    "risk",
    "`risk: data loss` names one; `risk: high` is the impact of all that have none of their own",
  ],
];

/**
 * Reads what labels say; where several say the same kind of thing, the first counts, and of a size
 * and an estimate the estimate.
 */
export function readLabels(labels: readonly string[]): LabelFacts {
  const read = labels.map((label) => Object.assign({ label }, readLabel(label)));
  const first = <Kind extends Fact["kind"]>(kind: Kind) =>
    read.find((fact): fact is Extract<Fact, { kind: Kind }> & Labelled => fact.kind === kind);
  const estimate = first("estimate") ?? first("size");
  /** Of each kind, the one that counts; every one of some. */
  const counted: Readonly<Record<Fact["kind"], Fact | "every" | undefined>> = {
    role: first("role"),
    priority: first("priority"),
    type: first("type"),
    estimate,
    size: estimate,
    repository: first("repository"),
    branch: first("branch"),
    riskLevel: first("riskLevel"),
    risk: "every",
    own: "every",
    other: undefined,
  };
  const isUnused = (fact: Fact): boolean => {
    const known = counted[fact.kind];
    return known !== "every" && (known === undefined || valueOf(known) !== valueOf(fact));
  };
  return {
    role: first("role")?.role,
    priority: first("priority")?.priority,
    type: first("type")?.type,
    hours: estimate?.hours,
    repository: first("repository")?.repository,
    branch: first("branch")?.branch,
    risks: read.flatMap((fact) => (fact.kind === "risk" ? [fact.risk] : [])),
    riskLevel: first("riskLevel")?.level,
    typeLabel: first("type")?.label,
    others: read.flatMap((fact) => (isUnused(fact) ? [fact.label] : [])),
  };
}

/** A fact's value: labels in other words may say the same. */
function valueOf(fact: Fact): string {
  if (fact.kind === "estimate" || fact.kind === "size") return String(fact.hours);
  if (fact.kind === "role") return fact.role.toLowerCase();
  if (fact.kind === "priority") return fact.priority;
  if (fact.kind === "type") return fact.type;
  if (fact.kind === "riskLevel") return fact.level;
  if (fact.kind === "repository") return fact.repository.toLowerCase();
  return fact.kind === "branch" ? fact.branch : "";
}

interface Labelled {
  readonly label: string;
}

type Fact =
  | { readonly kind: "role"; readonly role: string }
  | { readonly kind: "priority"; readonly priority: Priority }
  | { readonly kind: "type"; readonly type: string }
  | { readonly kind: "estimate"; readonly hours: number }
  | { readonly kind: "size"; readonly hours: number }
  | { readonly kind: "risk"; readonly risk: string }
  | { readonly kind: "riskLevel"; readonly level: RiskLevel }
  | { readonly kind: "own" }
  | { readonly kind: "repository"; readonly repository: string }
  | { readonly kind: "branch"; readonly branch: string }
  | { readonly kind: "other" };

function readLabel(label: string): Fact {
  const { key, value } = splitLabel(label);
  if (/^(?:plan|template)$/.test(key) || /^needs-plan$/i.test(label)) return { kind: "own" };
  if (key === "role" && value !== "") return { kind: "role", role: value };
  if (key === "risk" && value !== "") return riskFact(value);
  if (/^(?:repo|repository)$/.test(key) && isRepository(value)) {
    return { kind: "repository", repository: value };
  }
  if (key === "branch" && isBranch(value)) return { kind: "branch", branch: value };
  if (/^(?:estimate|estimated|estimation|time|effort)$/.test(key)) {
    const hours = readHours(value);
    if (hours !== undefined) return { kind: "estimate", hours };
  }
  if (/^(?:size|effort|t-?shirt)$/.test(key)) {
    const hours = sizeHours(value);
    if (hours !== undefined) return { kind: "size", hours };
  }
  const priority = priorityOf(key, value, label);
  if (priority !== undefined) return { kind: "priority", priority };
  const type = readType(key === "" || TYPE_KEY.test(key) ? value : "");
  return type === undefined ? { kind: "other" } : { kind: "type", type };
}

/** `priority: high`, `priority/high`, `priority-high` are key and value; other labels a value. */
function splitLabel(label: string): { readonly key: string; readonly value: string } {
  const match =
    /^([a-z][a-z -]{0,20}?)\s*(?::{1,2}|\/|=)\s*(.*)$/is.exec(label) ?? DASHED.exec(label);
  if (match?.[1] === undefined) return { key: "", value: label.trim() };
  return { key: match[1].trim().toLowerCase(), value: (match[2] ?? "").trim() };
}

/** `C-bug`, `P-medium`: one letter stands for the kind, a dash behind it. */
const DASHED =
  /^(priority|prio|severity|sev|size|type|kind|role|risk|estimate|[cktp](?=-))[-_ ](.*)$/is;
const TYPE_KEY = /^(?:type|kind|category|[ckt])$/;

function sizeHours(value: string): number | undefined {
  const size = value.toLowerCase();
  const short = SIZE_WORDS[size] ?? size;
  return Object.hasOwn(SIZE_HOURS, short) ? SIZE_HOURS[short] : undefined;
}

const SIZE_WORDS: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  tiny: "xs",
  small: "s",
  medium: "m",
  large: "l",
  huge: "xl",
});

function riskFact(value: string): Fact {
  const level = readLevel(value);
  return level === undefined ? { kind: "risk", risk: value } : { kind: "riskLevel", level };
}

/** `high`, `Med`, `medium`, … on the scale that plans use; `undefined` for any other word. */
export function readLevel(word: string): RiskLevel | undefined {
  if (/^\W*(?:low|minor|unlikely|rare)\W*$/i.test(word)) return "Low";
  if (/^\W*(?:med|medium|moderate|possible)\W*$/i.test(word)) return "Med";
  if (/^\W*(?:high|critical|severe|major|likely)\W*$/i.test(word)) return "High";
  return undefined;
}

const PRIORITY_WORDS: readonly (readonly [RegExp, Priority])[] = [
  [/^(?:p0|critical|urgent|blocker|highest)$/, "Critical"],
  [/^(?:p1|high|important|major)$/, "High"],
  [/^(?:p2|medium|med|normal|moderate)$/, "Medium"],
  [/^(?:p[3-9]|low|lowest|minor|trivial)$/, "Low"],
];

/** How the words of the MoSCoW method rank, by their first four letters. */
const MOSCOW_PRIORITIES: Readonly<Record<string, Priority>> = {
  must: "High",
  shou: "Medium",
  coul: "Low",
  "won'": "Low",
  "won’": "Low",
  wont: "Low",
};

function knownPriority(word: string): Priority | undefined {
  return PRIORITY_WORDS.find(([pattern]) => pattern.test(word))?.[1];
}

/** The priority that a word or code says, such as `High`, `P1` or `P1 - this week`. */
export function readPriority(text: string): Priority | undefined {
  return priorityOf("priority", text.trim(), "");
}

function priorityOf(key: string, value: string, label: string): Priority | undefined {
  if (/^(?:severity|sev)$/.test(key)) {
    // Severities are counted from 1, the worst.
    const [, degree] = /^(?:s|sev)?-?([1-4])$/i.exec(value) ?? [];
    return degree === undefined
      ? knownPriority(value.toLowerCase())
      : PRIORITIES[Number(degree) - 1];
  }
  if (/^(?:priority|prio|p|urgency)$/.test(key)) {
    const word = value.toLowerCase();
    const moscow = /^(must|should|could|won['’]?t)(?:[\s-]?have)?$/.exec(word)?.[1] ?? "";
    if (moscow !== "") return MOSCOW_PRIORITIES[moscow.slice(0, 4)];
    return (
      knownPriority(word) ??
      knownPriority(`p${word}`) ??
      knownPriority(word.split(/[^a-z0-9]+/)[0] ?? "")
    );
  }
  const bare = label.trim().toLowerCase();
  if (/^(?:p\d|critical|urgent|blocker)$/.test(bare)) return knownPriority(bare);
  const [, word] = /^(\w+)[ -]priority$/.exec(bare) ?? [];
  return word === undefined ? undefined : knownPriority(word);
}

const TYPE_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:bug|bugfix|bug report|defect|regression|fix|crash)$/, "bug"],
  [
    /^(?:feature|enhancement|feature request|feat|improvement|new feature|story|user story)$/,
    "feature",
  ],
  [/^(?:doc|docs|documentation)$/, "documentation"],
  [
    /^(?:chore|ops|operations|infra|infrastructure|maintenance|devops|ci|cd|build|dependencies|deps|task|ops task)$/,
    "ops task",
  ],
  [/^(?:refactor|refactoring|tech debt|technical debt|cleanup)$/, "refactoring"],
  [/^(?:test|tests|testing)$/, "tests"],
  [/^(?:performance|perf)$/, "performance"],
  [/^(?:security|vulnerability)$/, "security"],
  [/^(?:epic|spike|research|question)$/, ""],
];

/** The kind of work that a word such as `enhancement` names; `undefined` for other words. */
export function readType(word: string): string | undefined {
  const normal = word
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .trim();
  const type = TYPE_WORDS.find(([pattern]) => pattern.test(normal))?.[1];
  return type === "" ? normal : type;
}

/** Whether a text is a repository's full name, `owner/name`. */
export function isRepository(text: string): boolean {
  return /^[a-z\d][a-z\d-]{0,38}\/[\w.-]{1,100}$/i.test(text) && !/\/\.{1,2}$/.test(text);
}

/** Whether a text can be a branch's name (git-check-ref-format), without spaces and odd signs. */
export function isBranch(text: string): boolean {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}\w./#+@-]{0,199}$/u.test(text)) return false;
  return !/\.\.|\/\/|@\{|[./]$|\.lock$/.test(text);
}

/** Where work is done, as far as a text says. */
export interface WorkPlace {
  readonly repository: string | undefined;
  readonly branch: string | undefined;
}

/** Words that name what follows, or join it to what came before. */
const FILLERS = /^(?:repository|repo|branch|on|at|and|in|the|is)$/i;

/**
 * Reads `owner/name`, `owner/name • branch`, `owner/name@branch`, an address such as
 * `https://github.com/owner/name/tree/branch`, or, where `heading` asks for nothing else, a branch.
 * `undefined` for anything that says more or less than that.
 */
export function readWorkPlace(text: string, heading: string): WorkPlace | undefined {
  const tokens = text
    .split(/[\s,;•·|()`]+/)
    .map((token) => token.replace(/:$/, ""))
    .filter((token) => token !== "" && !FILLERS.test(token));
  const asksRepository = /\brepo(?:sitory)?\b/i.test(heading);
  const [first = "", second, ...more] = tokens;
  if (more.length > 0) return undefined;
  if (!asksRepository) {
    return second === undefined && isBranch(first)
      ? { repository: undefined, branch: first }
      : undefined;
  }
  const place = readAddress(first) ?? splitPlace(first);
  if (place === undefined || second === undefined) return place;
  const asksBranch = /\bbranch\b|•/i.test(`${heading} ${text}`);
  const isNew = asksBranch && place.branch === undefined && isBranch(second);
  return isNew ? { repository: place.repository, branch: second } : undefined;
}

function splitPlace(token: string): WorkPlace | undefined {
  const [repository = "", branch, ...more] = token.split(/[@:]/);
  if (more.length > 0 || !isRepository(repository)) return undefined;
  return branch === undefined || isBranch(branch) ? { repository, branch } : undefined;
}

function readAddress(token: string): WorkPlace | undefined {
  if (!/^https?:\/\//i.test(token) || !URL.canParse(token)) return undefined;
  const [owner = "", name = "", kind, ...rest] = new URL(token).pathname.split("/").slice(1);
  const repository = `${owner}/${name.replace(/\.git$/, "")}`;
  if (!isRepository(repository)) return undefined;
  const branch = rest.join("/").replace(/\/$/, "");
  if (kind === undefined || kind === "") return { repository, branch: undefined };
  return kind === "tree" && isBranch(branch) ? { repository, branch } : undefined;
}
