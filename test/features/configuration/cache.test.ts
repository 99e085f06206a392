import { describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import {
  createConfigurationCache,
  createInMemoryChanges,
} from "../../../src/features/configuration/read.js";
import { computeOnCopies } from "../../support/cloning-compute.js";
import type { GitHubClient } from "../../../src/github/http/client.js";

const repository = { installationId: 7, owner: "octo", repo: "api" };

/** A GitHub without any commit; `meanwhile` happens while it answers. */
function emptyGitHub(meanwhile: () => Promise<void> = () => Promise.resolve()): GitHubClient {
  const github = new Octokit();
  github.hook.wrap("request", async (_, { url }) => {
    await meanwhile();
    const empty = { visibility: "PUBLIC", isPrivate: false, commit: null };
    return { status: 200, url, headers: {}, data: { data: { repository: empty, shared: empty } } };
  });
  return github;
}

describe("a configuration", () => {
  test("is recalled once it was read, for its repository", async () => {
    const configurations = createConfigurationCache(createInMemoryChanges(), computeOnCopies);
    expect(await configurations.recall(repository)).toBeUndefined();
    const read = await configurations.read(emptyGitHub(), repository);
    expect(await configurations.recall({ ...repository, repo: "API" })).toBe(read);
    expect(await configurations.recall({ ...repository, repo: "web" })).toBeUndefined();
    expect(await configurations.recall({ ...repository, installationId: 8 })).toBeUndefined();
  });

  test("is looked for by whoever asks for more at the same time, not before it is known what was heard", async () => {
    const news = createInMemoryChanges();
    const configurations = createConfigurationCache(news, computeOnCopies);
    const folder = { visibility: "public" as const, isForbidden: false };
    const templates = { name: "plan-templates", type: "dir" as const, size: 0, sha: "7" };
    const find = async () => {
      await news.announce(7);
      return { own: { ...folder, entries: [templates] }, shared: undefined };
    };
    const read = await configurations.read(emptyGitHub(), repository, find);
    expect(read).toMatchObject({ hasTemplates: true, templatesSha: "7", problems: [] });
    expect(await configurations.recall(repository)).toBeUndefined();
  });

  test("is not recalled after news, of before or while it was read", async () => {
    const news = createInMemoryChanges();
    const configurations = createConfigurationCache(news, computeOnCopies);
    await configurations.read(emptyGitHub(), repository);
    await news.announce(7);
    expect(await configurations.recall(repository)).toBeUndefined();
    const meanwhile = (): Promise<void> => news.announce(7);
    await configurations.read(emptyGitHub(meanwhile), repository);
    expect(await configurations.recall(repository)).toBeUndefined();
  });
});
