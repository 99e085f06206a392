import type { Delivery } from "../deliveries/log.js";
import type { Deliveries } from "../deliveries/relay.js";
import { asObject } from "../json.js";
import { dice } from "./dice.js";

/** What becomes of webhooks, as probabilities from 0 to 1. */
export interface DeliveryFaults {
  readonly seed: number;
  /** Never arrives; the log has it as failed. */
  readonly dropped?: number;
  /** Arrives twice, with the same GUID. */
  readonly doubled?: number;
  /** Whether those that wait are sent in random order. */
  readonly shuffled?: boolean;
}

/**
 * Disturbs the deliveries from here on.
 *
 * @returns ends it
 */
export function disturbDeliveries(
  deliveries: Deliveries,
  { seed, dropped = 0, doubled = 0, shuffled = false }: DeliveryFaults,
): () => void {
  const roll = dice(seed);
  deliveries.filter = (delivery) => roll(`drop ${occasionOf(delivery)}`) >= dropped;
  deliveries.times = (delivery) => (roll(`double ${occasionOf(delivery)}`) < doubled ? 2 : 1);
  deliveries.shuffle = shuffled ? () => roll("shuffle") : undefined;
  return () => {
    deliveries.filter = undefined;
    deliveries.times = undefined;
    deliveries.shuffle = undefined;
  };
}

/** What a delivery is about, in words that are the same in every run. */
function occasionOf({ event, action, payload }: Delivery): string {
  const { number } = asObject(payload["issue"] ?? payload["pull_request"]);
  return JSON.stringify([event, action, number ?? payload["ref"]]);
}
