import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { toPlain } from "../../../src/plan/template/choose.js";
import { COMMAND_NAMES, DEFAULT_CONFIG } from "../../../src/config/schema.js";
import { decideAnswers } from "../../../src/features/commands/answers.js";
import type { CommandComment } from "../../../src/features/commands/facts.js";
import { type Command, parseCommands } from "../../../src/features/commands/parse.js";
import { readReplyMarker } from "../../../src/features/commands/text.js";
import type { Snapshot } from "../../../src/features/snapshot.js";
import { parseMarkdown } from "../../../src/markdown/parse.js";
import { readReferences } from "../../../src/markdown/references.js";
import { hasStatusMarker } from "../../../src/model/metadata.js";
import { TemplateError } from "../../../src/plan/template/template.js";
import { plan, pull, world } from "../../reconcile/snapshots.js";
import { hostileText } from "../../support/hostile.js";
import { runs } from "../../support/runs.js";
import { kindsIn, linksIn, mentionsIn } from "../hostile-shape.js";

const COMMENT: CommandComment = {
  id: 77,
  on: 3,
  author: "ada",
  at: "2026-11-21T10:05:42Z",
  edited: false,
  taken: true,
  replied: false,
  mayWrite: true,
  commands: [],
};

/** All that an answer is made of: a paragraph or a list of words, or the table of the help. */
const KINDS = new Set(
  ["root", "paragraph", "list", "listItem", "text", "inlineCode", "html", "link"].concat([
    "table",
    "tableRow",
    "tableCell",
  ]),
);

/** Where links may lead: to the files of the repository. */
const ADDRESS = /^https:\/\/github\.com\/octo\/api\/blob\//;

/** A command that says `said`, as it stands on one line of a comment. */
function command(name: Command["name"], said: string): Command {
  const line = said.replaceAll(/[\r\n]+/g, " ").trim();
  const word = name ?? (/^\S*/.exec(line)?.[0] ?? "").toLowerCase();
  return { name, word, argument: line };
}

/** Worlds in which most commands come to nothing, each for reasons of its own. */
function worldsOf(name: string): readonly Snapshot[] {
  const broken = new TemplateError(name, { line: 1, reason: name, fix: name });
  const commands = { carriedOut: new Set<string>(), templates: toPlain(new Map([[name, broken]])) };
  const source = ".github/plansmith.yml";
  const problem = { source, line: 1, column: 1, what: name, fix: name };
  const none = world({ commands: { ...commands, comments: [] } });
  const refill = {
    choice: { problem: `There is no template “${name}”.` },
    extra: {},
    head: { sha: "1", tree: "2" },
    file: plan(" "),
    last: undefined,
  };
  return [
    none,
    world({ ...none, plan: plan(" ", "x"), pulls: [pull()], refill }),
    world({ ...none, plan: plan(" "), pulls: [pull({ state: "merged" })], problems: [problem] }),
    world({ ...none, config: { ...DEFAULT_CONFIG, archive: "off" }, plan: plan(" ") }),
  ];
}

/** What is answered to a comment with these commands. */
function answered(before: Snapshot, commands: readonly Command[]): string {
  const comments = [{ ...COMMENT, commands }];
  const asked = { ...before, commands: { ...before.commands, comments } };
  const action = decideAnswers(asked, "GitHub rejected this change.");
  return action?.type === "reply" ? action.body : "";
}

describe("hostile words in what commands are answered", () => {
  test("stay words: no markup, no mention, no reference, no command, and one marker", () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.nat(3), (said, name, which) => {
        const commands = [...COMMAND_NAMES, undefined].map((it) => command(it, said));
        for (const it of worldsOf(name).slice(which, which + 1)) {
          const texts = [...commands.map((one) => [one]), commands].map((all) => answered(it, all));
          for (const text of texts.filter((one) => one !== "")) {
            const tree = parseMarkdown(text);
            expect(kindsIn(tree).filter((kind) => !KINDS.has(kind))).toEqual([]);
            expect(linksIn(tree).filter((url) => !ADDRESS.test(url))).toEqual([]);
            expect(mentionsIn(tree)).toEqual([]);
            expect(readReferences(text, { owner: "octo", repo: "api" })).toEqual([]);
            expect(text).not.toMatch(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/);
            expect(parseCommands(text)).toEqual([]);
            expect(readReplyMarker(text)).toBe(77);
            expect(text.split("<!-- plansmith:reply")).toHaveLength(2);
            expect(hasStatusMarker(text)).toBe(false);
          }
        }
      }),
      { numRuns: runs(60) },
    );
  });
});
