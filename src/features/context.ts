import type { GitHubClient } from "../github/http/client.js";
import type { Templates } from "../plan/template/choose.js";
import type { AnsweredComments } from "./commands/unanswered.js";
import type { ConfigurationCache } from "./configuration/cache.js";
import type { DriftCache } from "./drift/cache.js";
import type { Referrers } from "./referrers/index.js";

/** What reading a snapshot needs besides the name. */
export interface ReadContext {
  readonly github: GitHubClient;
  /** Login under which the App writes: `<slug>[bot]`. */
  readonly bot: string;
  readonly configurations: ConfigurationCache;
  readonly referrers: Referrers;
  readonly lastLooks: DriftCache;
  readonly answered: AnsweredComments;
  /** The templates that Plansmith ships. */
  readonly templates: Templates;
  /** 1 for the first run, one more for each run in a row that failed. */
  readonly attempt: number;
  readonly now: () => Date;
}
