import { afterEach, beforeEach, describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { unquote, updateEnvFile } from "../../src/environment/files.js";
import { readDockerEnvFile } from "../support/docker-env-file.js";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plansmith-env-file-"));
  path = join(folder, ".env");
});
afterEach(() => rmSync(folder, { recursive: true }));

function modeOf(file: string): string {
  return (statSync(file).mode & 0o777).toString(8);
}

function textAfter(before: string, changes: Record<string, string>): string {
  writeFileSync(path, before);
  updateEnvFile(path, changes);
  return readFileSync(path, "utf8");
}

describe("writing .env", () => {
  test("a new file can be read by its owner only", () => {
    updateEnvFile(path, { APP_ID: "12" });
    expect(modeOf(path)).toBe("600");
    expect(readFileSync(path, "utf8")).toBe("APP_ID=12\n");
  });

  test.each([0o644, 0o666, 0o640])("a file with mode %o gets mode 600", (mode) => {
    writeFileSync(path, "PORT=8080\n");
    chmodSync(path, mode);
    updateEnvFile(path, { APP_ID: "12" });
    expect(modeOf(path)).toBe("600");
    expect(readFileSync(path, "utf8")).toBe("PORT=8080\nAPP_ID=12\n");
  });

  test("comments and other variables stay, and a value takes the place of the old one", () => {
    const before = "# The App\nAPP_ID=\n\n# APP_ID=7\nMETRICS_TOKEN='a#b'\nMY_APP_ID=3";
    expect(textAfter(before, { APP_ID: "12", WEBHOOK_SECRET: "abc" })).toBe(
      "# The App\nAPP_ID=12\n\n# APP_ID=7\nMETRICS_TOKEN='a#b'\nMY_APP_ID=3\nWEBHOOK_SECRET=abc\n",
    );
  });

  test("a comment behind the old value goes above the new one, where Docker does not read it", () => {
    const before = "PORT=1\nAPP_ID= # of acme\nWEBHOOK_SECRET='a#b'  # rotate\n";
    expect(textAfter(before, { APP_ID: "12", WEBHOOK_SECRET: "new" })).toBe(
      "PORT=1\n# of acme\nAPP_ID=12\n# rotate\nWEBHOOK_SECRET=new\n",
    );
  });

  test("a copy of .env.example can be filled in, and Docker reads it", () => {
    const example = readFileSync(".env.example", "utf8");
    const app = { APP_ID: "12", PRIVATE_KEY: "key", WEBHOOK_SECRET: "secret" };
    const text = textAfter(example, app);
    expect(text.split("\n")).toHaveLength(example.split("\n").length);
    expect(readDockerEnvFile(text)).toEqual({ ...app, PRIVATE_KEY_PATH: "" });
  });

  test("an old value on several lines is replaced as a whole", () => {
    const before = 'PORT=1\nexport PRIVATE_KEY = "-----BEGIN\nabc=\n-----END"\nHOST=localhost\n';
    expect(textAfter(before, { PRIVATE_KEY: "new" })).toBe(
      "PORT=1\nPRIVATE_KEY=new\nHOST=localhost\n",
    );
  });

  test("a value that is given in quotes does not get a second pair", () => {
    expect(textAfter("", { PRIVATE_KEY: '"a b\nc\n"' })).toBe("PRIVATE_KEY='a b\\nc\\n'\n");
  });

  test("a value that no quotes fit around is refused, and the file stays", () => {
    writeFileSync(path, "PORT=1\n");
    expect(() => updateEnvFile(path, { APP_ID: "2", WEBHOOK_SECRET: "#'\"`" })).toThrow(
      "WEBHOOK_SECRET cannot be written to .env",
    );
    expect(readFileSync(path, "utf8")).toBe("PORT=1\n");
  });

  test("every value means the same to `npm start` and to Docker", () => {
    const value = fc.string({ unit: "binary-ascii" }).map((text) => text.replace(/[\r\n\0']/g, ""));
    fc.assert(
      fc.property(value, (secret) => {
        const text = textAfter("PORT=1\n", { WEBHOOK_SECRET: secret, APP_ID: "3" });
        const wanted = { PORT: "1", WEBHOOK_SECRET: unquote(secret), APP_ID: "3" };
        expect(parseEnv(text)).toEqual(wanted);
        const docker = Object.entries(readDockerEnvFile(text));
        expect(Object.fromEntries(docker.map(([name, each]) => [name, unquote(each)]))).toEqual(
          wanted,
        );
      }),
    );
  });
});
