import { TASKS } from "../../src/compute/tasks.js";
import { computeInProcess, type Compute } from "../../src/model/compute.js";

/**
 * Does tasks in this process as a worker would: on copies, so that what is no plain data fails here, too,
 * and only those that a worker knows.
 */
export const computeOnCopies: Compute = async (task, ...args) => {
  if (!TASKS.has(task.name)) throw new Error(`no worker knows the task “${task.name}”`);
  return structuredClone(await computeInProcess(task, ...structuredClone(args)));
};
