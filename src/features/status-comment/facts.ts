/** A status comment of the App's own. */
export interface StatusComment {
  readonly id: number;
  /** Left out where GitHub gives none. */
  readonly nodeId?: string;
  readonly body: string;
  /** The issue that it is on, `owner/repo#4` in small letters; left out where all of it is believed. */
  readonly home?: string;
}
