import type { GitHubClient } from "./client.js";

/** The login under which the App writes: `<slug>[bot]`. Asked with the App's own credentials. */
export async function botLogin(github: GitHubClient): Promise<string> {
  const { data } = await github.rest.apps.getAuthenticated();
  const slug = data?.slug;
  if (slug === undefined) throw new Error("GitHub does not say what the App is called");
  return `${slug}[bot]`;
}
