import { createEmulator } from "emulate";
import { freePort } from "./free-port.js";
import type { seedOf } from "./seed.js";

const ATTEMPTS = 5;

/**
 * Starts the emulator on a free port. It tells its address in answers (`baseUrl`) and never where
 * it listens, so the port is chosen here; another process may be quicker, hence the attempts.
 */
export async function startEmulator(
  baseUrl: string,
  seed: ReturnType<typeof seedOf>,
): Promise<{ readonly origin: string; close(): Promise<void> }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      const emulator = await createEmulator({ service: "github", port, baseUrl, seed });
      return { origin: `http://127.0.0.1:${port}`, close: () => emulator.close() };
    } catch (error) {
      const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (!taken || attempt === ATTEMPTS) throw error;
    }
  }
}
