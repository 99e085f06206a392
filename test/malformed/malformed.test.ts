import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { runs } from "../support/runs.js";
import { DOCUMENTS } from "./documents.js";
import { KINDS, type Kind } from "./kinds.js";
import { broken } from "./mutations.js";

/** Reads a document, and checks that whatever is told of it says where, what, and how to fix it. */
function hold({ read }: Kind, bytes: Uint8Array): void {
  const messages = read(bytes);
  const last = Buffer.from(bytes)
    .toString("utf8")
    .split(/\r\n|\r|\n/).length;
  for (const { line, what, fix } of messages) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(last);
    expect(what).not.toBe("");
    // “a must be b” says both.
    expect(/ must /.test(what) ? "." : fix).toMatch(/\.$/);
  }
}

describe.each(KINDS.map((kind) => [kind.name, kind] as const))("a malformed %s", (_, kind) => {
  test("is none to begin with", () => {
    expect(kind.good.length).toBeGreaterThan(0);
    const told = kind.good.flatMap((text) => kind.read(Buffer.from(text)));
    expect(kind.name === "plan" ? [] : told).toEqual([]);
  });

  test("that was broken by hand works or is told of", () => {
    const failed = DOCUMENTS.flatMap(({ meant, what, text }) => {
      if (!kind.meant.includes(meant)) return [];
      try {
        hold(kind, Buffer.from(text));
        return [];
      } catch (error) {
        return [`${what}: ${String(error)}`];
      }
    });
    expect(failed).toEqual([]);
  });

  test("that was a good one works or is told of", () => {
    const all = fc.property(broken(kind.good), (bytes) => {
      hold(kind, bytes);
    });
    expect(() => fc.assert(all, { numRuns: runs(60) })).not.toThrow();
  });
});
