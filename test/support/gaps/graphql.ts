import { readFileSync } from "node:fs";
import {
  buildASTSchema,
  defaultTypeResolver,
  graphql as execute,
  parse,
  validate,
  type GraphQLSchema,
} from "graphql";
import { type Json, type PullJson, type RepositoryJson, asObject } from "../json.js";
import { answer, refusal, textField, type Call } from "../proxy/http.js";
import type { Permissions } from "../proxy/permissions.js";
import { keyOf, type EditedText, type Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";
import { findIssueOrPull } from "./pulls-as-issues.js";
import { referencesIn } from "./references.js";
import { graphqlActor } from "./text-edits.js";
import { forbidden, gitFields, notFound } from "./graphql-git.js";
import { findPull } from "./true-heads.js";

let schema: GraphQLSchema | undefined;

/** GitHub's schema, read once a process when it is first asked for: it has 1.2 MB. */
function githubSchema(): GraphQLSchema {
  if (schema === undefined) {
    const file = new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
    schema = buildASTSchema(parse(readFileSync(file, "utf8"), { noLocation: true }), {
      assumeValidSDL: true,
    });
  }
  return schema;
}

/** What is wrong with a query by GitHub's schema, a sentence each. */
export function problemsOfQuery(text: string): readonly string[] {
  return validate(githubSchema(), parse(text)).map(({ message }) => message);
}

/**
 * Gap: there is no GraphQL. Here GitHub's own schema answers, as far as there is anything in this world
 * that it could answer: texts with their edits, the pull requests that are to close an issue, and what a
 * repository holds at a commit.
 * Errors come with status 200, and their type beside their message. Of a repository, each field wants
 * the permission that REST wants for the same.
 *
 * @see https://docs.github.com/graphql
 */
export function graphql(site: Site, permissions: () => Permissions): Gap {
  return {
    routes: [
      {
        methods: "POST",
        path: "/graphql",
        async handle(call, next) {
          const source = textField(call, "query") ?? "";
          const sees = async (repository: string): Promise<boolean> => {
            const path = `/repos/${repository}`;
            const asked: Call = { ...call, method: "GET", path, body: undefined };
            return (await next(asked)).status === 200;
          };
          if (call.actor === "anonymous") return refusal(401, "Requires authentication");
          const mayRead: MayRead = (permission) =>
            call.actor !== site.bot || permissions()[permission] !== undefined;
          const { data, errors } = await execute({
            schema: githubSchema(),
            source,
            rootValue: {
              ...rootOf(site, sees, mayRead),
              viewer: { __typename: "User", login: call.actor },
            },
            variableValues: asObject(asObject(call.body)["variables"]),
            typeResolver: defaultTypeResolver,
          });
          const problems = errors?.map(({ message, path, extensions, originalError }) => {
            const type = asObject(asObject(originalError)["extensions"] ?? extensions)["type"];
            return { ...(typeof type === "string" && { type }), path, message };
          });
          return answer(200, {
            ...(data !== undefined && { data }),
            ...(problems && { errors: problems }),
          });
        },
      },
    ],
  };
}

type Sees = (repository: string) => Promise<boolean>;
type MayRead = (permission: string) => boolean;

function rootOf(site: Site, sees: Sees, mayRead: MayRead): object {
  const node = async (id: string): Promise<Json> => {
    if (!mayRead("issues")) throw forbidden();
    const text = site.memory.texts.get(id);
    if (text === undefined || !(await sees(text.repository))) {
      throw notFound(`Could not resolve to a node with the global id of '${id}'`);
    }
    return textNode(id, text);
  };
  return {
    node: ({ id }: { readonly id: string }) => node(id),
    nodes: ({ ids }: { readonly ids: readonly string[] }) => ids.map(node),
    repository: async ({ owner, name, followRenames = true }: RepositoryArguments) => {
      const asked = `${owner}/${name}`;
      const repository = followRenames ? await presentName(site, asked) : asked;
      if (!(await sees(repository))) {
        throw notFound(`Could not resolve to a Repository with the name '${asked}'.`);
      }
      if (!mayRead("metadata")) throw forbidden();
      return repositoryNode(site, repository, mayRead);
    },
  };
}

interface RepositoryArguments {
  readonly owner: string;
  readonly name: string;
  readonly followRenames?: boolean;
}

/** The name of a repository that may have had another one before. */
async function presentName(site: Site, repository: string): Promise<string> {
  const id = site.memory.renamed.get(repository.toLowerCase());
  if (id === undefined) return repository;
  const found = await site.upstream.get<RepositoryJson>(`/repositories/${id}`);
  return found?.full_name ?? repository;
}

function textNode(id: string, { type, author, versions }: EditedText): Json {
  const edits = versions.map(({ editor, at, text }) => {
    return { editedAt: at, editor: graphqlActor(editor), diff: text };
  });
  const last = versions.at(-1);
  return {
    __typename: type,
    id,
    author: graphqlActor(author),
    lastEditedAt: last?.at ?? null,
    editor: last === undefined ? null : graphqlActor(last.editor),
    includesCreatedEdit: versions.length > 0,
    userContentEdits: ({ first }: { readonly first?: number }) => ({
      totalCount: edits.length,
      nodes: edits.toReversed().slice(0, first),
    }),
  };
}

async function repositoryNode(
  site: Site,
  repository: string,
  mayRead: MayRead = () => true,
): Promise<Json> {
  const home = await site.repository(repository);
  const [owner = "", name = ""] = home.full_name.split("/");
  return {
    __typename: "Repository",
    name,
    nameWithOwner: home.full_name,
    isPrivate: home.private,
    visibility: visibilityOf(home),
    isArchived: home["archived"] === true,
    isDisabled: home["disabled"] === true,
    hasIssuesEnabled: home["has_issues"] !== false,
    ...gitFields(site, home, () => mayRead("contents")),
    owner: { __typename: "Organization", login: owner },
    issue: async ({ number }: { readonly number: number }) => {
      if (!mayRead("issues")) throw forbidden();
      const issue = await site.rawIssue(repository, number);
      if (issue === undefined) {
        throw notFound(`Could not resolve to an Issue with the number of ${number}.`);
      }
      return {
        __typename: "Issue",
        number,
        closedByPullRequestsReferences: async ({
          includeClosedPrs = false,
        }: {
          readonly includeClosedPrs?: boolean;
        }) => {
          const pulls = await closingPulls(site, repository, number);
          const shown = pulls.filter(({ pull }) => includeClosedPrs || pull.state === "open");
          const nodes = await Promise.all(shown.map((one) => pullNode(site, one)));
          return { totalCount: nodes.length, nodes };
        },
      };
    },
  };
}

function visibilityOf(home: RepositoryJson): string {
  const { visibility } = home;
  if (typeof visibility === "string") return visibility.toUpperCase();
  return home.private ? "PRIVATE" : "PUBLIC";
}

/** A pull request, and where it is. */
interface PlacedPull {
  readonly repository: string;
  readonly pull: PullJson;
}

/** Those that somebody linked by hand, and those that name the issue behind a closing keyword. */
async function closingPulls(
  site: Site,
  repository: string,
  number: number,
): Promise<readonly PlacedPull[]> {
  const key = keyOf(repository, number);
  const linked = [...(site.memory.developed.get(key) ?? [])].map((pull) => {
    return { repository, number: pull, byHand: true };
  });
  const mentions = [...(site.memory.mentions.get(key)?.values() ?? [])].map((mention) => {
    return { ...mention, byHand: false };
  });
  const all = new Map([...mentions, ...linked].map((it) => [keyOf(it.repository, it.number), it]));
  const found = await Promise.all(
    [...all.values()].map(async (it): Promise<readonly PlacedPull[]> => {
      const pull = await findPull(site, it.repository, it.number);
      if (pull === undefined) return [];
      const closes = referencesIn(pull.body ?? "", it.repository, site.url).some(
        (reference) => reference.closes && keyOf(reference.repository, reference.number) === key,
      );
      return it.byHand || closes ? [{ repository: it.repository, pull }] : [];
    }),
  );
  return found.flat();
}

async function pullNode(site: Site, { repository, pull }: PlacedPull): Promise<Json> {
  const asIssue = await findIssueOrPull(site, repository, pull.number);
  return {
    __typename: "PullRequest",
    id: pull["node_id"],
    number: pull.number,
    author: graphqlActor(pull.user),
    authorAssociation: asIssue?.["author_association"] ?? "NONE",
    title: pull.title,
    body: pull.body ?? "",
    state: pull.merged_at === null ? pull.state.toUpperCase() : "MERGED",
    isDraft: pull.draft,
    url: pull.html_url,
    createdAt: pull.created_at,
    updatedAt: pull.updated_at,
    mergedAt: pull.merged_at,
    totalCommentsCount: asIssue?.comments ?? 0,
    repository: await repositoryNode(site, repository),
  };
}
