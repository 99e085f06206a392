import { afterEach, beforeEach, describe, expect, test } from "#jest";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStateFile } from "../../src/storage/state-file.js";

let folder: string;
let path: string;
let errors: unknown[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plansmith-state-"));
  path = join(folder, "state.json");
  errors = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (at = path) => createStateFile(at, (error) => errors.push(error));

describe("the state file", () => {
  test("the next process reads what this one wrote, each part by its name", () => {
    const first = open();
    expect(first("queue").read()).toBeUndefined();
    first("queue").write({ aside: ["acme/garden#1"] });
    first("log").write("so far");
    const next = open();
    expect(next("queue").read()).toEqual({ aside: ["acme/garden#1"] });
    expect(next("log").read()).toBe("so far");
    expect(errors).toEqual([]);
  });

  test("nothing is written before there is something, and nothing lies beside it", () => {
    open()("queue").read();
    expect(readdirSync(folder)).toEqual([]);
    open()("queue").write(1);
    expect(readdirSync(folder)).toEqual(["state.json"]);
  });

  test("only its owner can read it", () => {
    open()("queue").write(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  for (const text of ["", "{", "[1]", "null", "7"]) {
    test(`what is no object is replaced: ${text || "nothing"}`, () => {
      writeFileSync(path, text);
      const keep = open()("queue");
      expect(keep.read()).toBeUndefined();
      keep.write(2);
      expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ queue: 2 });
    });
  }

  test("where it cannot be written that is said once, and this process knows all the same", () => {
    const keep = open(join(folder, "none", "state.json"))("queue");
    keep.write(1);
    keep.write(2);
    expect(keep.read()).toBe(2);
    expect(errors).toHaveLength(1);
  });

  test("a text that is no JSON is said once", () => {
    writeFileSync(path, "{");
    open();
    expect(errors).toHaveLength(1);
  });
});
