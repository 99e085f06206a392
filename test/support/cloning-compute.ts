import { computeInProcess, type Compute } from "../../src/model/compute.js";

/** Does tasks in this process, on copies as a worker gets them: what is no plain data fails here, too. */
export const computeOnCopies: Compute = async (task, ...args) =>
  structuredClone(await computeInProcess(task, ...structuredClone(args)));
