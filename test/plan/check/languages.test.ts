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
