/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: number };

/**
 * The lines of a log of JSON.
 *
 * @throws where a line is none, or has a key twice
 */
export function logLines(output: string): readonly LogLine[] {
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const value = JSON.parse(line) as LogLine;
      // Of two equal keys, one is lost.
      if (JSON.stringify(value).length !== line.length)
        throw new Error(`a key twice, or no JSON as it is written: ${line.slice(0, 500)}`);
      return value;
    });
}
