/**
 * Loaded before the App's process by `startBot`, which holds the other end of its standard input: the
 * process ends when the one that started it is gone, however that ended. A worker of the test runner
 * is ended without a word.
 */
process.stdin
  .on("close", () => process.kill(process.pid, "SIGKILL"))
  .on("error", () => undefined)
  .resume()
  .unref();
