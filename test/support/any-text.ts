import * as fc from "fast-check";

/** Code points that have a meaning somewhere, and any other; no half of a surrogate pair. */
const codePoint = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xd7_ff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0xe0_00, max: 0x10_ff_ff }) },
);

/**
 * Any text of at most so many code points. fast-check's own "binary" strings are the same, but list
 * all code points first, which takes a second.
 */
export function anyText(maxLength = 12): fc.Arbitrary<string> {
  return fc.array(codePoint, { maxLength }).map((codes) => String.fromCodePoint(...codes));
}
