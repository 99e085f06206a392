import { expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { isPublic, mayUseSettingsOf, type Visibility } from "../../src/github/repository.js";
import { answerOf } from "../support/contract/sample.js";
import { trusted } from "../support/json.js";
import { nock, offline } from "../support/offline.js";
import { SILENT } from "../support/silent.js";

const github = new Octokit({ log: SILENT });
offline();

const repository = (repo: string) => ({ installationId: 7, owner: "octo", repo });

/** Repositories that are called as few people can read them; any other is not there. */
function serve(): void {
  for (const visibility of ["public", "internal", "private"]) {
    const path = `/repos/octo/${visibility}`;
    const said = { private: visibility !== "public", visibility };
    nock("https://api.github.com")
      .persist()
      .get(path)
      .reply(200, trusted<nock.Body>(answerOf("GET", path, 200, said)));
  }
  nock("https://api.github.com")
    .persist()
    .get("/repos/octo/secret")
    .reply(403, { message: "Resource not accessible by integration" });
  nock("https://api.github.com").persist().get(/gone/).reply(404, { message: "Not Found" });
}

test.each<[Visibility | undefined, Visibility | undefined, boolean]>([
  ["public", "public", true],
  ["public", "internal", false],
  ["public", "private", false],
  ["internal", "public", true],
  ["internal", "internal", true],
  ["internal", "private", false],
  ["private", "public", true],
  ["private", "internal", true],
  ["private", "private", true],
  ["private", undefined, false],
  [undefined, "private", false],
  [undefined, "public", true],
])("a %s repository takes settings from a %s one: %s", (place, other, expected) => {
  expect(mayUseSettingsOf(place, other)).toBe(expected);
});

test("only what GitHub calls public can be read by everybody", async () => {
  serve();
  const asked = ["public", "internal", "private", "gone", "secret"].map(async (name) =>
    (await isPublic(github, repository(name))) ? [name] : [],
  );
  expect((await Promise.all(asked)).flat()).toEqual(["public"]);
});
