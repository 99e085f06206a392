/** The issue of the demo, as an issue form gives it. */
export const ISSUE = {
  title: "Limit how often one client may call the API",
  body: `### Context

One client with a broken retry loop took the API down twice this month.

### Approach

A token bucket per API key, kept in memory, in front of the router.

### Tasks

- [ ] Write the token bucket
- [ ] Put it in front of the router
- [ ] Answer 429 with Retry-After
- [ ] Count what is refused
- [ ] Write the page for customers

### Acceptance criteria

- [ ] A client that calls too often gets 429 and a Retry-After header
- [ ] Other clients notice nothing
- [ ] The dashboard shows what is refused

### Risks

- A limit that is too low locks paying customers out

### Questions

Do internal clients have a limit too?

### Anything else?

_No response_
`,
} as const;
