import mustache from "mustache";
import { reasonOf } from "../../model/errors.js";
import { ABOUT_FACTS } from "../fill/facts.js";

/** What is wrong with a template, for the person who wrote it. */
export interface TemplateProblem {
  /** 1-based line in the template's file. */
  readonly line: number;
  /** What is wrong; one plain line without a full stop, which may quote the template. */
  readonly reason: string;
  /** How to fix it; a sentence. */
  readonly fix: string;
}

/** Something wrong in a template's body, at an offset into it. */
export interface TagProblem {
  readonly offset: number;
  readonly reason: string;
  readonly fix: string;
}

/**
 * A mustache token: type, name or text, start and end offset; for a section also what it holds
 * and the offset of its closing tag.
 */
export type Token = readonly [string, string, number, number, (readonly Token[])?, number?];

/** The tokens of a template's body, or why mustache cannot read it. */
export function readTags(body: string): readonly Token[] | TagProblem {
  try {
    // A writer of its own: the shared one would keep every template it ever saw.
    const tokens: readonly Token[] = new mustache.Writer().parse(body, ["{{", "}}"]);
    return tokens;
  } catch (error) {
    return syntaxProblem(reasonOf(error));
  }
}

/** The first tag that no template may have; `undefined` where all are fine. */
export function checkTags(tokens: readonly Token[]): TagProblem | undefined {
  return check(tokens, { scopes: [VARIABLES], lists: [], depth: 0 });
}

/** Deepest nesting of sections: more is a mistake, and would take the program's stack. */
const MAX_DEPTH = 32;

/** The names that the template's tags use, those in lists as `list.field`. */
export function usedVariables(tokens: readonly Token[]): ReadonlySet<string> {
  const used = new Set<string>();
  collect(tokens, [{ prefix: "", variables: VARIABLES }], used);
  return used;
}

interface Scope {
  readonly prefix: string;
  readonly variables: Variables;
}

function collect(tokens: readonly Token[], scopes: readonly Scope[], used: Set<string>): void {
  for (const [type, name, , , inner] of tokens) {
    if (type === "text" || type === "!") continue;
    const scope = scopes.find(({ variables }) => Object.hasOwn(variables, name));
    if (scope === undefined) continue;
    used.add(`${scope.prefix}${name}`);
    const fields = type === "#" ? scope.variables[name]?.fields : undefined;
    const deeper =
      fields === undefined
        ? scopes
        : [{ prefix: `${scope.prefix}${name}.`, variables: fields }, ...scopes];
    collect(inner ?? [], deeper, used);
  }
}

/** What a tag stands in. */
interface Context {
  /** Variables that can be used, the innermost first. */
  readonly scopes: readonly Variables[];
  /** Lists whose sections are open. */
  readonly lists: readonly Variable[];
  /** Sections that are open. */
  readonly depth: number;
}

function check(tokens: readonly Token[], context: Context): TagProblem | undefined {
  for (const token of tokens) {
    const problem = checkTag(token, context);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkTag(token: Token, { scopes, lists, depth }: Context): TagProblem | undefined {
  const [type, name, offset, , inner] = token;
  if (type === "text" || type === "!") return undefined;
  const refusal = REFUSED[type];
  if (refusal !== undefined) return { offset, ...refusal };
  if (depth > MAX_DEPTH) {
    return {
      offset,
      reason: `sections more than ${MAX_DEPTH} deep in each other`,
      fix: "Close some sections before you open others.",
    };
  }
  const variable = lookUp(name, scopes);
  if (variable === undefined) {
    return {
      offset,
      reason: `unknown variable “${name}”`,
      fix: `Use one of the variables in docs/templates.md${inScope(scopes)}.`,
    };
  }
  if (type === "^") return check(inner ?? [], { scopes, lists, depth: depth + 1 });
  if (type === "#") {
    // Each level of it would repeat all that is inside once for every entry.
    if (lists.includes(variable)) return { offset, ...listInItself(name) };
    const isList = variable.kind === "list";
    return check(inner ?? [], {
      scopes: variable.fields === undefined ? scopes : [variable.fields, ...scopes],
      lists: isList ? [...lists, variable] : lists,
      depth: depth + 1,
    });
  }
  if (variable.kind === "list" || variable.kind === "flag") {
    return {
      offset,
      reason: `“${name}” is a ${variable.kind}, which has no text of its own`,
      fix: `Open it with {{#${name}}} and close it with {{/${name}}}.`,
    };
  }
  return undefined;
}

function listInItself(name: string): Omit<TagProblem, "offset"> {
  return {
    reason: `a section of the list “${name}” inside a section of the same list`,
    fix: `Close the outer one with {{/${name}}} first, or remove the inner one.`,
  };
}

function lookUp(name: string, scopes: readonly Variables[]): Variable | undefined {
  return scopes.find((variables) => Object.hasOwn(variables, name))?.[name];
}

function inScope(scopes: readonly Variables[]): string {
  const inner = scopes.length > 1 ? scopes[0] : undefined;
  return inner === undefined ? "" : `; in this list also ${Object.keys(inner).join(", ")}`;
}

const REFUSED: Readonly<Record<string, { reason: string; fix: string }>> = {
  ">": {
    reason: "a partial ({{> …}}), and there are no other templates to include",
    fix: "Write the text of the partial into the template.",
  },
  "=": {
    reason: "a tag that sets other delimiters ({{= … =}})",
    fix: "Keep {{ and }} as the delimiters.",
  },
};

/** Mustache shows the offset at the end of its messages. */
function syntaxProblem(message: string): TagProblem {
  const [, what, offset] = /^(.*?)(?: at (\d+))?$/s.exec(message) ?? [];
  const reason = (what ?? message).replaceAll(/"([^"]*)"/g, "“$1”");
  return {
    offset: Number(offset ?? 0),
    reason: reason.charAt(0).toLowerCase() + reason.slice(1),
    fix: "Close every {{ with }}, and every {{#name}} or {{^name}} with {{/name}}.",
  };
}

/** How a template may use a variable. */
type VariableKind = "text" | "block" | "list" | "flag";

/** One variable, as people who write templates need to know it. */
interface Variable {
  readonly kind: VariableKind;
  readonly about: string;
  /** What an entry of a list holds, by name. */
  readonly fields?: Variables;
}

/** Variables by name. */
export interface Variables {
  readonly [name: string]: Variable;
}

function text(about: string): Variable {
  return { kind: "text", about };
}

function block(about: string): Variable {
  return { kind: "block", about };
}

function flag(about: string): Variable {
  return { kind: "flag", about };
}

function list(about: string, fields: Variables): Variable {
  return { kind: "list", about, fields };
}

const item: Variables = {
  number: text("Its place, from 1."),
  box: text("`x` where the issue has it ticked, else a space: for `- [{{box}}]`."),
  done: flag("Ticked on the issue."),
  text: text("What it says."),
  details: block("What stands below it on the issue; its boxes drawn as ☐ and ☑, not counted."),
};

const step: Variables = {
  ...item,
  number: text("Its number: steps are numbered through all phases, and keep their numbers."),
  numbered: flag("What it says begins with its number, as `Step 3: …`."),
  title: text("What it says, in at most 80 characters and without a number in front."),
  full: text("What it says, where the title does not say all of it."),
  phase: text("The phase it belongs to."),
  subtasks: block("As `details`, with its boxes kept as task list items."),
  tasks: block("As `subtasks`, where there are boxes in it."),
  how: block("As `details`, where there are no boxes in it."),
  files: text("The paths that it names in code spans."),
};

/**
 * Every variable that a template can use. What the issue does not say is empty, so
 * `{{#x}}…{{/x}}{{^x}}guidance{{/x}}` shows the one or the other.
 */
export const VARIABLES: Variables = {
  number: text("The issue's number."),
  title: text("The issue's title."),
  url: text("Where the issue is on GitHub."),
  ...Object.fromEntries(Object.entries(ABOUT_FACTS).map(([name, about]) => [name, text(about)])),
  owner: text("The repository's owner."),
  defaultBranch: text("The repository's default branch."),

  goal: block("Headings such as Summary, Goal or Description; the text before the first heading."),
  background: block("Headings such as Background, Motivation or Problem."),
  currentState: block("Headings such as Current behaviour, Steps to reproduce or Environment."),
  constraints: block("Headings such as Constraints or Limitations."),
  approach: block("Headings such as Proposed solution, Approach or Proposal."),
  rationale: block("Headings such as Alternatives considered or Why this approach?"),
  architecture: block("Headings such as Architecture or Design."),
  technology: block("Headings such as Technology stack."),
  integration: block("Headings such as Integration points."),
  patterns: block("Headings such as Design patterns."),
  components: block("Headings such as Components or Affected modules."),
  contracts: block("Headings such as API changes, Data model or Contracts."),
  testing: block("Headings such as Testing or Test plan."),
  unitTests: block("Headings such as Unit tests."),
  integrationTests: block("Headings such as Integration tests or End-to-end tests."),
  performance: block("Headings such as Performance or Accessibility."),
  migration: block("Headings such as Migration."),
  breakingChanges: block("Headings such as Breaking changes."),
  rollout: block("Headings such as Rollout, Release plan or Deployment."),
  metrics: block("Headings such as Success metrics."),
  monitoring: block("Headings such as Monitoring or Observability."),
  documentation: block("Headings such as Documentation."),
  dataRecovery: block("Headings such as Data recovery or Backup."),
  rollbackNotes: block("Headings such as Rollback considerations."),
  stakeholders: block("Headings such as Stakeholders."),
  services: block("Headings such as External services or APIs."),
  libraries: block("Headings such as Libraries or Packages."),
  tools: block("Headings such as Tools or Infrastructure."),
  internalDependencies: block("Headings such as Internal dependencies or Affected files."),
  phaseDependencies: block("Headings such as Dependencies between phases."),
  nonGoals: block("Headings such as Non-goals or Out of scope."),
  security: block("Headings such as Security, Privacy or Compliance."),
  followUps: block("Headings such as Next steps or Follow-ups."),
  notes: block(
    "Everything that the issue says and that the template uses no other variable for, under its own headings.",
  ),

  steps: list(
    "Task lists, numbered lists and sub-issues, in order. One step counts the sub-issues that are not for all who can read the plan.",
    step,
  ),
  phases: list("The same, by the heading that each list stands under.", {
    number: text("Its place, from 1."),
    name: text("The heading; empty for steps without one."),
    steps: list("The phase's steps.", step),
  }),
  criteria: list("Headings such as Acceptance criteria or Definition of done.", item),
  questions: list("The lines that end in a question mark under a heading such as Questions.", item),
  assumptions: list("Headings such as Assumptions.", item),
  verification: list("Headings such as Manual verification or How to test.", item),
  rollback: list("Headings such as Rollback or Rollback steps.", item),
  access: list("Headings such as Access required.", item),
  prerequisites: list("Headings such as Prerequisites.", item),
  risks: list("Labels `risk: …`, and headings such as Risks.", {
    text: text("What may happen."),
    probability: text("Low, Med or High."),
    impact: text("Low, Med or High."),
    mitigation: text("What is done about it."),
  }),
  decisions: list("Headings such as Decisions or Key design decisions.", {
    text: text("What was decided."),
    rationale: text("Why; behind a label such as Rationale or Why."),
    date: text("When, if it is a day that the calendar has."),
    author: text("By whom."),
    details: block("What else stands below it on the issue."),
  }),
  dependencies: list(
    "`depends on #7`, `blocked by owner/repo#7`, GitHub's issue dependencies, headings such as Dependencies. One entry counts the issues that are not for all who can read the plan.",
    {
      issue: text("`#7` or `owner/repo#7`; empty for what is no issue."),
      url: text("Where that issue is on GitHub."),
      text: text("What it provides."),
      done: flag("That issue is closed."),
      box: text("`x` where that issue is closed, else a space."),
    },
  ),
  timeline: list(
    "The hours that the issue gives for phases, else the estimate, shared out; the rows add up to it.",
    {
      phase: text("As the issue has it; else Setup & Research, Implementation, Testing, …"),
      time: text("Such as `2 hours`."),
      notes: text("Where the number is from."),
    },
  ),
  links: list(
    "Headings such as Links, References or Related documents; then the links in the text, at most 20.",
    item,
  ),
  lint: text("How the repository runs its linter, such as `npm run lint`."),
  typeCheck: text("How it checks types."),
  complexity: text("How it measures complexity."),
  duplication: text("How it finds duplicated code."),
  tests: text("How it runs its tests."),
};
