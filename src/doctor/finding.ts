/** What is looked at. */
export type CheckName =
  | "environment"
  | "address"
  | "app"
  | "permissions"
  | "events"
  | "webhook"
  | "secret"
  | "deliveries"
  | "installations"
  | "redis"
  | "clock"
  | "version";

/** What a check found. */
export interface Finding {
  readonly check: CheckName;
  /** A warning may be on purpose, or pass by itself; an error is in the way. */
  readonly level: "ok" | "warning" | "error";
  /** What is the case, in one sentence. It names no secret. */
  readonly message: string;
  /** Which variable or setting to change. */
  readonly fix?: string;
}

/** With an error of these, nothing works: the process is not ready. */
const ESSENTIAL: ReadonlySet<CheckName> = new Set(["environment", "address", "app", "secret"]);

/** Whether Plansmith cannot do its work at all. */
export function isEssential({ check, level }: Finding): boolean {
  return level === "error" && ESSENTIAL.has(check);
}

/** That something is as it should be. */
export function ok(check: CheckName, message: string): Finding {
  return { check, level: "ok", message };
}

/** That something may be wrong; `fix` says which variable or setting to change. */
export function warning(check: CheckName, message: string, fix: string): Finding {
  return { check, level: "warning", message, fix };
}

/** That something is wrong; `fix` says which variable or setting to change. */
export function error(check: CheckName, message: string, fix: string): Finding {
  return { check, level: "error", message, fix };
}
