import type { Finding } from "../../plan/check.js";
import type { Io } from "../io.js";

/** What was found in a file, or why it could not be read. */
export type FileReport = { readonly file: string } & (
  { readonly text: string; readonly findings: readonly Finding[] } | { readonly error: string }
);

/** Prints reports in some form, a line end at the end. */
export type Report = (reports: readonly FileReport[], io: Pick<Io, "outColours">) => string;
