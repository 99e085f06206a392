import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { asObject, trusted, type Json } from "../json.js";

/** An operation of GitHub's REST API, in the words of OpenAPI 3.0. */
export interface Operation {
  /** Method and path template, `GET /repos/{owner}/{repo}`. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Schema of the JSON body; `undefined` where there is none. */
  readonly body: Json | undefined;
  readonly bodyRequired: boolean;
  /** Schemas of JSON answers by status; `undefined` where an answer has no JSON. */
  readonly answers: ReadonlyMap<number, Json | undefined>;
}

/** A parameter of the path or the query. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Json;
}

/** The operation that a request means, and the values in its path. */
export interface Match {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

interface Template {
  readonly text: string;
  readonly pattern: RegExp;
  /** Of the pattern's groups. */
  readonly names: readonly string[];
  readonly item: Json;
}

const require = createRequire(import.meta.url);

let loaded: { readonly document: Json; readonly templates: readonly Template[] } | undefined;

/** Reads the description once a process, when it is first asked for: it has 13 MB. */
function description() {
  if (loaded === undefined) {
    const file = require.resolve("@octokit/openapi/generated/api.github.com.json");
    const document = asObject(JSON.parse(readFileSync(file, "utf8")));
    const templates = Object.entries(asObject(document["paths"])).map(([text, item]) => ({
      text,
      ...patternOf(text, document, asObject(item)),
      item: asObject(item),
    }));
    // The path with most that is written out means a request more than one with parameters.
    const literal = ({ text }: Template): number => text.replaceAll(/\{[^}]+\}/g, "").length;
    loaded = { document, templates: templates.toSorted((a, b) => literal(b) - literal(a)) };
  }
  return loaded;
}

/**
 * The operation that GitHub would take a request for.
 *
 * @param path as it is sent, percent-encoded, without the query
 * @returns `undefined` where the description has none
 */
export function findOperation(method: string, path: string): Match | undefined {
  const key = `${method} ${path}`;
  if (!found.has(key)) found.set(key, searchOperation(method, path));
  return found.get(key);
}

/** By method and path. Tests ask the same of one GitHub after the other, and there are 800 patterns. */
const found = new Map<string, Match | undefined>();

function searchOperation(method: string, path: string): Match | undefined {
  const { document, templates } = description();
  for (const { text, pattern, names, item } of templates) {
    const values = pattern.exec(path)?.slice(1);
    const operation = item[method.toLowerCase()];
    if (values === undefined || operation === undefined) continue;
    const params = Object.fromEntries(
      names.map((name, index) => [name, decodeURIComponent(values[index] ?? "")]),
    );
    return { operation: read(document, `${method} ${text}`, asObject(operation)), params };
  }
  return undefined;
}

/** What `reference` (`#/components/…`) names. */
export function resolve(reference: string): Json {
  return follow(description().document, reference);
}

function follow(document: Json, reference: string): Json {
  return reference
    .slice(2)
    .split("/")
    .reduce((at, name) => asObject(at[name]), document);
}

function deref(document: Json, value: unknown): Json {
  const object = asObject(value);
  const reference = object["$ref"];
  return typeof reference === "string" ? follow(document, reference) : object;
}

function parametersOf(document: Json, operation: Json): readonly Parameter[] {
  const listed = operation["parameters"];
  return (Array.isArray(listed) ? listed : []).map((parameter) =>
    trusted<Parameter>(deref(document, parameter)),
  );
}

/** Where the description says so, a parameter takes more than one segment. */
function patternOf(text: string, document: Json, item: Json): Pick<Template, "pattern" | "names"> {
  const parameters = Object.values(item).flatMap((operation) =>
    parametersOf(document, asObject(operation)),
  );
  const long = new Set(
    parameters
      .filter((parameter) => trusted<Json>(parameter)["x-multi-segment"] === true)
      .map(({ name }) => name),
  );
  const names: string[] = [];
  const source = text
    .replaceAll(".", String.raw`\.`)
    .replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
      names.push(name);
      return long.has(name) ? "(.+)" : "([^/]+)";
    });
  return { pattern: new RegExp(`^${source}$`), names };
}

function read(document: Json, name: string, operation: Json): Operation {
  const body = asObject(operation["requestBody"]);
  const answers = Object.entries(asObject(operation["responses"])).map(
    ([status, answer]) => [Number(status), jsonOf(deref(document, answer))] as const,
  );
  return {
    name,
    parameters: parametersOf(document, operation),
    body: jsonOf(body),
    bodyRequired: body["required"] === true,
    answers: new Map(answers),
  };
}

function jsonOf(holder: Json): Json | undefined {
  const media = asObject(holder["content"])["application/json"];
  return media === undefined ? undefined : asObject(asObject(media)["schema"]);
}
