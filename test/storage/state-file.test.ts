import { afterEach, beforeEach, describe, expect, test } from "#jest";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStateFile } from "../../src/storage/state-file.js";

let folder: string;
let path: string;
let problems: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plansmith-state-"));
  path = join(folder, "state.json");
  problems = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = ({ at = path, appId = 12 } = {}) =>
  createStateFile(at, {
    appId,
    onProblem(problem) {
      problems.push(problem);
    },
  });

describe("the state file", () => {
  test("the next process reads what this one wrote, each part by its name", () => {
    const first = open();
    expect(first("queue").read()).toBeUndefined();
    first("queue").write({ setAside: ["acme/garden#1"] });
    first("deliveries").write(["1"]);
    const next = open();
    expect(next("queue").read()).toEqual({ setAside: ["acme/garden#1"] });
    expect(next("deliveries").read()).toEqual(["1"]);
    expect(problems).toEqual([]);
  });

  test("another App's is not read", () => {
    open({ appId: 13 })("queue").write("of 13");
    const part = open()("queue");
    expect(part.read()).toBeUndefined();
    part.write("of 12");
    expect(open()("queue").read()).toBe("of 12");
  });

  test("nothing is written before there is something, and nothing lies beside it", () => {
    open()("queue").read();
    expect(readdirSync(folder)).toEqual([]);
    open()("queue").write(1);
    expect(readdirSync(folder)).toEqual(["state.json"]);
  });

  test("only its owner can read it, whatever was there before", () => {
    writeFileSync(path, "{}");
    chmodSync(path, 0o666);
    open()("queue").write(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("a link in its place is replaced, and what it leads to stays", () => {
    const other = join(folder, "other");
    writeFileSync(other, "precious");
    symlinkSync(other, path);
    open()("queue").write(1);
    expect(readFileSync(other, "utf8")).toBe("precious");
    expect(open()("queue").read()).toBe(1);
  });

  test.each(["", "{", "[1]", "null", "7", `{"a":"${"x".repeat(5 * 1024 * 1024)}"}`])(
    "what is something else is reported and replaced",
    (text) => {
      writeFileSync(path, text);
      const part = open()("queue");
      expect(part.read()).toBeUndefined();
      expect(problems).toEqual(["unreadable"]);
      part.write(2);
      expect(open()("queue").read()).toBe(2);
      expect(problems).toHaveLength(1);
    },
  );

  test("where not even a draft can be removed, this process knows all the same", () => {
    writeFileSync(join(folder, "file"), "");
    const part = open({ at: join(folder, "file", "state.json") })("queue");
    part.write(1);
    expect(part.read()).toBe(1);
    expect(problems.at(-1)).toBe("not written");
  });

  test("that it cannot be written is said once each time that it begins, and this process knows all the same", () => {
    const at = join(folder, "later", "state.json");
    const part = open({ at })("queue");
    part.write(1);
    part.write(2);
    expect(part.read()).toBe(2);
    expect(problems).toEqual(["not written"]);

    mkdirSync(join(folder, "later"));
    part.write(3);
    expect(open({ at })("queue").read()).toBe(3);
    rmSync(join(folder, "later"), { recursive: true });
    part.write(4);
    expect(problems).toEqual(["not written", "not written"]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
