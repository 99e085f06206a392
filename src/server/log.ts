import {
  pino,
  type Bindings,
  type ChildLoggerOptions,
  type DestinationStream,
  type Logger,
} from "pino";

/**
 * The process's log: JSON, a line each, on standard output or where `to` says. Requests are logged without headers, and
 * errors without the deliveries that they carry: both hold what strangers sent, or secrets.
 */
export function createLog(level: string, to?: DestinationStream): Logger {
  const options = {
    level,
    name: "plansmith",
    redact: { paths: ["req.headers", "res.headers"], remove: true },
    serializers: { err: serializeError },
  };
  const log = to === undefined ? pino(options) : pino(options, to);
  return keepName(log);
}

/** Probot names its children; a second `name` in a line would be the same key twice. */
function keepName(log: Logger): Logger {
  const child = log.child.bind(log);
  const named = (bindings: Bindings, options?: ChildLoggerOptions): Logger => {
    const rest = Object.entries(bindings).filter(([key]) => key !== "name");
    return keepName(child(Object.fromEntries(rest), options));
  };
  return Object.assign(log, { child: named });
}

function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const cause = error.cause instanceof Error ? serializeError(error.cause) : undefined;
  // What the system refuses (a port that is taken) is told by its message; our own faults by a stack.
  const stack = "code" in error ? undefined : error.stack;
  return { type: error.name, message: error.message, stack, cause };
}
