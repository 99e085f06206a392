/** As `engines` in package.json: a later 20, or 22 and later. */
const LEAST = [20, 18, 1] as const;
const NEXT_MAJOR = 22;

/**
 * Why this version of Node.js does not do; `undefined` where it does.
 *
 * @param version as in `process.versions.node`
 */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0, patch = 0] = version
    .split(".")
    .map((part) => Number.parseInt(part, 10));
  if (major >= NEXT_MAJOR) return undefined;
  const [leastMajor, leastMinor, leastPatch] = LEAST;
  const isLate = minor > leastMinor || (minor === leastMinor && patch >= leastPatch);
  if (major === leastMajor && isLate) return undefined;
  return `Plansmith needs Node.js ${NEXT_MAJOR} or later, or ${LEAST.join(".")} or a later ${leastMajor}. This is Node.js ${version}.`;
}
