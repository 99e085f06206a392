import { reasonOf } from "../model/errors.js";

/** What the command line needs from its environment. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether what is written there is seen on a terminal that shows colours. */
  readonly outColours: boolean;
  readonly errTerminal: boolean;
  readonly now: () => Date;
  /** The variables of the process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard input; where it is longer than `limit` bytes, some more than those at least. */
  readonly stdin: (limit: number) => Promise<Uint8Array>;
  /** The same of a file. */
  readonly readFile: (path: string, limit: number) => Promise<Uint8Array>;
  /** A file at once; `undefined` where it cannot be read, or is longer than `limit` bytes. */
  readonly readNow: (path: string, limit: number) => Uint8Array | undefined;
  /** Writes a file; the folder is there. */
  readonly writeFile: (path: string, text: string) => Promise<void>;
  /** Writes a file and the folders above it; false, and nothing is written, where there is one. */
  readonly createFile: (path: string, text: string) => Promise<boolean>;
  /**
   * Replaces a file whose content is still `replaces`; false, and nothing is written, where it is
   * another by now.
   */
  readonly replaceFile: (path: string, replaces: Uint8Array, text: string) => Promise<boolean>;
  readonly isFolder: (path: string) => boolean;
  /** Whether a path leads to a file that ends, unlike a pipe or a device. */
  readonly isFile: (path: string) => boolean;
  /** Names in a folder. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  readonly exists: (path: string) => boolean;
  /** Whether a path is a symbolic link; left out where there are none. */
  readonly isLink?: (path: string) => boolean;
  /** What requests go through; over the network where it is left out. */
  readonly fetch?: typeof fetch;
  /** The token that GitHub's own command line keeps for a host; left out where there is none. */
  readonly ghToken?: (host: string) => string | undefined;
  /** A path from the root of the file system. */
  readonly absolute: (path: string) => string;
  /** Where a path leads, all symbolic links followed; `undefined` where there is nothing. */
  readonly realPath: (path: string) => string | undefined;
  /** Who works here: the name that Git knows, else that of the account. */
  readonly author: () => string;
}

/** How a command ends: no issues, issues found, or it could not do its work. */
export type ExitCode = 0 | 1 | 2;

/** Wrong usage or input, reported to the user without a stack trace. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a folder",
  EACCES: "cannot be read: permission denied",
  EPERM: "cannot be read: permission denied",
};

/** Whether there is something at a path, be it a link that leads nowhere. */
export function isPresent(io: Pick<Io, "exists" | "isLink">, path: string): boolean {
  return io.exists(path) || io.isLink?.(path) === true;
}

/** Why something could not be read, to follow its name. */
export function messageOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = REASONS[code];
  if (reason !== undefined) return reason;
  return `cannot be read: ${reasonOf(error)}`;
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** A colour of the terminal. */
type Colour = keyof typeof CODES;

/** Puts a colour around a text. */
export type Paint = (colour: Colour, text: string) => string;

/** Paints on terminals, and nowhere else. */
export function painter(colours: boolean): Paint {
  return (colour, text) => (colours ? `\u001B[${CODES[colour]}m${text}\u001B[0m` : text);
}

/** Text of a file without the characters that a terminal would act on. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}
