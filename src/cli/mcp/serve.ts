import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { ExitCode, Io } from "../io.js";
import { createMcpServer, type McpOptions } from "./server.js";

/** Serves the tools on standard input and output, until input ends or a signal stops the process. */
export async function serveMcp(io: Io, options: McpOptions): Promise<ExitCode> {
  const server = createMcpServer(io, options);
  const ended = new Promise<void>((resolve) => {
    Object.assign(server.server, { onclose: resolve });
    process.stdin.once("end", resolve);
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
  return 0;
}
