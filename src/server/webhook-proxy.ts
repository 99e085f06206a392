import type { Logger } from "pino";
import { SmeeClient } from "smee-client";

/**
 * Forwards deliveries from a smee channel to this process, for machines that GitHub cannot reach.
 * Where the channel cannot be had it says so and goes on: the rest of the process works.
 *
 * @returns what ends the forwarding
 */
export function startWebhookProxy(
  source: string,
  target: string,
  log: Logger,
): () => Promise<void> {
  // The channel's address is as good as a password to what goes through it: it is not logged.
  const logger = {
    info: () => log.debug("webhook proxy: forwarded or connected"),
    error: () => log.warn("webhook proxy: connection trouble"),
  };
  const client = new SmeeClient({ source, target, logger });
  client.start().catch(() => {
    log.warn("WEBHOOK_PROXY_URL cannot be reached; deliveries come directly only");
  });
  return () => client.stop();
}
