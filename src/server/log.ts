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
    formatters: { log: keepReserved },
  };
  const log = to === undefined ? pino(options) : pino(options, to);
  return keepName(log);
}

/** Keys that every line has. */
const RESERVED = new Set(["level", "time", "pid", "hostname", "name", "msg"]);

/** Probot logs what requests hold, a `name` say: the line would have the same key twice. */
function keepReserved(facts: Record<string, unknown>): Record<string, unknown> {
  if (!Object.keys(facts).some((key) => RESERVED.has(key))) return facts;
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [RESERVED.has(key) ? `given_${key}` : key, value]),
  );
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
  // What the system refuses (a port that is taken) is clear from its message; our own faults need a stack.
  const stack = "code" in error ? undefined : error.stack;
  return { type: error.name, message: error.message, stack, cause };
}
