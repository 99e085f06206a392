/**
 * A pure function that reads or renders text from outside: plain data in, plain data out. It may run in
 * a worker, which knows it by its name.
 */
export interface Task<Args extends readonly unknown[], Result> {
  /** What it does, as an error names it: "the commands of comments". */
  readonly name: string;
  run(...args: Args): Result;
}

/** A {@link Task}. `compute/tasks.ts` lists all that a worker can do. */
export function defineTask<Args extends readonly unknown[], Result>(
  name: string,
  run: (...args: Args) => Result,
): Task<Args, Result> {
  return { name, run };
}

/**
 * Does a task, in this process or in a worker.
 *
 * @throws ComputeError where it takes longer than it may, or ends the worker
 */
export type Compute = <Args extends readonly unknown[], Result>(
  task: Task<Args, Result>,
  ...args: Args
) => Promise<Result>;

/** Does a task at once, in this process: for text that its user trusts. */
export const computeInProcess: Compute = (task, ...args) =>
  Promise.resolve().then(() => task.run(...args));

/** A text that cannot be worked with in the time that one may take: trying again seldom helps. */
export class ComputeError extends Error {
  override readonly name = "ComputeError";
  /** The name of the task. */
  readonly task: string;

  constructor(task: string, reason: string, options?: ErrorOptions) {
    super(`${task}: ${reason}`, options);
    this.task = task;
  }
}
