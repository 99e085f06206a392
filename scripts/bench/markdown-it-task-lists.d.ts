declare module "markdown-it-task-lists" {
  import type { PluginSimple } from "markdown-it";

  /** Task list items in what markdown-it renders. */
  const taskLists: PluginSimple;
  export default taskLists;
}
