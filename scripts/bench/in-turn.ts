/** Processor time in milliseconds: on a busy machine, the clock would show others. */
export function timeOf(read: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  read(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * The least time of each, in milliseconds; they run in turn, so that all meet the same machine. The
 * first run only warms up. Each run's text is another one, by its last line: what is remembered of a
 * text does not count.
 */
export function inTurn(
  readers: readonly ((text: string) => unknown)[],
  text: string,
  runs: number,
): readonly number[] {
  const times = readers.map(() => Number.POSITIVE_INFINITY);
  for (let run = 0; run <= runs; run += 1) {
    for (const [index, read] of readers.entries()) {
      const time = timeOf(read, `${text}\n${run} ${index}`);
      if (run > 0) times[index] = Math.min(times[index] ?? time, time);
    }
  }
  return times;
}
