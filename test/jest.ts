import type * as jest from "@jest/globals";

if (!("test" in globalThis)) throw new Error("only what a test file imports may import this");

/**
 * What a test file takes from Jest. Its runner gives these to every file as globals; the files import
 * them from here, so that each says what it uses. The runner knows no `test.failing`, `concurrent` or
 * `todo`, no `done` and no `expect.assertions`.
 */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } =
  globalThis as unknown as typeof jest;
