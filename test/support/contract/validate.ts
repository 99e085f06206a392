import type { ValidateFunction } from "ajv";
import type { Json } from "../json.js";
import { findOperation, type Match, type Operation, type Parameter } from "./description.js";
import { compile, problemsOf, type Reading } from "./schema.js";

/** A request as it is sent. */
export interface SentRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** The parsed JSON body; `undefined` where there is none. */
  readonly body?: unknown;
}

const compiled = new Map<string, ValidateFunction>();

/**
 * Holds a request against GitHub's OpenAPI description: its path, method, parameters and body.
 * Parameters and fields that the description does not name are problems too.
 *
 * @returns one sentence a problem; none where the request is in order
 */
export function validateRequest(sent: SentRequest): readonly string[] {
  const match = findOperation(sent.method, sent.path);
  if (match === undefined) return [`${sent.method} ${sent.path}: not in GitHub's description`];
  const { name } = match.operation;
  const problems = [...parameterProblems(match, sent.query), ...bodyProblems(match, sent.body)];
  return problems.map((problem) => `${name}: ${problem}`);
}

/**
 * Holds an answer, one that a test makes up above all, against GitHub's description. Answers may
 * have more fields than described. Errors (400 and above) need only be JSON objects with a message.
 *
 * @returns one sentence a problem; none where the answer is in order
 */
export function validateAnswer(
  { method, path }: Pick<SentRequest, "method" | "path">,
  status: number,
  body: unknown,
): readonly string[] {
  const match = findOperation(method, path);
  if (match === undefined) return [`${method} ${path}: not in GitHub's description`];
  const { name, answers } = match.operation;
  if (status >= 400 || status === 304) return [];
  if (!answers.has(status)) return [`${name}: never answers ${status}`];
  const schema = answers.get(status);
  if (schema === undefined) {
    return body === undefined ? [] : [`${name}: ${status} has no JSON body`];
  }
  const problems = check(`${name} ${status}`, schema, body, { closed: false, coerce: false });
  return problems.map((problem) => `${name} ${status}: ${problem}`);
}

function parameterProblems({ operation, params }: Match, query?: URLSearchParams): string[] {
  const { name } = operation;
  const asked = Object.fromEntries(query ?? []);
  return [
    ...check(`${name} path`, schemaOf(operation, "path"), { ...params }, LAX),
    ...check(`${name} query`, schemaOf(operation, "query"), asked, LAX),
  ];
}

const LAX: Reading = { closed: true, coerce: true };

function bodyProblems({ operation }: Match, body: unknown): string[] {
  const { name, body: schema, bodyRequired } = operation;
  if (body === undefined) return bodyRequired ? ["the body is missing"] : [];
  if (schema === undefined) return ["it takes no body"];
  return check(`${name} body`, schema, body, { closed: true, coerce: false });
}

function schemaOf({ parameters }: Operation, place: string): Json {
  const own = parameters.filter((parameter) => parameter.in === place);
  const required = own.filter((parameter) => parameter.required === true);
  const field = ({ name, schema }: Parameter) => [name, schema] as const;
  return {
    type: "object",
    properties: Object.fromEntries(own.map(field)),
    required: required.map(({ name }) => name),
  };
}

function check(key: string, schema: Json, value: unknown, reading: Reading): string[] {
  const validate = compiled.get(key) ?? compile(schema, reading);
  compiled.set(key, validate);
  if (validate(value)) return [];
  const [, what = ""] = / (path|query|body)$/.exec(key) ?? [];
  return problemsOf(validate.errors).map((problem) => `${what} ${problem}`.trim());
}
