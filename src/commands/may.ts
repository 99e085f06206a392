import type { Config } from "../config/schema.js";
import type { CommandName } from "./names.js";

/** Who asks. */
export interface Asker {
  /** The author, or assigned to it. */
  readonly participates: boolean;
  /** May write to the repository. */
  readonly mayWrite: boolean;
}

/** Whether a command may be used without write permission. */
export function isFree(
  name: CommandName,
  { participates }: Pick<Asker, "participates">,
  { participants, anyone }: Config["commands"],
): boolean {
  return anyone.includes(name) || (participates && participants.includes(name));
}

/** Why somebody may not use a command, Markdown; `undefined` where they may. */
export function whyNot(
  name: CommandName,
  asker: Asker,
  config: Config["commands"],
): string | undefined {
  if (config.off.includes(name)) return `\`${name}\` is turned off in this repository.`;
  if (asker.mayWrite || isFree(name, asker, config)) return undefined;
  const others = config.participants.includes(name) ? ", the issue's author and its assignees" : "";
  return `\`${name}\` is for people with write permission${others}.`;
}
