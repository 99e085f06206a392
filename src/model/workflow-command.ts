/**
 * A line that the runner of GitHub Actions shows as an annotation, a line end at its end.
 *
 * @param place what it is about: `file`, `line`, `title`; what is not defined is left out
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotation(
  level: "error" | "warning" | "notice",
  place: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const properties = Object.entries(place).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${property(String(value))}`],
  );
  return `::${level} ${properties.join(",")}::${data(message)}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
