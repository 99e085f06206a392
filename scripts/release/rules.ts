/** What `npm run release:check` looks at. */
export interface ReleaseFacts {
  readonly version: string;
  /** As package.json says, `github:OWNER/NAME`. */
  readonly repository: string;
  readonly homepage: string;
  /** The tag that is released; `undefined` where none is there yet. */
  readonly tag: string | undefined;
  /** CHANGELOG.md. */
  readonly changelog: string;
  /** Files that differ from the commit. */
  readonly changed: readonly string[];
  /** Paths in the package that npm would publish. */
  readonly packed: readonly string[];
  /** Paths that package.json and action.yml start. */
  readonly programs: readonly string[];
  /** Documents that may name a version, by path. */
  readonly documents: Readonly<Record<string, string>>;
  /** Workflows, by path. */
  readonly workflows: Readonly<Record<string, string>>;
  /** What is wrong with licences: one sentence each. */
  readonly licences: readonly string[];
}

/** What people need of the package beside its programs. */
const NEEDED = [
  "action.yml",
  "app.yml",
  "CHANGELOG.md",
  "dist/third-party-licences.txt",
  "docs/plansmith.schema.json",
  "LICENSE",
  "package.json",
  "README.md",
  "SECURITY.md",
  "templates/issue-plan.md",
];

/** What nobody needs, or nobody may have. */
const UNWANTED = /^(?:src|test|scripts|bench|node_modules|\.github|\.ci)\/|(?:^|\/)\.env$|\.pem$/;

/** What stands in the way of a release: one sentence each, with what to do. */
export function releaseProblems(facts: ReleaseFacts): readonly string[] {
  const { version, repository, homepage, tag, changelog, changed, packed } = facts;
  const name = repository.replace(/^github:/, "");
  const section = changelogSection(changelog, version);
  return [
    ...(name.startsWith("OWNER/")
      ? ["package.json: OWNER is a placeholder; put who publishes into repository and homepage"]
      : []),
    ...(homepage === `https://github.com/${name}#readme`
      ? []
      : [`package.json: homepage is not https://github.com/${name}#readme`]),
    ...(tag === undefined || tag === `v${version}`
      ? []
      : [`the tag is ${tag}, the version in package.json ${version}: make both with npm version`]),
    ...(section === undefined
      ? [`CHANGELOG.md has no section ## ${version} that says something: npm version makes it`]
      : []),
    ...(changed.length === 0 ? [] : [`not committed: ${changed.join(", ")}`]),
    ...[...NEEDED, ...facts.programs]
      .filter((path) => !packed.includes(path))
      .map((path) => `${path} is not in the package: see files in package.json`),
    ...packed
      .filter((path) => UNWANTED.test(path))
      .map((path) => `${path} is in the package: see files in package.json`),
    ...Object.entries({ ...facts.documents, ...facts.workflows }).flatMap(([path, text]) =>
      documentProblems(path, text, version, name),
    ),
    ...Object.entries(facts.workflows).flatMap(([path, text]) =>
      unpinnedActions(text, name).map(
        (use) => `${path}: ${use} is not pinned by a full commit SHA with the version behind it`,
      ),
    ),
    ...facts.licences,
  ];
}

/** Where a document names a version of this repository: `uses: …/plansmith@v1.2.3`, or an address. */
const NAMED = /(\/plansmith(?:@|\/|\/blob\/)v)(\d+(?:\.\d+\.\d+(?:-[\w.]+)?)?)(?![\w.]*\w)/g;

/** Stands in documents until package.json says who publishes. */
const PLACEHOLDER = "OWNER/plansmith";

/** A release has the tag of its version, and that of its major version, which every release moves. */
function documentProblems(
  path: string,
  text: string,
  version: string,
  name: string,
): readonly string[] {
  const known = new Set([version, version.split(".")[0]]);
  const named = Array.from(text.matchAll(NAMED), ([, , other]) => other);
  const others = [...new Set(named)].filter((other) => !known.has(other));
  return [
    ...others.map((other) => `${path} names v${other}, but what is released is v${version}`),
    ...(name !== PLACEHOLDER && text.includes(PLACEHOLDER)
      ? [`${path} says ${PLACEHOLDER}: npm version puts the repository there`]
      : []),
  ];
}

/**
 * A document in which every exact version of this repository is `version`.
 *
 * @param repository `owner/name`, for where a placeholder stands
 */
export function asReleased(text: string, version: string, repository: string): string {
  return text
    .replaceAll(PLACEHOLDER, repository)
    .replace(NAMED, (all, before: string, named: string) =>
      named.includes(".") ? `${before}${version}` : all,
    );
}

/**
 * What a workflow uses without a full commit SHA and the version in a comment behind it.
 *
 * @param own the repository itself, `owner/name`, whose tags nobody else moves
 */
export function unpinnedActions(workflow: string, own: string): readonly string[] {
  const uses = /^\s*(?:- )?uses:\s*(\S+)(.*)$/gm;
  return Array.from(workflow.matchAll(uses), ([, use = "", comment = ""]) => ({ use, comment }))
    .filter(({ use }) => !use.startsWith("./") && !use.startsWith(`${own}@`))
    .filter(
      ({ use, comment }) => !/@[\da-f]{40}$/.test(use) || !/^\s+# v\d+\.\d+\.\d+$/.test(comment),
    )
    .map(({ use }) => use);
}

/** What CHANGELOG.md says of a version; `undefined` where it says nothing. */
export function changelogSection(changelog: string, version: string): string | undefined {
  const section = changelog
    .split(/^(?=## )/m)
    .find((part) => /^## \[?v?([^\s\]]+)/.exec(part)?.[1] === version);
  const text = section?.replace(/^## .*\n/, "").trim();
  return text === "" ? undefined : text;
}

/**
 * CHANGELOG.md with what is unreleased as the section of a version, and room for what comes next.
 *
 * @param date ISO 8601, the day alone
 * @throws where nothing is unreleased
 */
export function releasedChangelog(changelog: string, version: string, date: string): string {
  if (changelogSection(changelog, "Unreleased") === undefined) {
    throw new Error("CHANGELOG.md says nothing under ## Unreleased");
  }
  return changelog.replace(/^## Unreleased$/m, `## Unreleased\n\n## ${version} - ${date}`);
}
