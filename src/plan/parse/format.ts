import { type Section, fieldsIn, aboutOf } from "../../markdown/outline.js";
import { memoizeByText } from "../../model/memoize.js";
import { readPlanMarker } from "../identity.js";
import type { Template } from "../template/template.js";
import { readTime, type PlanTime } from "../../markdown/timelines.js";
import type { Front } from "../../markdown/front-matter.js";

/** A date that a plan gives about itself. */
export interface PlanDate extends PlanTime {
  /** As written: “Created”, “Last Updated”, “Start”. */
  readonly label: string;
  /** 1-based line. */
  readonly line: number;
}

const LABEL =
  /^(?:(?:plan|issue)\s)?(?:dates?|created(?:\s(?:at|on|date))?|creation date|start(?:ed)?(?:\s(?:at|on|date))?|(?:last[\s_-])?(?:updated?|modified|reviewed)(?:[\s_-](?:at|on|date))?|due(?:[\s_-](?:on|date))?|deadline|target(?:\sdate)?|completed(?:[\s_-](?:at|on|date))?|approved(?:[\s_-](?:at|on|date))?|created_date|updated_date)$/i;

/** The same in other languages, as labels that hold nothing else. */
const FOREIGN_LABEL =
  /^(?:日期|创建(?:日期|时间|于)?|建立日期|開始日|开始日期|更新(?:日期|时间)?|最后更新(?:日期|时间)?|最近更新|完成日期|作成日時?|更新日時?|最終更新(?:日時?)?|日付|날짜|작성일|생성일|시작일|수정일|최종 수정일?|완료일|datum|erstellt(?: am)?|begonnen|aktualisiert(?: am)?|zuletzt aktualisiert|letzte aktualisierung|stand|fecha(?: de (?:creación|inicio|actualización))?|creado|actualizado|última actualización|date de (?:création|début|mise à jour)|créée?(?: le)?|mise? à jour(?: le)?|dernière mise à jour|data|criado(?: em)?|atualizado(?: em)?|última atualização|creato(?: il)?|aggiornato(?: il)?|дата(?: создания)?|создано?|обновлено?)$/iu;

/** The dates in the plan's front matter, and where it says what it is, as far as they can be read. */
export function readDates(sections: readonly Section[], front: Front): readonly PlanDate[] {
  const inFront = [...front].map(([label, { value, line }]) => ({ label, value, line }));
  const ofStatus = sections.filter(({ depth, title }) => depth === 2 && /^status$/i.test(title));
  const nodes = new Set([...aboutOf(sections), ...ofStatus.flatMap((section) => section.nodes)]);
  const fields = fieldsIn([...nodes]).toSorted((a, b) => a.line - b.line);
  return [...inFront, ...fields].flatMap(({ label, value, line }): readonly PlanDate[] => {
    const isDate = LABEL.test(label) || FOREIGN_LABEL.test(label);
    const time = isDate ? readTime(value) : undefined;
    return time === undefined ? [] : [{ label, line, ...time }];
  });
}

/** What reading a plan needs to know of a template. */
export type Format = Pick<Template, "name" | "status" | "sections">;

/** Fewer sections of a format than this say nothing. */
const LEAST_SECTIONS = 3;
/** The least share of a format's sections that a plan of it has. */
const LEAST_SHARE = 0.2;

/**
 * The format of a plan: what its marker says, else its front matter (`template` or `format`), else
 * the one of whose sections it has most, if it has enough of them. `undefined` for any other text.
 */
export function formatOf(
  text: string,
  front: Front,
  sections: readonly Section[],
  formats: readonly Format[],
): Format | undefined {
  const named = namedFormat(text, front, formats);
  if (named !== undefined) return named;
  const level2 = sections.filter(({ depth }) => depth === 2);
  const titles = [...new Set(level2.map(({ title }) => words(title)))];
  let best: Format | undefined;
  let bestShare = 0;
  for (const format of formats) {
    const names = format.sections.required.map(words);
    const found = names.filter((name) => titles.some((title) => isSimilar(title, name)));
    const share = found.length / format.sections.required.length;
    if (found.length < LEAST_SECTIONS || share < LEAST_SHARE || share <= bestShare) continue;
    best = format;
    bestShare = share;
  }
  return best;
}

/** The format that a plan names in its marker or its front matter (`template` or `format`). */
export function namedFormat<Named extends Format>(
  text: string,
  front: Front,
  formats: readonly Named[],
): Named | undefined {
  const named = (name: string | undefined) => formats.find((format) => format.name === name);
  return (
    named(readPlanMarker(text)?.format) ??
    named(front.get("template")?.value) ??
    named(front.get("format")?.value)
  );
}

/**
 * A heading in small letters, without its number, what is in brackets, and punctuation. Each heading is
 * compared with many: to remember them saves a quarter of the time of reading and checking a plan that
 * is parsed.
 */
export const words: (heading: string) => string = memoizeByText({
  maxCharacters: 64 * 1024,
  keyOf: (heading: string) => heading,
  find: readWords,
});

function readWords(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/^\s*\d+(?:\.\d+)*[.):]?\s+/, "")
    .replaceAll(/\([^()]*\)/g, "")
    .replaceAll("&", " and ")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * Whether a plan's heading, as {@link words}, stands for a format's: it may say less (“Progress” for
 * “Progress / Running log”), or more, unless the format's is a single word.
 */
export function isSimilar(title: string, name: string): boolean {
  if (title === "" || name === "") return false;
  if (title === name || name.startsWith(`${title} `)) return true;
  return name.includes(" ") && title.startsWith(`${name} `);
}
