/** Where a repository keeps its configuration, and the owner's `.github` repository the common one. */
export const CONFIG_FILE = ".github/plansmith.yml";

/** The folder that the configuration and a repository's own templates lie in. */
export const CONFIG_FOLDER = ".github";

/** Name of the owner's repository whose configuration counts where a repository has none. */
export const OWNER_REPOSITORY = ".github";

/** Biggest configuration, in bytes. */
export const CONFIG_LIMIT = 64 * 1024;
