import type { Logger } from "pino";
import { SmeeClient } from "smee-client";

/**
 * Forwards deliveries from a smee channel to this process, for machines that GitHub cannot reach.
 * Where the channel cannot be had it says so and goes on: the rest of the process works.
 *
 * @returns what ends the forwarding
 */
export async function startWebhookProxy(
  source: string,
  target: string,
  log: Logger,
): Promise<() => Promise<void>> {
  const logger = {
    info: (message: string) => log.info(message),
    error: (...details: readonly unknown[]) => log.warn({ details }, "webhook proxy"),
  };
  const client = new SmeeClient({ source, target, logger });
  try {
    await client.start();
  } catch {
    log.warn({ source }, "WEBHOOK_PROXY_URL cannot be reached; deliveries come directly only");
  }
  return () => client.stop();
}
