import { describe, expect, test } from "#jest";
import { checkPlan } from "../../../src/plan/check/check.js";
import { builtinTemplates } from "../../../src/plan/template/template.js";

function found(text: string): string[] {
  const templates = [...builtinTemplates().values()];
  const now = new Date("2026-06-01T12:00:00Z");
  return checkPlan(text, { templates, now }).map(({ rule, line }) => `${rule}:${line}`);
}

describe("a completed plan in another language", () => {
  test.each([
    ["Abgeschlossen", "Später"],
    ["Abgeschlossen", "Nächste Schritte"],
    ["Terminé", "Hors périmètre"],
    ["Completado", "Trabajo futuro"],
    ["Concluído", "Fora do escopo"],
    ["已完成", "后续工作"],
    ["完了", "今後の課題"],
  ])("“%s” has no open work below “%s”", (status, heading) => {
    const plan = `# P\n\n**Status:** ${status}\n\n- [x] a\n\n## ${heading}\n\n- [ ] b\n`;
    expect(found(plan)).toEqual([]);
    expect(found(plan.replace(heading, "Zzz"))).toEqual(["completed-open:3"]);
  });

  test.each([
    ["Abgeschlossen", "Verschoben: Druck"],
    ["Abgeschlossen", "Druck (zurückgestellt)"],
    ["Abgeschlossen", "Keine."],
    ["Completado", "Impresión (aplazado)"],
    ["已完成", "打印（延期）"],
    ["完了", "なし"],
    ["Abgeschlossen, Doku noch offen", "Doku"],
    ["Terminé sauf la documentation", "Documentation"],
  ])("“%s” needs no “%s”", (status, item) => {
    expect(found(`# P\n\n**Status:** ${status}\n\n- [x] a\n- [ ] ${item}\n`)).toEqual([]);
  });
});

test.each([
  "Log",
  "📓 Log",
  "Worklog",
  "Journal",
  "Implementation log",
  "Dev log",
  "History",
  "Verlauf",
  "Fortschritt",
  "Bitácora",
  "进度日志",
  "進捗ログ",
])("a year that slipped is found in the log “%s”", (heading) => {
  const log = "- 2026-01-02: a\n- 2025-01-03: b\n- 2026-01-04: c";
  expect(found(`# P\n\n## ${heading}\n\n${log}\n\n- [ ] x\n`)).toEqual(["date-order:6"]);
});

test("a status of the plan's own comes before one that it quotes", () => {
  const quote = "> Status: Done is what the old plan says.";
  const rest = "\n\n- [ ] x\n";
  expect(found(`# P\n\n${quote}\n\n**Status:** Draft${rest}`)).toEqual([]);
  expect(found(`# P\n\n> **Status:** Done${rest}`)).toEqual(["completed-open:3"]);
});
