import type * as jest from "@jest/globals";

/**
 * What a test file takes from Jest. Its runner gives these to every file as globals; the files import
 * them from here, so that each says what it uses.
 */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } =
  globalThis as unknown as typeof jest;
