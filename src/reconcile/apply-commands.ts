import type { Reaction } from "../github/reactions.js";
import { carriedOutIn } from "./commands.js";
import type { World } from "./world.js";

/** The world with a reaction on a comment: eyes begin with it, any other ends it. */
export function withReaction(world: World, comment: number, content: Reaction): World {
  return withComments(world, (it) => {
    if (it.id !== comment) return [it];
    return content === "eyes" ? [{ ...it, taken: true }] : [];
  });
}

/** The world with something said to a comment. */
export function withReply(world: World, comment: number): World {
  return withComments(world, (it) => [it.id === comment ? { ...it, replied: true } : it]);
}

/** The world with a commit whose message may say that it carries out a command. */
export function withMessage(world: World, message: string): World {
  const told = carriedOutIn([message]);
  if (told.length === 0) return world;
  const { commands } = world;
  const carriedOut = new Set([...commands.carriedOut, ...told]);
  return { ...world, commands: { ...commands, carriedOut } };
}

type Comments = World["commands"]["comments"];

function withComments(world: World, change: (comment: Comments[number]) => Comments): World {
  const { commands } = world;
  return { ...world, commands: { ...commands, comments: commands.comments.flatMap(change) } };
}
