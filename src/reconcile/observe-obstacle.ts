import { issueOfPath, plainFolders } from "../config/paths.js";
import type { GitHubClient } from "../github/client.js";
import { whatIs } from "../github/files.js";
import type { RepositoryRef } from "../issue-ref.js";

/** Something that lies where a plan is to be written, and is no folder or file that plans live in. */
export interface Obstacle {
  readonly path: string;
  readonly type: "file" | "dir" | "symlink" | "submodule";
}

/**
 * Looks for what is in the way of a new plan: a symbolic link, a submodule or a file where one of
 * its folders is to be, or anything but a file where it is to be itself. GitHub would write through
 * it, or put a folder in its place. One request where the folder is there.
 *
 * @param branch where the plan will be written, or what that starts from; the default branch if left out
 */
export async function findObstacle(
  github: GitHubClient,
  ref: RepositoryRef,
  plan: { readonly pattern: string; readonly number: number; readonly branch: string | undefined },
): Promise<Obstacle | undefined> {
  const { pattern, number, branch } = plan;
  const folders = plainFolders(pattern, number);
  for (const [index, folder] of [...folders.entries()].toReversed()) {
    const there = await whatIs(github, ref, folder, branch);
    if (there === undefined) continue;
    if (there.type !== "dir") return { path: folder, type: there.type };
    const next = folders[index + 1];
    const inTheWay = there.entries
      .map(({ name, type }) => ({ path: `${folder}/${name}`, type }))
      .find(({ path, type }) =>
        next === undefined
          ? issueOfPath(pattern, path) === number && type !== "file"
          : path === next && type !== "dir",
      );
    return inTheWay;
  }
  return undefined;
}
