import { asObject, trusted, type Json } from "../json.js";

/** One request to the API, and who makes it. */
export interface Call {
  readonly method: string;
  /** The path as it was sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body; `undefined` where there is none. */
  readonly body: unknown;
  /** Login of the user, `<slug>[bot]` for an installation, `app/<slug>` for the App itself. */
  readonly actor: string;
}

/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The raw body. */
  readonly body: Buffer;
}

/** A JSON answer; `undefined` has no body. */
export function answer(
  status: number,
  value?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = value === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(value));
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body,
  };
}

/** An error in GitHub's shape. */
export function refusal(status: number, message: string, errors?: readonly Json[]): Answer {
  return answer(status, {
    message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: "https://docs.github.com/rest",
    status: String(status),
  });
}

/** The same answer with another JSON body. */
export function withBody(original: Answer, value: unknown): Answer {
  return { ...original, body: Buffer.from(JSON.stringify(value)) };
}

/** The answer's JSON, taken at its word. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it is
export function bodyOf<T>(from: Answer): T {
  const text = from.body.toString("utf8");
  return trusted<T>(text === "" ? undefined : JSON.parse(text));
}

/** Whether the status is 2xx. */
export function isOk(from: Answer): boolean {
  return from.status >= 200 && from.status < 300;
}

/** A field of the request's body. */
export function field(call: Call, name: string): unknown {
  return asObject(call.body)[name];
}

/** A text field of the request's body. */
export function textField(call: Call, name: string): string | undefined {
  const value = field(call, name);
  return typeof value === "string" ? value : undefined;
}

/**
 * One page of `items`, with the `Link` header of GitHub's page-numbered lists.
 *
 * @param show makes an item of the page what the client gets
 */
export async function page<T>(
  call: Call,
  siteUrl: string,
  items: readonly T[],
  show: (item: T) => unknown = (item) => item,
): Promise<Answer> {
  const size = Math.min(100, numberIn(call.query, "per_page", 30));
  const current = numberIn(call.query, "page", 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (number: number, rel: string): string => {
    const query = new URLSearchParams(call.query);
    query.set("per_page", String(size));
    query.set("page", String(number));
    return `<${siteUrl}${call.path}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(current > 1 ? [link(current - 1, "prev")] : []),
    ...(current < last ? [link(current + 1, "next"), link(last, "last")] : []),
    ...(current > 1 ? [link(1, "first")] : []),
  ];
  return answer(
    200,
    await Promise.all(items.slice((current - 1) * size, current * size).map(show)),
    links.length > 0 ? { link: links.join(", ") } : {},
  );
}

function numberIn(query: URLSearchParams, name: string, otherwise: number): number {
  const value = Number.parseInt(query.get(name) ?? "", 10);
  return value > 0 ? value : otherwise;
}
