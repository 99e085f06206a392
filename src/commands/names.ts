/** What people can ask for in a comment. `open` is `/plan` alone. */
export const COMMAND_NAMES = [
  "open",
  "template",
  "refill",
  "status",
  "block",
  "unblock",
  "done",
  "undo",
  "decide",
  "log",
  "close-out",
  "help",
] as const;

/** The name of a command. */
export type CommandName = (typeof COMMAND_NAMES)[number];

/** How each is written, and what it does; Markdown, as the help shows it. */
export const USAGE: Readonly<Record<CommandName, readonly [written: string, does: string]>> = {
  open: ["/plan", "opens a plan, whatever the labels say"],
  template: ["/plan template <name>", "opens it from that template, or renders it anew from there"],
  refill: ["/plan refill", "renders the plan anew; what people wrote stays"],
  status: ["/plan status <word>", "sets the status line"],
  block: ["/plan block <why>", "says that the plan is blocked, and why"],
  unblock: ["/plan unblock", "takes that back"],
  done: ["/plan done <item>, …", "ticks items: by number, by `§3.2`, or by how their text begins"],
  undo: ["/plan undo <item>, …", "clears them"],
  decide: ["/plan decide <decision> — <rationale>", "adds to the decision log"],
  log: ["/plan log <text>", "adds to the progress log"],
  "close-out": ["/plan close-out", "puts a finished plan away"],
  help: ["/plan help", "shows this list"],
};
