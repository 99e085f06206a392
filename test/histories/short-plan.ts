import { loadTemplate, type Template } from "../../src/plan/template/template.js";

/** A short plan with a place for everything that a history touches: reading it takes little time. */
export const SHORT_PLAN = `---
name: issue-plan
title: Short plan
description: A plan of few lines.
labels: []
status:
  Planning: proposed
  Completed: completed
sections:
  required:
    - Goal
    - Steps
    - Notes
  progress:
    - Steps
  other: []
---
# Plan: {{title}}

- Status: Planning
- Start: {{date}} • Last Updated: {{timestamp}}
- Priority: {{#priority}}{{priority}}{{/priority}}{{^priority}}\\<High or low>{{/priority}}

## Goal

{{#goal}}
{{goal}}
{{/goal}}
{{^goal}}
\\<What will be true>
{{/goal}}

## Steps

{{#steps}}
- [{{box}}] {{text}}
{{/steps}}
{{^steps}}
- [ ] \\<First step>
{{/steps}}

## Decision Log

- Decision: \\<What was chosen>

## Progress (Running Log)

- ({{timestamp}}) Plan filled.

## Notes

{{#notes}}
{{notes}}
{{/notes}}
{{^notes}}
\\<Notes>
{{/notes}}

## Outcomes & Retrospective

\\<What came out>
`;

/** The only template of a history's bot, under the name of the default one. */
export function shortTemplates(): ReadonlyMap<string, Template> {
  return new Map([["issue-plan", loadTemplate(SHORT_PLAN, "issue-plan")]]);
}
