import type { Helpers, NewIssue } from "./helpers.js";
import type { IssueJson } from "./json.js";
import { bodyOf } from "./proxy/http.js";
import type { Upstream } from "./proxy/upstream.js";

/** A pull request of {@link Bulk.pulls}. */
interface LinkedPull {
  readonly title: string;
  readonly body: string;
}

/** Fills a repository quickly, before the story begins: the App hears nothing of it. */
export interface Bulk {
  /**
   * Opens issues, thousands of them in seconds.
   *
   * @param make what the issue with that index, from 0, is
   * @returns their numbers, in order
   */
  issues(count: number, make?: (index: number) => NewIssue): Promise<readonly number[]>;
  /**
   * Opens pull requests, each from a branch of its own with one commit.
   *
   * @returns their numbers, in order
   */
  pulls(count: number, make: (index: number) => LinkedPull): Promise<readonly number[]>;
}

/** What filling needs. */
interface BulkOptions {
  readonly upstream: Upstream;
  readonly repository: string;
  /** The token of a user; of the first one where no login is given. */
  readonly tokenOf: (login: string | undefined) => string;
  /** Runs `work`, and drops the webhooks that come of it. */
  readonly quietly: <T>(work: () => Promise<T>) => Promise<T>;
  readonly helpers: Pick<Helpers, "setFile" | "makeBranch" | "openPull">;
}

/** Issues that are written before their webhooks are waited for. */
const BATCH = 100;

/** Makes the helpers. Issues go straight to the emulator, pull requests through the proxy. */
export function createBulk(options: BulkOptions): Bulk {
  const { upstream, repository, tokenOf, quietly, helpers } = options;
  let branches = 0;

  async function openIssues(issues: readonly NewIssue[]): Promise<readonly number[]> {
    const answers = await upstream.batch(
      issues.map(({ login, ...body }) => ({
        method: "POST",
        path: `/repos/${repository}/issues`,
        authorization: `Bearer ${tokenOf(login)}`,
        body,
      })),
    );
    return answers.map((answered) => bodyOf<IssueJson>(answered).number);
  }

  return {
    async issues(count, make = (index) => ({ title: `Issue ${index + 1}` })) {
      const issues = Array.from({ length: count }, (_, index) => make(index));
      const numbers: number[] = [];
      for (let start = 0; start < count; start += BATCH) {
        const batch = issues.slice(start, start + BATCH);
        numbers.push(...(await quietly(() => openIssues(batch))));
      }
      return numbers;
    },
    pulls(count, make) {
      branches += 1;
      const first = `bulk-${branches}`;
      return quietly(async () => {
        await helpers.setFile(`${first}.txt`, "work\n", { branch: first });
        const numbers: number[] = [];
        for (let index = 0; index < count; index += 1) {
          const head = `${first}-${index}`;
          await helpers.makeBranch(head, first);
          numbers.push(await helpers.openPull({ ...make(index), head }));
        }
        return numbers;
      });
    },
  };
}
