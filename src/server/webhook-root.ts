import type { IncomingMessage, ServerResponse } from "node:http";

type Middleware = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * Takes deliveries at `/` too: the setup page tells GitHub the process's bare address.
 *
 * @param path where `middleware` takes deliveries
 */
export function webhooksAtRoot(
  path: string,
  middleware: Middleware,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    if (request.method !== "POST" || request.url !== "/") return false;
    request.url = path;
    return middleware(request, response);
  };
}
