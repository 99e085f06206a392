import fc from "fast-check";
import { DOCUMENTS } from "./documents.js";

/** Short pieces that mean something somewhere. */
const PIECES = [
  ..."{{ }} {{# {{/ {{> {{{ --- ``` ~~~ <!-- --> <details> [ ] ( ) | > # - * _ ` \\ & < : ? ! @".split(
    " ",
  ),
  "\n",
  "\n\n",
  "\r",
  "\t",
  "\u0000",
  "\uFEFF",
  "\u202E",
  "- [ ] ",
  "- [x]",
  "\n---\n",
];

/** What is done to a document, at places that are shares of its length. */
type Change = (bytes: Buffer, from: number, to: number) => Buffer;

const CHANGES: readonly Change[] = [
  (bytes, from) => bytes.subarray(0, from),
  (bytes, from) => bytes.subarray(from),
  (bytes, from, to) => Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]),
  (bytes, from, to) => Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]),
  (bytes, from, to) => {
    const [start, middle, end] = [
      bytes.subarray(0, from),
      bytes.subarray(from, to),
      bytes.subarray(to),
    ];
    return Buffer.concat([end, middle, start]);
  },
];

const place = fc.double({ min: 0, max: 1, noNaN: true });

/** One change of a document: cut, doubled, swapped, bytes replaced, or something put in between. */
const change: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc.oneof(
  fc.tuple(fc.constantFrom(...CHANGES), place, place).map(([act, one, other]) => {
    return (bytes: Buffer) => {
      const [from, to] = [one, other].map((share) => Math.floor(share * bytes.length));
      return act(bytes, Math.min(from ?? 0, to ?? 0), Math.max(from ?? 0, to ?? 0));
    };
  }),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([share, fresh]) => {
    return (bytes: Buffer) => {
      const at = Math.floor(share * bytes.length);
      return Buffer.concat([bytes.subarray(0, at), fresh, bytes.subarray(at + fresh.length)]);
    };
  }),
  fc
    .tuple(place, fc.constantFrom(...PIECES, ...DOCUMENTS.map(({ text }) => text.slice(0, 300))))
    .map(([share, piece]) => {
      return (bytes: Buffer) => {
        const at = Math.floor(share * bytes.length);
        return Buffer.concat([bytes.subarray(0, at), Buffer.from(piece), bytes.subarray(at)]);
      };
    }),
);

/** Good documents, each changed a few times. */
export function broken(good: readonly string[]): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.constantFrom(...good), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([text, changes]) =>
      changes.reduce((bytes: Buffer, act) => act(bytes), Buffer.from(text)),
    );
}
