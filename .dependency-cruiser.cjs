/**
 * The direction of imports in `src`, type imports included. A layer may import itself and the layers
 * above it in this list; folders that share a line may import each other only as listed below.
 */
const LAYERS = [
  ["model"],
  ["markdown"],
  ["issue", "plan"],
  ["config", "github"],
  ["features"],
  ["reconcile"],
  ["queue", "recovery", "events"],
  ["compute"],
  ["environment"],
  ["doctor"],
  ["server", "cli"],
  ["action"],
];

/** Within a layer: the folder, and what beside it it may not import. */
const APART = [
  ["issue", "plan"],
  ["config", "github"],
  ["github", "config"],
  ["queue", "(recovery|events)"],
  ["events", "recovery"],
  ["server", "cli"],
  ["cli", "server"],
];

/** Folders and files whose functions give the same for the same arguments, whenever they are called. */
const PURE = ["^src/(model|markdown|plan|issue|config)/", "^src/features/[^/]+/(rules|text)[.]ts$"];

/** Packages and parts of Node that reach the network, the file system or a log. */
const EFFECTS = [
  "node_modules/(@octokit|bottleneck|bullmq|ioredis|pino|probot|prom-client|smee-client)/",
  "^(node:)?(child_process|cluster|dgram|dns|fs|http|https|http2|net|tls)(/|$)",
];

const layerRules = LAYERS.slice(0, -1).map((folders, index) => ({
  name: `${folders.join("-and-")}-import-no-upper-layer`,
  severity: "error",
  from: { path: `^src/(${folders.join("|")})/` },
  to: {
    path: `^src/(${LAYERS.slice(index + 1)
      .flat()
      .join("|")})/`,
  },
}));

const folderRules = APART.map(([from, to]) => ({
  name: `${from}-does-not-import-${to.replace(/\W+/g, "-").replace(/^-|-$/g, "")}`,
  severity: "error",
  from: { path: `^src/${from}/` },
  to: { path: `^src/${to}/` },
}));

module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    ...layerRules,
    ...folderRules,
    {
      name: "nothing-imports-an-entry-file",
      comment: "src/main.ts, src/cli.ts, src/action.ts and src/compute-worker.ts hold no logic.",
      severity: "error",
      from: {},
      to: { path: "^src/(main|cli|action|compute-worker)[.]ts$" },
    },
    {
      name: "src-imports-no-tests-or-scripts",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|scripts)/" },
    },
    {
      name: "pure-code-has-no-effects",
      comment: "They know no network, no file system and no log. What they need is an argument.",
      severity: "error",
      // What Plansmith ships beside its code is the same for as long as it is installed.
      from: { path: PURE, pathNot: "^src/model/package[.]ts$" },
      to: { path: EFFECTS, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "rules-and-texts-do-not-call-github",
      comment: "rules.ts and text.ts of a feature are pure: they may know GitHub's types only.",
      severity: "error",
      from: { path: "^src/features/[^/]+/(rules|text)[.]ts$" },
      to: { path: "^src/github/", dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};
