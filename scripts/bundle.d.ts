/** See bundle.js, which runs before anything is built. */
export function bundle(): Promise<{
  /** Names are paths below `dist`. */
  readonly files: readonly { readonly name: string; readonly contents: Buffer }[];
  /** The packages that something is taken from, by their path in the lock file. */
  readonly packages: readonly string[];
}>;
