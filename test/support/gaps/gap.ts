import type { Outgoing } from "../deliveries/emitted.js";
import type { Route } from "../proxy/routes.js";

/** A place where the emulator differs from GitHub, and what puts it right. */
export interface Gap {
  readonly routes?: readonly Route[];
  /** Puts a webhook right before it goes out. */
  readonly correct?: (outgoing: Outgoing) => Promise<Outgoing>;
}
