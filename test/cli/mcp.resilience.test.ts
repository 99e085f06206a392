import { resolve } from "node:path";
import { expect, test } from "#jest";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { checkout, PLAN } from "./checkout.js";

const FILE = "plans/42.md";

/** A client of a process of its own, as an editor starts it. */
async function start(cwd: string) {
  const client = new Client({ name: "test", version: "1" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [resolve("dist/cli.js"), "mcp", "--by", "Ada"],
    cwd,
  });
  await client.connect(transport);
  return { client, pid: transport.pid };
}

test("two processes serve one folder: nothing is lost, and both end with their clients", async () => {
  const folder = checkout({ [FILE]: PLAN, ".git/HEAD": "" });
  try {
    const servers = await Promise.all([start(folder.folder), start(folder.folder)]);
    const entries = servers.flatMap(({ client }, at) =>
      [1, 2, 3, 4, 5].map((nth) => ({ client, entry: `entry ${at}.${nth}` })),
    );
    await Promise.all(
      entries.map(async ({ client, entry }) =>
        client.callTool({ name: "log", arguments: { path: FILE, entry } }),
      ),
    );
    const text = folder.read(FILE);
    for (const { entry } of entries) expect(text).toContain(`${entry} – Ada\n`);
    for (const { client, pid } of servers) {
      await client.close();
      expect(() => process.kill(pid ?? 0, 0)).toThrow("ESRCH");
    }
  } finally {
    folder.remove();
  }
});
