import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { asObject, type Json } from "../json.js";
import { resolve } from "./description.js";

/** How strictly to read a schema. */
export interface Reading {
  /** Fields that an object's schema does not name are an error. */
  readonly closed: boolean;
  /** Texts count as what the schema wants: `"5"` as a number. */
  readonly coerce: boolean;
}

/** Words of a schema that say nothing of values. */
const SILENT = new Set(["description", "example", "examples", "title", "deprecated", "nullable"]);
const REFERENCE = "#/components/schemas/";

function create(coerceTypes: boolean): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, coerceTypes });
  formats.default(ajv);
  return ajv;
}

const checkers = new Map<boolean, Ajv>();

/** Compiles one schema of the description, with only those that it refers to. */
export function compile(schema: Json, { closed, coerce }: Reading): ValidateFunction {
  const definitions: Record<string, unknown> = {};
  const waiting: string[] = [];

  function convert(value: unknown, open: boolean): unknown {
    if (Array.isArray(value)) return value.map((item) => convert(item, open));
    if (typeof value !== "object" || value === null) return value;
    const source = asObject(value);
    const { $ref: reference } = source;
    if (typeof reference === "string") {
      const name = reference.slice(REFERENCE.length);
      if (!(name in definitions)) {
        definitions[name] = {};
        waiting.push(name);
      }
      return { $ref: `#/$defs/${name}` };
    }
    const made: Record<string, unknown> = {};
    for (const [word, part] of Object.entries(source)) {
      if (SILENT.has(word) || word.startsWith("x-")) continue;
      // The parts of a whole know only their own fields.
      if (word === "properties") made[word] = named(asObject(part), open);
      else made[word] = convert(part, open || word === "allOf");
    }
    if (!open && closed && "properties" in made) made["additionalProperties"] ??= false;
    return source["nullable"] === true ? { anyOf: [{ type: "null" }, made] } : made;
  }

  function named(fields: Json, open: boolean): Json {
    return Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, convert(field, open)]),
    );
  }

  const root = asObject(convert(schema, false));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    definitions[name] = convert(resolve(`${REFERENCE}${name}`), false);
  }
  const ajv = checkers.get(coerce) ?? create(coerce);
  checkers.set(coerce, ajv);
  return ajv.compile({ ...root, $defs: definitions });
}

/** The validator's errors in words. */
export function problemsOf(errors: readonly ErrorObject[] | null | undefined): string[] {
  return (errors ?? []).map(({ instancePath, message, params }) => {
    const { additionalProperty } = asObject(params);
    const name = typeof additionalProperty === "string" ? ` (${additionalProperty})` : "";
    return `${instancePath || "it"} ${message ?? "is wrong"}${name}`;
  });
}
