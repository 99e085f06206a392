import type { SectionKind } from "../../../issue/section-kinds.js";
import { sectionKindOf } from "../../../issue/headings.js";
import { lineOf, readDocument } from "../../../markdown/parse.js";
import {
  isLegend,
  isMeaning,
  type PseudoCheckboxKind,
} from "../../../markdown/pseudo-checkboxes.js";
import {
  MAX_YAML_DEPTH,
  MAX_YAML_TOKENS,
  unreadFrontLine,
} from "../../../markdown/front-matter.js";
import { words } from "../../parse/format.js";
import type { PlanTask } from "../../parse/parse.js";
import { linesText, type Checked, type Found, type Rule } from "../finding.js";
import { textLines } from "../../../model/text.js";

/**
 * The boxes that say how far the work is: steps and criteria where the plan says what they are, else
 * those of the format's progress sections, else all.
 */
export function boxesOf({ plan, template }: Checked): readonly PlanTask[] {
  if (plan.hasKinds) {
    return plan.items.filter(({ kind }) => kind === "step" || kind === "criterion");
  }
  const { progress = [], steps = [], criteria = [] } = template?.sections ?? {};
  const names = new Set([...progress, ...steps, ...criteria].map((name) => words(name)));
  const own = plan.items.filter(({ section }) => {
    const heading = plan.sections[section]?.heading ?? "";
    return names.has(words(heading));
  });
  if (own.length > 0) return own;
  const others = new Set(template?.sections.other.map((name) => words(name)));
  return plan.items.filter(({ section }) => {
    return !others.has(words(plan.sections[section]?.heading ?? ""));
  });
}

/** A box for what there is not, perhaps with the reason: `- [ ] None.`, `- [ ] N/A – no pages`. */
const NOTHING =
  /^\W*(?:none|n\/?a|n\.a|nothing|not (?:applicable|needed|required)|nil|keine[rs]?|nichts|entfällt|aucune?|sans objet|ningun[oa]|nenhum[a]?|nessun[oa]?|нет|无|無|なし|特になし|없음)(?!\p{L})[^\p{L}\s]{0,3}(?:$|\s*[,;:.(–—-])|^[^\p{L}\p{N}]*$/iu;

/** What nobody will do in this plan. */
const GIVEN_UP = String.raw`(?:deferred|postponed|dropped|skipped|descoped|cancell?ed|won['’]t (?:do|fix)|obsolete|out of scope|superseded|moved|n\/a|verschoben|zurückgestellt|entfällt|gestrichen|reportée?|abandonnée?|aplazad[oa]|pospuest[oa]|descartad[oa]|adiad[oa]|cancelad[oa]|rinviat[oa]|отложено|отменено|延期|推迟|取消|暂缓|見送り|中止|보류|취소)`;
/** An item that says so of itself: `Deferred: …`, `Moved to #45`, `… (deferred to v2)`, `… – n/a`. */
const ELSEWHERE = new RegExp(
  [
    String.raw`^\W*${GIVEN_UP}(?:\s(?:by|to|in|until|for)\s[^:–—]{1,30})?\s?[:–—]\s`,
    String.raw`^moved (?:in)?to (?:#\d|issue\b)`,
    String.raw`(?:[([（]|\s[–—-]\s)(?:${GIVEN_UP}|not (?:needed|required|applicable))(?:\s(?:by|to|into|in|until|for|from|as|because|since)\s[^)\]]{0,60}|\s?[,;:–—-]\s[^)\]]{0,60})?[)\]）]?[.。]?$`,
  ].join("|"),
  "i",
);

/** Headings of what the plan leaves for later, or to others, or to the day on which it fails. */
const ASIDE =
  /\b(?:follow-?ups?|future|later|out of scope|non-?goals?|optional|nice[ -]to[ -]haves?|stretch|backlog|deferred|next steps|ideas|roll-?backs?|rolling back|contingency|after (?:the )?(?:merge|release|launch)|post-(?:merge|release|launch|mvp))\b|nächste schritte|prochaines étapes|próximos pass?os|prossimi passi|следующие шаги|下一步|次のステップ|다음 단계/i;

/** The same, by what the heading of an issue would announce, in any language that is known there. */
const ASIDE_KINDS: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "followUps",
  "nonGoals",
]);

function isAsideHeading(title: string): boolean {
  return ASIDE.test(title) || ASIDE_KINDS.has(sectionKindOf(title));
}

/** Whether it still has to be done. */
export function isLeft(item: PlanTask, { sections }: Pick<Checked, "sections">): boolean {
  const { text, done } = item;
  if (done || isAside(item) || ELSEWHERE.test(text) || isMeaning(text)) return false;
  const above = sections.findLast(({ line }) => line <= item.line);
  const titles = [above?.title ?? "", ...(above?.path ?? [])];
  return !titles.some((title) => isAsideHeading(title) || isLegend(title));
}

/** Whether there is no work left anywhere in the file; steps and criteria where the plan shows them. */
export function isAllTicked(checked: Checked): boolean {
  const { plan } = checked;
  if (plan.undecided.length > 0) return false;
  const boxes = plan.hasKinds ? boxesOf(checked) : plan.items;
  return boxes.some(({ done }) => done) && boxes.every((box) => box.done || isAside(box));
}

/** Whether nobody waits for it, wherever it stands. */
function isAside({ dropped, optional, text }: PlanTask): boolean {
  return dropped || optional || NOTHING.test(text);
}

const FIXES: Readonly<Record<PseudoCheckboxKind, string>> = {
  mark: "Use [ ] or [x], and say in words whether it is started, partly done or dropped.",
  word: "Use [x] for what is done and [ ] for everything else; say the rest in words.",
  blank: "Put exactly one space or one x between the brackets.",
  space: "Put one space after the closing bracket.",
  optional: "Write “- [ ] … (optional)”.",
  empty: "Write what is to be done after the checkbox.",
  place: "Start a list item with it: “- [ ] …”.",
};

/** A statement in a sentence of its own, such as “[x] We agree to maintain it”: no work, and nothing to count. */
const DECLARATION = /^(?:I|we)(?:\/(?:I|we))?[\s'’]/i;

/** Something looks like a box, and is shown as text and counted by nobody. */
export const boxUnrendered: Rule = {
  id: "box-unrendered",
  severity: "warning",
  about: "a pseudo checkbox that GitHub does not render",
  help: "Something looks like a checkbox, but GitHub neither shows nor counts it: other marks than a space and x, words such as `[completed]`, no space after the bracket, nothing after it, `[ ]*`, or a box that does not start a list item. The same habit in one file is one finding that names all lines. A legend that explains the marks is none, nor is a statement outside of lists, such as `[x] We agree to maintain it`.",
  find({ plan, tree }) {
    let at = 0;
    const found = plan.pseudoCheckboxes.filter(
      ({ kind, text }) => kind !== "place" || !DECLARATION.test(text),
    );
    return found.map(({ kind, mark, text, line }): Found => {
      while ((tree.children[at]?.position?.end.line ?? Infinity) < line) at += 1;
      const isInTable = tree.children[at]?.type === "table";
      const full = `[${mark}]${kind === "optional" ? "*" : ""} ${text}`.trim();
      const short = full.length > 50 ? `${full.slice(0, 49)}…` : full;
      const own = kind === "mark" ? `mark ${mark.trim()}` : kind;
      return {
        line,
        message: `GitHub shows no checkbox for “${short}”, and does not count it.`,
        fix: FIXES[kind],
        cause: isInTable ? TABLE : own,
      };
    });
  },
  join(places) {
    const [first] = places;
    const lines = places.map(({ line }) => line);
    if (first?.cause === TABLE) {
      return {
        message: `GitHub shows no checkboxes in tables, and counts none of the ${places.length}: lines ${linesText(lines)}.`,
        fix: "Make it a list of “- [ ] …”, or use words or a symbol such as ✅.",
      };
    }
    const others = lines.slice(1);
    const also = `the same in ${others.length === 1 ? "line" : "lines"} ${linesText(others)}`;
    return {
      message: `${first?.message.replace(/\.$/, "") ?? ""}; ${also}.`,
      fix: first?.fix ?? "",
    };
  },
};

const TABLE = "table";

/** An open box that GitHub's renderer takes for a ticked one. */
export const boxShownTicked: Rule = {
  id: "box-shown-ticked",
  severity: "warning",
  about: "an open box that GitHub shows as ticked",
  help: "An open task list item has `[x]` further on in its first line, even in code. GitHub's renderer (cmark-gfm) looks for it in the whole line, and shows the box as ticked.",
  find({ plan, text }) {
    if (!/\[[xX]\]/.test(text)) return [];
    const lines = textLines(text);
    return plan.items.flatMap(({ done, line }): readonly Found[] => {
      const [, rest] = /\[[ \t]\](.*)$/.exec(lines[line - 1] ?? "") ?? [];
      if (done || rest === undefined || !/\[[xX]\]/.test(rest)) return [];
      return [
        {
          line,
          message:
            "This checkbox is open, but GitHub shows it as ticked: its line has “[x]” further on.",
          fix: "Write the second one in another way, such as [ x ], or on another line.",
          cause: "ticked",
        },
      ];
    });
  },
  join(places) {
    const lines = linesText(places.map(({ line }) => line));
    return {
      message: `${places.length} checkboxes are open, but GitHub shows them as ticked: their lines have “[x]” further on (lines ${lines}).`,
      fix: places[0]?.fix ?? "",
    };
  },
};

/** A file of more nodes than are read, or front matter that is too much to be read. */
export const unread: Rule = {
  id: "unread",
  severity: "error",
  about: "a file that is too dense to be read to the end",
  help: "The file holds more headings, items and other pieces of Markdown than Plansmith reads: 4,000, and one more for each nine characters; a task list item counts as one. What follows is not counted and not checked. Nor is front matter of more than 16,384 characters, more than 40 levels of nesting or more than 5,000 pieces of YAML.",
  find(checked) {
    return [...unreadFront(checked), ...unreadNodes(checked)];
  },
};

function unreadFront({ text }: Checked): readonly Found[] {
  const line = unreadFrontLine(readDocument(text), text);
  if (line === undefined) return [];
  const limits = `more than ${MAX_YAML_DEPTH} levels deep, or longer than ${MAX_YAML_TOKENS} pieces of YAML or 16,384 characters`;
  return [
    {
      line,
      message: `The front matter cannot be read: it is ${limits}.`,
      fix: "Write each key and its value on its own line.",
    },
  ];
}

function unreadNodes({ tree }: Checked): readonly Found[] {
  const first = tree.children.find((node) => node.type === "paragraph" && node.data?.unread);
  if (first === undefined) return [];
  return [
    {
      line: lineOf(first),
      message:
        "The file is not read from here on: it has too many pieces of Markdown for its length.",
      fix: "Split the plan, or join its shortest lines.",
    },
  ];
}
