import type { MessagePort } from "node:worker_threads";
import { TASKS } from "./tasks.js";

/** A task for a worker. */
export interface Order {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Hears of it when the worker begins. */
  readonly begun: MessagePort;
}

/** What became of it. Errors lose their names on the way out of a worker, so they go as data. */
export type Computed<Result> =
  | { readonly value: Result }
  | { readonly name: string; readonly message: string; readonly stack: string | undefined };

/** Does one task: all that a worker does. */
export function runOrder({ name, args, begun }: Order): Computed<unknown> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has none
  begun.postMessage("begun");
  begun.close();
  try {
    const task = TASKS.get(name);
    if (task === undefined) throw new Error(`no worker knows the task “${name}”`);
    return { value: task.run(...args) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name: error.name, message: error.message, stack: error.stack };
  }
}
