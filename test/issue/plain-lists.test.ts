import { describe, expect, test } from "#jest";
import { read } from "./what-counts.js";

describe("a list of plain items below a heading for a stretch of time", () => {
  test.each([
    "Week 1-2: Foundation",
    "Phase 1",
    "🚧 Sprint 3",
    "Fase 2: Pulido",
    "第一阶段",
    "Q2 2026",
  ])("is work: %s", (heading) => {
    expect(read(`Go.\n\n## ${heading}\n\n- draw\n- build\n`).steps).toEqual(["- draw", "- build"]);
  });

  test("is none beside boxes, or below a heading that only looks like it", () => {
    expect(read("Go.\n\n## Phase 1\n\n- [ ] draw\n\nNotes:\n\n- by hand\n").steps).toEqual([
      "- draw",
    ]);
    expect(read("It broke.\n\n## Day 1\n\n- 09:00 red\n- 10:30 green\n").steps).toEqual([]);
    expect(read("Go.\n\n## Evaluation plan\n\n1. load it\n2. ask it\n").steps).toHaveLength(2);
    expect(read("Go.\n\n## M1 MacBook\n\n- hot\n- loud\n").steps).toEqual([]);
  });
});

describe("where an issue has no other place for it", () => {
  const changes = "- **Order**: by relevance\n- **Typos**: allow one\n";

  test("a list of changes is work, by its heading or by its names in bold", () => {
    const steps = ["- Order: by relevance", "- Typos: allow one"];
    expect(read(`Bad.\n\n## Proposed solution\n\n${changes}`).steps).toEqual(steps);
    const plain = "- order by relevance\n- allow one typo\n";
    expect(read(`Bad.\n\n## Proposed changes\n\n${plain}`).steps).toHaveLength(2);
    expect(read(`Bad.\n\n## Proposed solution\n\n${plain}`).steps).toEqual([]);
    expect(read(`Bad.\n\n## Suggested fix\n\n${plain}`).steps).toHaveLength(2);
    expect(read(`Bad.\n\n## What changes\n\n${plain}`).steps).toHaveLength(2);
    expect(read(`Bad.\n\n## Impact\n\n${changes}`).steps).toEqual([]);
  });

  test("numbers at the beginning are work, and none above recommended actions", () => {
    const numbers = "1. draw it\n2. build it\n";
    expect(read(numbers).steps).toHaveLength(2);
    expect(read(`${numbers}\n## Recommended actions\n\n- test it\n`).steps).toEqual(["- test it"]);
  });

  test("boxes under follow-ups are work", () => {
    expect(read("It broke.\n\n## Follow-ups\n\n- [ ] raise the limit\n").steps).toHaveLength(1);
  });

  test("and neither of them where there is one", () => {
    const both = `## Proposed solution\n\n${changes}\n\n## Follow-ups\n\n- [ ] later\n`;
    expect(read(`Bad.\n\n${both}\n\n## Tasks\n\n- one\n`).steps).toEqual(["- one"]);
  });
});

test("what tasks are grouped by below their heading is no section of its own", () => {
  const body =
    "Go.\n\n## 4. Steps\n\n### 4.1 Infrastructure\n\n- buy it\n\n### 4.2 Application\n\n- write it\n";
  expect(read(body)).toMatchObject({
    steps: ["- buy it", "- write it"],
    phases: ["4.1 Infrastructure", "4.2 Application"],
  });
  expect(read("Go.\n\n## Tasks\n\n### Testing\n\n- [ ] by hand\n").steps).toHaveLength(1);
  expect(read("Go.\n\n## Tasks\n\n### Metrics\n\n- [ ] a counter\n").steps).toHaveLength(1);
  expect(read("Go.\n\n## Infrastructure\n\n- one server\n").steps).toEqual([]);
});
