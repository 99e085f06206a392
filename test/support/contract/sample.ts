import { asObject, trusted, type Json } from "../json.js";
import { findOperation, resolve } from "./description.js";
import { validateAnswer } from "./validate.js";

/** Deeper than any answer that is read. */
const MOST_DEPTH = 12;

/** Of a pull request from a fork that is gone, whatever the description says; webhooks' do say so. */
const GONE_FORK = /\/head\/repo must be object$/;

/**
 * An answer of GitHub's with what a test says of it: the rest that GitHub's description requires is
 * filled in, with the least that is in order.
 *
 * @throws where what the test says is not in order
 */
export function answerOf(method: string, path: string, status: number, said: unknown): unknown {
  const target = path.replace(/^\/repositories\/\d+/, "/repos/by/id").replace(/\?.*$/, "");
  const operation = findOperation(method, target)?.operation;
  if (operation === undefined) throw new Error(`${method} ${path}: not in GitHub's description`);
  const schema = operation.answers.get(status);
  const body = status >= 400 || schema === undefined ? said : complete(schema, said, 0);
  const problems = validateAnswer({ method, path: target }, status, body).filter(
    (problem) => !GONE_FORK.test(problem),
  );
  if (problems.length > 0) throw new Error(`no answer of GitHub's: ${problems.join("; ")}`);
  return body;
}

function complete(given: Json, said: unknown, depth: number): unknown {
  const schema = follow(given);
  if (said === null || (said === undefined && schema["nullable"] === true)) return null;
  const alternatives = listOf(schema["oneOf"] ?? schema["anyOf"]).map(follow);
  if (alternatives.length > 0) return complete(closest(alternatives, said), said, depth);
  const parts = listOf(schema["allOf"]);
  if (parts.length > 0) {
    return Object.assign({}, ...parts.map((part) => asObject(complete(part, said, depth))));
  }
  if ("properties" in schema) return completeObject(schema, said, depth);
  if (Array.isArray(said))
    return said.map((it) => complete(asObject(schema["items"]), it, depth + 1));
  return said ?? least(schema);
}

function completeObject(schema: Json, said: unknown, depth: number): unknown {
  if (said !== undefined && (typeof said !== "object" || Array.isArray(said))) return said;
  const words = Object.entries(said ?? {}).filter(([, value]) => value !== undefined);
  const known = new Map<string, unknown>(words);
  const required = depth > MOST_DEPTH ? [] : listOfNames(schema["required"]);
  for (const [name, field] of Object.entries(asObject(schema["properties"]))) {
    if (!known.has(name) && !required.includes(name)) continue;
    known.set(name, complete(asObject(field), known.get(name), depth + 1));
  }
  return Object.fromEntries(known);
}

/** Of several descriptions the one that has most of what is said. */
function closest(alternatives: readonly Json[], said: unknown): Json {
  const isObject = typeof said === "object" && said !== null && !Array.isArray(said);
  const score = (schema: Json): number => {
    if (said === undefined) return 0;
    const own = allProperties(schema);
    if (!isObject) return schema["type"] === (Array.isArray(said) ? "array" : typeof said) ? 1 : 0;
    const other = Object.entries(said).some(([name, value]) => !mayBe(own.get(name), value));
    return other ? -1 : Object.keys(said).filter((name) => own.has(name)).length;
  };
  return alternatives.toSorted((a, b) => score(b) - score(a))[0] ?? {};
}

function allProperties(schema: Json): ReadonlyMap<string, unknown> {
  const parts = [schema, ...listOf(schema["allOf"]).map(follow)];
  return new Map(parts.flatMap((part) => Object.entries(asObject(part["properties"]))));
}

function mayBe(schema: unknown, value: unknown): boolean {
  const words = asObject(schema)["enum"];
  return !Array.isArray(words) || words.includes(value);
}

/** The least value of a kind. */
function least(schema: Json): unknown {
  const [first] = Array.isArray(schema["enum"]) ? trusted<unknown[]>(schema["enum"]) : [];
  if (first !== undefined) return first;
  switch (schema["type"]) {
    case "array":
      return [];
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return false;
    case "string":
      return leastText(schema["format"]);
    default:
      return {};
  }
}

function leastText(format: unknown): string {
  if (format === "uri") return "https://github.com/octo";
  if (format === "date-time") return "2026-11-21T10:00:00Z";
  return format === "email" ? "ada@example.com" : "x";
}

function follow(schema: Json): Json {
  const reference = schema["$ref"];
  return typeof reference === "string" ? follow(resolve(reference)) : schema;
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map((it) => asObject(it)) : [];
}

function listOfNames(value: unknown): readonly string[] {
  return Array.isArray(value) ? trusted<string[]>(value) : [];
}
