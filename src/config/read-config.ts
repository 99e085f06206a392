import type * as z from "zod";
import { isMapping } from "../model/collections.js";
import {
  mergeDeep,
  valueAt,
  without,
  type RawMapping,
  readYaml,
  type ReadMapping,
  type ValuePath,
} from "./yaml.js";
import { allowedText, keysOf, leafNames, nodeAt } from "./node.js";
import { nearest, type ConfigProblem, type Place } from "./problem.js";
import { configSchema, DEFAULT_CONFIG, type Config } from "./schema.js";
import { defineTask } from "../model/compute.js";

/** One file of configuration, read. */
export interface Layer {
  /** The file, as messages name it. */
  readonly source: string;
  readonly mapping: ReadMapping;
  /** What is wrong with it as YAML. */
  readonly problems: readonly ConfigProblem[];
}

/** The effective configuration. */
export interface Resolved {
  /** Where there are problems: what could be understood, and defaults for the rest. */
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
  /** The names of templates that the files choose, and where. */
  readonly chosenTemplates: readonly ChosenTemplate[];
  /** Where the value at a path stands; `undefined` for a default. */
  readonly originOf: (path: ValuePath) => (Place & { readonly source: string }) | undefined;
}

/** A name of a template in a file, and where it stands. */
interface ChosenTemplate extends Place {
  readonly source: string;
  readonly name: string;
}

/** Problems that are reported at once. */
const MAX_PROBLEMS = 20;

/** Reads one file. Never throws. */
export function readLayer(source: string, bytes: Uint8Array): Layer {
  const { mapping, problems } = readYaml(bytes);
  return {
    source,
    mapping: withCurrentNames(mapping),
    problems: problems.map((problem) => ({ source, ...problem })),
  };
}

/** The former name of the key `archive`, which is still read. */
export const FORMER_ARCHIVE = "closeOut";

/** A file under the keys' current names. One that has both names keeps both, which is an error. */
function withCurrentNames(file: ReadMapping): ReadMapping {
  const current = { ...file, value: withCurrentCommands(file.value) };
  const mapping = withSection(withSection(current, "check"), "dashboard");
  const { [FORMER_ARCHIVE]: former, ...others } = mapping.value;
  if (former === undefined || "archive" in others) return mapping;
  const inFile = ([key, ...rest]: ValuePath): ValuePath =>
    key === undefined ? [] : [key === "archive" ? FORMER_ARCHIVE : key, ...rest];
  return {
    value: { ...others, archive: former },
    placeOf: (path) => mapping.placeOf(inFile(path)),
    keyPlaceOf: (path) => mapping.keyPlaceOf(inFile(path)),
  };
}

/** The sections that may be written as one value, and the key that it is short for. */
const SHORT_FORMS = { check: "mode", dashboard: "enabled" } as const;

/** `check: require` as `check: { mode: require }`, and `dashboard: true` as `dashboard: { enabled: true }`. */
function withSection(mapping: ReadMapping, section: keyof typeof SHORT_FORMS): ReadMapping {
  const value = mapping.value[section];
  if (value === undefined || value === null || isMapping(value)) return mapping;
  const inFile = (path: ValuePath): ValuePath => (path[0] === section ? [section] : path);
  return {
    value: { ...mapping.value, [section]: { [SHORT_FORMS[section]]: value } },
    placeOf: (path) => mapping.placeOf(inFile(path)),
    keyPlaceOf: (path) => mapping.keyPlaceOf(inFile(path)),
  };
}

/** The command `/plan archive` under its current name in the lists below `commands`. */
function withCurrentCommands(value: RawMapping): RawMapping {
  const { commands } = value;
  if (!isMapping(commands)) return value;
  const lists = Object.entries(commands).map(([key, list]) => [
    key,
    Array.isArray(list) ? list.map((name) => (name === "close-out" ? "archive" : name)) : list,
  ]);
  return { ...value, commands: Object.fromEntries(lists) };
}

/**
 * Puts files over the defaults, the first file lowest, and checks what comes of it. Mappings are
 * merged, lists replace. Never throws.
 */
export function resolveConfig(layers: readonly Layer[]): Resolved {
  const raw = layers.reduce<RawMapping>(
    (below, { mapping }) => mergeDeep(below, mapping.value),
    {},
  );
  const highest = layers.toReversed();
  const originOf: Resolved["originOf"] = (path) => {
    const layer = highest.find(({ mapping }) => valueAt(mapping.value, path) !== undefined);
    return layer && { source: layer.source, ...layer.mapping.placeOf(path) };
  };
  const unreadable = layers.flatMap(({ problems }) => problems);
  // What else is wrong with a file that could not be read whole would be guesswork.
  const isWhole = ({ source }: ConfigProblem): boolean =>
    !unreadable.some((problem) => problem.source === source);
  const checked = configSchema.safeParse(raw);
  const found = (checked.error?.issues ?? []).flatMap((issue) => problemsOf(issue, raw, highest));
  const config = checked.data ?? salvage(raw, checked.error?.issues ?? []);
  return {
    config,
    chosenTemplates: chosenTemplates({ config, originOf }),
    problems: [...unreadable, ...found.filter((problem) => isWhole(problem))].slice(
      0,
      MAX_PROBLEMS,
    ),
    originOf,
  };
}

/** What is left when everything that is wrong is taken out. */
function salvage(raw: RawMapping, issues: readonly z.core.$ZodIssue[]): Config {
  const rest = issues
    .flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => [...issue.path, key])
        : [issue.path],
    )
    .reduce((mapping, path) => without(mapping, path), raw);
  return configSchema.safeParse(rest).data ?? DEFAULT_CONFIG;
}

function problemsOf(
  issue: z.core.$ZodIssue,
  raw: RawMapping,
  highest: readonly Layer[],
): readonly ConfigProblem[] {
  if (issue.code !== "unrecognized_keys") {
    const path = deepest(issue);
    return [{ ...placed(highest, path, "placeOf"), ...wrongValue(issue, path, raw) }];
  }
  return issue.keys.map((key) => ({
    ...placed(highest, [...issue.path, key], "keyPlaceOf"),
    ...unknownKey(issue.path, key),
  }));
}

/** Of a union's issues the one that goes deepest: `assignees[0]`, not `assignees`. */
function deepest(issue: z.core.$ZodIssue): ValuePath {
  if (issue.code !== "invalid_union") return issue.path;
  const [inner = []] = issue.errors
    .flat()
    .map(({ path }) => path)
    .toSorted((a, b) => b.length - a.length);
  return [...issue.path, ...inner];
}

/** Where the highest file that says it has it, or says what holds it. */
function placed(
  highest: readonly Layer[],
  path: ValuePath,
  side: "placeOf" | "keyPlaceOf",
): Place & { readonly source: string } {
  for (let length = path.length; length >= 0; length -= 1) {
    const part = path.slice(0, length);
    const layer = highest.find(({ mapping }) => valueAt(mapping.value, part) !== undefined);
    if (layer === undefined) continue;
    const found = length === path.length ? side : "keyPlaceOf";
    return { source: layer.source, ...layer.mapping[found](part) };
  }
  return { source: highest[0]?.source ?? "", line: 1, column: 1 };
}

function unknownKey(
  above: ValuePath,
  key: string,
): { readonly what: string; readonly fix: string } {
  if (above.length === 0 && key === FORMER_ARCHIVE) {
    const what = `“${FORMER_ARCHIVE}” is the former name of “archive”.`;
    return { what, fix: "Use only “archive”." };
  }
  const keys = keysOf(nodeAt(above));
  const where = above.length === 0 ? "" : ` in ${dotted(above)}`;
  const near = nearest(key, keys) ?? leafNames().find((name) => name.endsWith(`.${key}`));
  const hint = near === undefined ? "" : `Did you mean ${near}? `;
  return {
    what: `Unknown key “${shown(key)}”${where}.`,
    fix: `${hint}Known keys: ${keys.join(", ")}.`,
  };
}

function wrongValue(
  issue: z.core.$ZodIssue,
  path: ValuePath,
  raw: RawMapping,
): { readonly what: string; readonly fix: string } {
  const node = nodeAt(path);
  const value = valueAt(raw, path);
  const name = dotted(path);
  if (value === undefined && issue.code !== "custom") {
    return { what: `${name} is missing.`, fix: node ? `It must be ${allowedText(node)}.` : "" };
  }
  const bad = typeof value === "string" ? ` “${shown(value)}”` : "";
  const allowed = node === undefined ? "" : allowedText(node);
  const mine = ownMessage(issue);
  if (mine !== undefined) return { what: `${name}${bad} cannot be used.`, fix: mine };
  if (issue.code === "too_big" || issue.code === "too_small") {
    const limit =
      issue.code === "too_big" ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
    const unit = issue.origin === "array" ? "entries" : "characters";
    return { what: `${name} must have ${limit} ${unit}.`, fix: "" };
  }
  const words = (node?.enum ?? []).map(String);
  const near = typeof value === "string" ? nearest(value, words) : undefined;
  const hint = near === undefined ? "" : `Did you mean “${near}”?`;
  return { what: `${name}${bad} must be ${allowed || "something else"}.`, fix: hint };
}

/** What the schema says in words of its own, in a union too. */
function ownMessage(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === "invalid_union") {
    return issue.errors
      .flat()
      .map((inner) => ownMessage(inner))
      .find((message) => message !== undefined);
  }
  return issue.code === "custom" || issue.code === "invalid_format" ? issue.message : undefined;
}

/** `templates.rules[1].labels`. */
function dotted(path: ValuePath): string {
  const text = path.reduce<string>(
    (before, step) =>
      typeof step === "number"
        ? `${before}[${step}]`
        : `${before}${before === "" ? "" : "."}${shown(String(step))}`,
    "",
  );
  return text === "" ? "The configuration" : text;
}

/** Somebody's words, short and on one line. */
function shown(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, " ");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** Where a repository keeps its configuration, and the owner's `.github` repository the common one. */
export const CONFIG_FILE = ".github/plansmith.yml";

/** The names that the configuration may have. A repository has one of them: with both, neither is read. */
export const CONFIG_FILES: readonly string[] = [CONFIG_FILE, ".github/plansmith.yaml"];

/** What is wrong where a repository has both files of {@link CONFIG_FILES}. */
export const TWO_FILES = {
  what: `There are two configurations: ${CONFIG_FILES.join(" and ")}.`,
  fix: "Delete one of them.",
} as const;

/** The folder that the configuration and a repository's own templates lie in. */
export const CONFIG_FOLDER = ".github";

/** Name of the owner's repository whose configuration counts where a repository has none. */
export const OWNER_REPOSITORY = ".github";

function chosenTemplates({
  config,
  originOf,
}: Pick<Resolved, "config" | "originOf">): readonly ChosenTemplate[] {
  const { rules, default: usual } = config.templates;
  const used = [
    { path: ["templates", "default"], name: usual },
    ...rules.map((rule, index) => ({
      path: ["templates", "rules", index, "template"],
      name: rule.template,
    })),
  ];
  return used.flatMap(({ path, name }) => {
    const origin = originOf(path);
    return origin === undefined ? [] : [{ ...origin, name }];
  });
}

/** What is wrong with the names of templates, which only the repository's templates can show. */
export function templateNameProblems(
  { chosenTemplates: chosen }: Pick<Resolved, "chosenTemplates">,
  names: readonly string[],
): readonly ConfigProblem[] {
  return chosen.flatMap(({ name, ...origin }) => {
    if (names.includes(name)) return [];
    const near = nearest(name, names);
    const hint = near === undefined ? "" : `Did you mean ${near}? `;
    const what = `There is no template “${name}”.`;
    return [{ ...origin, what, fix: `${hint}Known templates: ${names.join(", ")}.` }];
  });
}

/** A file of configuration, as it was fetched. */
export interface ConfigFile {
  /** The file, as messages name it. */
  readonly source: string;
  /** Empty where it could not be fetched. */
  readonly bytes: Uint8Array;
  /** Why it could not be. */
  readonly problems: readonly ConfigProblem[];
}

/** The effective configuration, as plain data. */
export type ReadConfig = Omit<Resolved, "originOf">;

/** Which repository's configuration a file extends, and where it says so; `undefined` for none. */
export const EXTENDS = defineTask("what a configuration extends", (file: ConfigFile) => {
  const { mapping } = layerOf(file);
  const value = mapping.value["_extends"];
  return value === undefined ? undefined : { value, ...mapping.placeOf(["_extends"]) };
});

/** Puts files over the defaults, the first file lowest: {@link resolveConfig}. */
export const CONFIGURATION = defineTask(
  "the configuration",
  (files: readonly ConfigFile[]): ReadConfig => {
    const { originOf: _, ...plain } = resolveConfig(files.map(layerOf));
    return plain;
  },
);

function layerOf({ source, bytes, problems }: ConfigFile): Layer {
  const layer = readLayer(source, bytes);
  return { ...layer, problems: [...problems, ...layer.problems] };
}
