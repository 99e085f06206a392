/**
 * How many texts a property is tried with: a fifth of `most`, and all of them with `LONG` in the
 * environment (`npm run test:long`).
 */
export function runs(most: number): number {
  return process.env["LONG"] === undefined ? Math.ceil(most / 5) : most;
}
