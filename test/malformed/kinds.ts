import { readdirSync, readFileSync } from "node:fs";
import { stringify } from "yaml";
import { CONFIG_FILE, readLayer, resolveConfig } from "../../src/config/read-config.js";
import { DEFAULT_CONFIG } from "../../src/config/schema.js";
import { checkPlan } from "../../src/plan/check/check.js";
import { blankPlan, fillPlan } from "../../src/plan/fill/fill.js";
import { readPlanMarker } from "../../src/plan/identity.js";
import { parsePlan } from "../../src/plan/parse/parse.js";
import { readProgress } from "../../src/plan/parse/progress.js";
import { builtinTemplates, loadTemplate, TemplateError } from "../../src/plan/template/template.js";
import { anInput } from "../plan/plan-inputs.js";
import type { Meant } from "./documents.js";

/** What is told to the person who wrote a document: where, what, and how to fix it. */
interface Message {
  readonly line: number;
  readonly what: string;
  readonly fix: string;
}

/** A kind of document that people write, and what becomes of it. */
export interface Kind {
  readonly name: string;
  /** The broken documents that it is tried with. */
  readonly meant: readonly Meant[];
  /** Documents of this kind with which all is well. */
  readonly good: readonly string[];
  /**
   * Reads a document as the running bot does, down to the end of what it is for.
   *
   * @returns what is told of it; nothing where it works
   * @throws where it neither works nor is told of
   */
  readonly read: (bytes: Uint8Array) => readonly Message[];
}

const TEMPLATES = [...builtinTemplates().values()];
const NOW = new Date("2026-11-21T10:05:00Z");

/** As a file of the repository is read. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

function filesIn(folder: string, name: RegExp): readonly string[] {
  const names = readdirSync(folder).filter((file) => name.test(file));
  return names.map((file) => readFileSync(`${folder}/${file}`, "utf8"));
}

/** As a repository's own one, whose file has another name. */
function unnamed(template: string): string {
  return template.replace(/^name: .*\n/m, "");
}

function readConfiguration(bytes: Uint8Array): readonly Message[] {
  const { config, problems } = resolveConfig([readLayer(CONFIG_FILE, bytes)]);
  if (config.plans.path === "") throw new Error("no path");
  return problems;
}

function readTemplate(bytes: Uint8Array): readonly Message[] {
  try {
    const template = loadTemplate(textOf(bytes), "own");
    blankPlan(template);
    const plan = fillPlan(template, anInput({ body: "## Steps\n\n- [ ] a\n" }));
    if (readPlanMarker(plan)?.format !== "own") throw new Error("the plan has no marker");
    return [];
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [{ line: error.line, what: error.reason, fix: error.fix }];
  }
}

/** Its words are anybody's: there is nothing to tell, it has to work. */
function readIssue(bytes: Uint8Array): readonly Message[] {
  const body = textOf(bytes);
  // One template each: the next run takes another one.
  const template = TEMPLATES[body.length % TEMPLATES.length];
  if (template === undefined) throw new Error("no template");
  const plan = fillPlan(template, anInput({ body, title: body.slice(0, 256) }));
  const { format, issue } = readPlanMarker(plan) ?? {};
  if (format !== template.name || issue !== 12) throw new Error("the plan has no marker");
  return [];
}

function readPlan(bytes: Uint8Array): readonly Message[] {
  const text = textOf(bytes);
  const { done, open } = parsePlan(text, TEMPLATES);
  const progress = readProgress(text);
  if (progress.done !== done || progress.open !== open) throw new Error("two counts");
  const findings = checkPlan(text, { templates: TEMPLATES, now: NOW });
  return findings.map(({ line, message, fix }) => ({ line, what: message, fix }));
}

/** Everything that people write and the bot reads. */
export const KINDS: readonly Kind[] = [
  {
    name: "configuration",
    meant: ["YAML", "any"],
    good: [stringify(DEFAULT_CONFIG)],
    read: readConfiguration,
  },
  {
    name: "template",
    meant: ["template", "any"],
    good: filesIn("templates", /\.md$/).map(unnamed),
    read: readTemplate,
  },
  {
    name: "issue body",
    meant: ["Markdown", "any"],
    good: filesIn("test/fixtures/issues", /^[^.]+\.md$/),
    read: readIssue,
  },
  {
    name: "plan",
    meant: ["Markdown", "any"],
    good: filesIn("docs/examples", /\.md$/),
    read: readPlan,
  },
];
