/** What is wrong with a template, for the person who wrote it. */
export interface TemplateProblem {
  /** 1-based line in the template's file. */
  readonly line: number;
  /** What is wrong; one plain line without a full stop, which may quote the template. */
  readonly reason: string;
  /** How to mend it; a sentence. */
  readonly mend: string;
}

/** A template that cannot be used. The message is plain text, and tells name, line and reason. */
export class TemplateError extends Error implements TemplateProblem {
  override readonly name = "TemplateError";
  readonly template: string;
  readonly line: number;
  readonly reason: string;
  readonly mend: string;

  constructor(template: string, problem: TemplateProblem) {
    super(`Template ${template}, line ${problem.line}: ${problem.reason}. ${problem.mend}`);
    this.template = template;
    this.line = problem.line;
    this.reason = problem.reason;
    this.mend = problem.mend;
  }
}
