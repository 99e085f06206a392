/** What the command line has of the world around it. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether what is written there is seen on a terminal that shows colours. */
  readonly outColours: boolean;
  readonly errTerminal: boolean;
  readonly now: () => Date;
  /** Standard input; where it is longer than `limit` bytes, some more than those at least. */
  readonly stdin: (limit: number) => Promise<Uint8Array>;
  /** The same of a file. */
  readonly readFile: (path: string, limit: number) => Promise<Uint8Array>;
  /** A file at once; `undefined` where it cannot be read, or is longer than `limit` bytes. */
  readonly readNow: (path: string, limit: number) => Uint8Array | undefined;
  /** Names in a folder. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  readonly exists: (path: string) => boolean;
  /** Whether a path is a symbolic link; left out where there are none. */
  readonly isLink?: (path: string) => boolean;
  /** A path from the root of the file system. */
  readonly absolute: (path: string) => string;
}

/** What a command says when it ends: fine, something was found, or it could not do its work. */
export type ExitCode = 0 | 1 | 2;

/** Wrong use or input, told to the user without a trace. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
