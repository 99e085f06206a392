import type { Finding } from "../../plan/check.js";
import type { Io } from "../io.js";

/** What was found in a file, or why it could not be read. */
export type FileReport = {
  /** As it was given. */
  readonly file: string;
  /** From the root of its repository; as it was given where it is in none. */
  readonly path: string;
} & ({ readonly text: string; readonly findings: readonly Finding[] } | { readonly error: string });

/** Prints reports in some form, a line end at the end. */
export type Report = (reports: readonly FileReport[], io: Pick<Io, "outColours">) => string;
