import mustache from "mustache";
import { reasonOf } from "../../model/errors.js";
import { VARIABLES, type Variable, type Variables } from "./variables.js";

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
