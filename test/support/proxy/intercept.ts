import type { Answer, Call } from "./http.js";

/** An API request as tests see it. */
export interface SeenRequest extends Call {
  /** Counts all requests of this actor's kind (the App's, or people's) from 1. */
  readonly number: number;
  /** The name of the operation that GraphQL is asked for, or nothing. */
  readonly operation: string;
  /** Whether it changes the world; asking for a token does not. */
  readonly write: boolean;
  /** Counts the writes of this actor's kind from 1; `undefined` for reads. */
  readonly writeNumber: number | undefined;
  /** Whether the App or its installation makes it. */
  readonly byApp: boolean;
  /** Whether a test makes it, though perhaps with the App's token. */
  readonly byTest: boolean;
}

/** The `User-Agent` of the clients that tests are given. */
export const TEST_AGENT = "plansmith-tests";

/** What an interceptor does to a request. */
export type Verdict =
  /** The connection breaks before GitHub sees the request. */
  | "drop"
  /** GitHub acts, and the connection breaks before its answer arrives. */
  | "drop-after"
  | {
      /** This instead of GitHub's answer; GitHub never sees the request. */
      readonly answer?: Answer;
      readonly after?: AfterAnswer;
    };

/** Sees GitHub's answer before the client does; what it returns, if anything, goes back instead. */
export type AfterAnswer = (
  answered: Answer,
) => Promise<Answer | "drop" | void> | Answer | "drop" | void;

/** Sees a request before GitHub does. Nothing returned: it goes its way. */
export type Interceptor = (request: SeenRequest) => Promise<Verdict | void> | Verdict | void;

/** A line of the request log. */
export interface LoggedRequest {
  readonly number: number;
  readonly method: string;
  readonly path: string;
  /** The query, with its question mark, or nothing. */
  readonly search: string;
  /** The name of the operation that GraphQL was asked for, or nothing. */
  readonly operation: string;
  readonly actor: string;
  readonly byApp: boolean;
  readonly write: boolean;
  /** 0 while under way and where the connection was dropped. */
  status: number;
}
