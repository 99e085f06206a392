const nothing = (): void => undefined;

/** A log for Octokit that keeps quiet of the answers which tests expect. */
export const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
