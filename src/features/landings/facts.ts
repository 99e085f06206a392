/** Where merged work is now, as far as the default branch goes. */
export type Landing =
  | { readonly at: "default" }
  /** Merged into another branch, and not in the default branch. */
  | { readonly at: "elsewhere"; readonly branch: string }
  /** Merged into the default branch, whose history was replaced since. */
  | { readonly at: "gone"; readonly branch: string }
  /** In the default branch, and taken back there by a commit. */
  | { readonly at: "reverted"; readonly by: string };

/** By name of the pull request: `#45` or `owner/repo#45`. What was not looked at is not there. */
export type Landings = Readonly<Record<string, Landing>>;
