import { isUtf8 } from "node:buffer";
import { createBar } from "./bar.js";
import { messageOf } from "./message.js";
import type { Io } from "./io.js";

/** The biggest plan that is read, in bytes. */
const PLAN_LIMIT = 1024 * 1024;

/** A plan file, or why it could not be read. */
export type PlanFile =
  | {
      readonly file: string;
      readonly text: string;
      /** Some bytes are no UTF-8, and became U+FFFD. */
      readonly lossy: boolean;
    }
  | { readonly file: string; readonly error: string };

/** Reads plans one after the other, `-` from standard input, and hands each to `use`. */
export async function eachPlan(
  io: Io,
  files: readonly string[],
  use: (plan: PlanFile) => void,
): Promise<void> {
  const bar = createBar(io, files.length);
  // It can be read only once, and may be named again.
  let input: Promise<Uint8Array> | undefined;
  const stdin = () => (input ??= io.stdin(PLAN_LIMIT));
  for (const file of files) {
    bar.step(file);
    use(await readPlan(file, file === "-" ? stdin : () => io.readFile(file, PLAN_LIMIT)));
  }
  bar.end();
}

async function readPlan(file: string, read: () => Promise<Uint8Array>): Promise<PlanFile> {
  try {
    const bytes = await read();
    if (bytes.length > PLAN_LIMIT) return { file, error: "is bigger than 1 MiB" };
    // The mark at the start is kept for positions to be right.
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return { file, text, lossy: !isUtf8(bytes) };
  } catch (error) {
    return { file, error: messageOf(error) };
  }
}
