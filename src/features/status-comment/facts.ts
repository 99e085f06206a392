/** A status comment of the App's own. */
export interface StatusComment {
  readonly id: number;
  readonly body: string;
}
