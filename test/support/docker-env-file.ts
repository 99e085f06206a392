/**
 * Reads a file as `docker run --env-file` does (Docker 28.2): one variable a line, from the first `=`
 * to the end of the line, quotes included.
 *
 * @see https://docs.docker.com/reference/cli/docker/container/run/#env
 * @throws where Docker refuses the file
 */
export function readDockerEnvFile(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.split(/\r?\n/).map((each) => each.trimStart())) {
    if (line === "" || line.startsWith("#")) continue;
    const [name = ""] = line.split("=", 1);
    if (name === "") throw new Error(`no variable name on line '${line}'`);
    if (/\s/.test(name)) throw new Error(`variable '${name}' contains whitespaces`);
    // A name alone would be taken from Docker's own environment.
    if (name !== line) variables[name] = line.slice(name.length + 1);
  }
  return variables;
}
