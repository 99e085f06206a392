import { expect, test } from "#jest";
import { readTrailers, trailer, withTrailers } from "../../src/model/trailers.js";

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
