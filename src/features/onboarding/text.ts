import type { Config } from "../../config/schema.js";
import { inlineCode } from "../../markdown/escape.js";
import { defineTask } from "../../model/compute.js";
import { docsAddress } from "../../model/package.js";
import { botText } from "../bot-text.js";
import { plansToAdopt, type TextFile } from "./rules.js";

/** What the onboarding issue is called. */
export const ONBOARDING_TITLE = "How to use Plansmith here";

/** The last line of the onboarding issue. With the App as the author, it makes the issue ours. */
const MARKER = "<!-- plansmith:onboarding -->";

const render = botText("onboarding");

/** What the text of an onboarding issue is made of. */
export interface OnboardingInput {
  /** Files that may be plans. */
  readonly files: readonly TextFile[];
  readonly labels: Pick<Config["labels"], "request">;
  readonly commands: Pick<Config["commands"], "enabled" | "off">;
  /** Whether the repository has a configuration of its own. */
  readonly isConfigured: boolean;
}

/** The text of an onboarding issue, complete with its marker. Markdown. */
export function onboardingText(input: OnboardingInput): string {
  const { files, labels, commands, isConfigured } = input;
  const isOn = (name: "open" | "adopt"): boolean =>
    commands.enabled && !commands.off.includes(name);
  const plans = isOn("adopt") ? plansToAdopt(files) : [];
  const view = {
    label: labels.request !== false && { name: inlineCode(labels.request) },
    command: isOn("open"),
    isBoth: labels.request !== false && isOn("open"),
    plans: plans.length > 0 && {
      rows: plans.map(({ path, done, total }) => ({
        command: inlineCode(`/plan adopt ${path}`, 420),
        done,
        total,
      })),
    },
    isNew: !isConfigured,
    configuration: docsAddress("configuration.md"),
    commandsPage: docsAddress("commands.md"),
    plansPage: docsAddress("plans.md"),
  };
  return `${render(view).trim()}\n\n${MARKER}\n`;
}

/** {@link onboardingText}. */
export const ONBOARDING = defineTask("the onboarding issue", onboardingText);

/** Whether an issue that the App opened is the onboarding issue, also where somebody changed its text. */
export function isOnboarding(issue: { readonly title: string; readonly body: string }): boolean {
  return issue.title === ONBOARDING_TITLE || issue.body.trimEnd().endsWith(MARKER);
}
