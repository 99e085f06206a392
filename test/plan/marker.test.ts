import { expect, test } from "#jest";
import { planMarker, readPlanMarker } from "../../src/plan/identity.js";

test("a marker is read back off the last line", () => {
  const marker = planMarker("exec-plan", 12);
  expect(marker).toBe("<!-- plansmith:plan format=exec-plan issue=12 -->");
  for (const end of ["", "\n", "\r\n\r\n  "]) {
    expect(readPlanMarker(`# Plan\r\n\r\n${marker}${end}`)).toMatchObject({
      format: "exec-plan",
      issue: 12,
    });
  }
  expect(readPlanMarker(marker)).toEqual({ format: "exec-plan", issue: 12, kinds: undefined });
});

test.each([
  "",
  "# Plan",
  `${planMarker("exec-plan", 12)}\n\nmore`,
  `> ${planMarker("exec-plan", 12)}`,
  "<!-- plansmith:plan format=Exec issue=12 -->",
  "<!-- plansmith:plan format=-a issue=12 -->",
  "<!-- plansmith:plan format=a issue=0 -->",
  "<!-- plansmith:plan format=a issue=12 more -->",
])("%j has no marker", (text) => {
  expect(readPlanMarker(text)).toBeUndefined();
});
