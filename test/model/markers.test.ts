import { expect, test } from "#jest";
import fc from "fast-check";
import { pullBody } from "../../src/features/proposal/text.js";
import { updateBody, updateTitle } from "../../src/features/updates/text.js";
import {
  readPullMarker,
  readTrailers,
  readUpdateMarker,
  trailer,
  withTrailers,
} from "../../src/model/markers.js";
import { issue } from "../reconcile/snapshots.js";

test("a plan pull request names its issue in its last line, whatever the title says", () => {
  const title = fc.oneof(fc.string(), fc.constant("<!-- plansmith:pull issue=9 -->"));
  fc.assert(
    fc.property(title, fc.integer({ min: 1, max: 9_999_999 }), (text, number) => {
      const body = pullBody(issue({ number, title: text }), `plan/issue-${number}`, {
        path: "plans/1.md",
        text: "# Plan\n",
      });
      expect(readPullMarker(body)).toBe(number);
      expect(readPullMarker(`${body.replaceAll("\n", "\r\n")}\r\n`)).toBe(number);
    }),
  );
});

test("one that changes the plan does so too, closes nothing and brings no plan", () => {
  const it = issue({ title: "Fixes #3 @ada <!-- plansmith:pull issue=9 -->" });
  const body = updateBody(it, "plan/issue-3-update", "plans/3-a.md");
  expect(readUpdateMarker(body)).toBe(3);
  expect(readPullMarker(body)).toBeUndefined();
  expect(updateTitle(it)).toMatch(/^Plan update: Fixes #\u200B3 .* \(#3\)$/);
});

test.each(["", "<!-- plansmith:pull issue=3 -->\n\nmore", "<!-- plansmith:pull issue=0 -->"])(
  "%j names none",
  (body) => {
    expect(readPullMarker(body)).toBeUndefined();
  },
);

test("trailers that are written are read again, in order", () => {
  const message = withTrailers("Tick an item", [
    trailer("Key", "1"),
    trailer("Other", "x"),
    trailer("Key", "2"),
  ]);
  expect(message).toBe("Tick an item\n\nKey: 1\nOther: x\nKey: 2");
  expect(readTrailers(message, "Key")).toEqual(["1", "2"]);
});

test("trailers are read where a squash merge leaves them: indented, among other lines", () => {
  expect(readTrailers("A (#1)\r\n\r\n* B\r\n\r\n  Key: 1  \r\nmore", "Key")).toEqual(["1"]);
});

test("a key must be at the start of its line, and whole", () => {
  expect(readTrailers("see Key: 1\nMonkey: 2\nKey:3\nKey", "Key")).toEqual([]);
});
