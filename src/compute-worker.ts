/** The program of a worker: `compute/pool.ts` starts it, and hands one task after the other to it. */
export { runOrder } from "./compute/tasks.js";
