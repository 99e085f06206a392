import type { Scene } from "./scene.js";

/** Edits the status comment as somebody. */
export async function editComment(
  { github }: Pick<Scene, "github">,
  number: number,
  login: string,
  edit: (body: string) => string,
): Promise<void> {
  const where = { owner: github.owner, repo: github.repo };
  const comment = (await github.comments(number)).find(({ user }) => user?.login !== login);
  const body = edit(comment?.body ?? "");
  const { issues } = github.as(login).rest;
  await issues.updateComment({ ...where, comment_id: comment?.id ?? 0, body });
}

/** Ticks the box on the line that holds `text`. */
export function tick(text: string): (body: string) => string {
  return (body) =>
    body
      .split("\n")
      .map((line) => (line.includes(text) ? line.replace("- [ ]", "- [x]") : line))
      .join("\n");
}
