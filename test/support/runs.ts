/** `npm run test:long`: all that `npm test` only takes a sample of. */
export const isLong = process.env["LONG"] !== undefined;

/** How many texts a property is tried with: a fifth of `most`, and all of them where {@link isLong}. */
export function runs(most: number): number {
  return isLong ? most : Math.ceil(most / 5);
}
