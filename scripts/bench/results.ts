import { readFile } from "node:fs/promises";
import { cpus, release, totalmem, type as system } from "node:os";
import type { Measured } from "./row.js";

/** What one group measured, and where. */
export interface Result extends Measured {
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly seconds: number;
  readonly machine: string;
}

/** Results by the name of their group. */
export type Results = Readonly<Record<string, Result>>;

/** The machine and the versions that count. */
export async function machine(): Promise<string> {
  const all = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const [probot, bullmq] = await Promise.all(["probot", "bullmq"].map(versionOf));
  return [
    `${all.length} × ${(all[0]?.model ?? "processor").replaceAll(/\s+/g, " ").trim()}`,
    `${memory} GiB`,
    `${system()} ${release()}`,
    `Node.js ${process.versions.node}`,
    `Probot ${probot}`,
    `BullMQ ${bullmq}`,
  ].join(", ");
}

async function versionOf(name: string): Promise<string> {
  const text = await readFile(`node_modules/${name}/package.json`, "utf8");
  return String((JSON.parse(text) as { version: unknown }).version);
}

/** What was measured before; nothing where there is no such file. */
export async function readResults(path: string): Promise<Results> {
  const text = await readFile(path, "utf8").catch(() => "{}");
  return JSON.parse(text) as Results;
}
