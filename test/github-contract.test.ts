import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { parse } from "yaml";
import { EVENT_NAMES } from "../src/events/map.js";
import { DOCUMENTS } from "../src/github/graphql.js";
import { findOperation } from "./support/contract/description.js";
import { asObject, trusted } from "./support/json.js";
import { CONTRACT_PAGE as PAGE, contractTable as table } from "./support/contract/page.js";
import { refuseUnpermitted } from "./support/proxy/permissions.js";

const rank: Readonly<Record<string, number>> = { read: 1, write: 2 };

/** What Octokit asks for by itself. */
const BY_OCTOKIT = ["POST /app/installations/{installation_id}/access_tokens"];

/** `GET /path` of every call in `src` that names an endpoint of Octokit's. */
function usedEndpoints(): readonly string[] {
  const rest = asObject(new Octokit().rest);
  const files = readdirSync("src", { recursive: true, encoding: "utf8" });
  const sources = files
    // The smoke test acts for its operator, on a throw-away repository.
    .filter((it) => it.endsWith(".ts") && !it.startsWith("doctor/live/"))
    .map((it) => readFileSync(`src/${it}`, "utf8"));
  const names = sources.flatMap((text) => [...text.matchAll(/\brest\.(\w+)\s*\.(\w+)/g)]);
  const routes = names.map(([all, area = "", name = ""]) => {
    const call = trusted<{ endpoint?: { DEFAULTS: { method: string; url: string } } } | undefined>(
      asObject(rest[area])[name],
    );
    if (call?.endpoint === undefined) throw new Error(`Octokit has no ${all}`);
    return `${call.endpoint.DEFAULTS.method} ${call.endpoint.DEFAULTS.url}`;
  });
  return [...new Set(routes)].toSorted();
}

const endpoints = table("Endpoints");
const manifest = asObject(parse(readFileSync("app.yml", "utf8")));
const permissions = trusted<Readonly<Record<string, string>>>(manifest["default_permissions"]);

/** Of `name: access` pairs the highest access a name. */
function highest(pairs: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const pair of pairs) {
    const [name, access] = pair.split(": ");
    if (name === undefined || access === undefined) continue;
    if ((rank[access] ?? 0) > (rank[found[name] ?? ""] ?? 0)) found[name] = access;
  }
  return found;
}

describe("the page that tells what Plansmith asks of GitHub", () => {
  test("has a row for every endpoint that the code uses, and no other", () => {
    const documented = endpoints.map(([endpoint = ""]) => endpoint);
    const used = [...usedEndpoints(), ...BY_OCTOKIT];
    const report = [
      ...used
        .filter((it) => !documented.includes(it))
        .map((it) => `add a row for ${it} to the table "Endpoints" in ${PAGE}`),
      ...documented
        .filter((it) => !used.includes(it))
        .map((it) => `take the row of ${it} out of ${PAGE}: nothing in src uses it`),
      ...documented
        .filter((it, index) => documented.indexOf(it) !== index)
        .map((it) => `${it} is there twice in ${PAGE}`),
    ];
    expect(report).toEqual([]);
  });

  test("names endpoints that GitHub describes, and says of each why and at what cost", () => {
    for (const [endpoint = "", why, permission, cost] of endpoints) {
      const [method = "", path = ""] = endpoint.split(" ");
      const filled = path.replaceAll(/\{\w*(?:number|_id)\}/g, "1").replaceAll(/\{\w+\}/g, "x");
      expect([endpoint, findOperation(method, filled)?.operation.name]).toEqual([
        endpoint,
        endpoint,
      ]);
      expect([why, permission, cost]).not.toContain("");
    }
  });

  test("gives each endpoint the permission that GitHub wants for it", async () => {
    for (const [endpoint = "", , permission = ""] of endpoints) {
      const [method = "", template = ""] = endpoint.split(" ");
      const path = template.replaceAll(/\{\w*number\}/g, "1").replaceAll(/\{\w+\}/g, "x");
      const given = highest([permission]);
      const no = (): Promise<boolean> => Promise.resolve(false);
      expect([endpoint, await refuseUnpermitted({ method, path }, given, no)]).toEqual([
        endpoint,
        undefined,
      ]);
      const lower = Object.entries(given).map(([name, access]) => [
        name,
        access === "write" ? "read" : "none",
      ]);
      const weaker = await refuseUnpermitted({ method, path }, Object.fromEntries(lower), no);
      const wantsNone = !path.startsWith("/repos/") || lower.length === 0;
      expect([endpoint, wantsNone || weaker?.status]).toEqual([endpoint, wantsNone || 403]);
    }
  });

  test("asks for the permissions of app.yml: neither more nor less", () => {
    const events = table("Events").map(([, , permission = ""]) => permission);
    const wanted = highest([...endpoints.map(([, , permission = ""]) => permission), ...events]);
    expect(wanted).toEqual(permissions);
    expect(highest(table("Permissions").map(([permission = ""]) => permission))).toEqual(wanted);
  });

  test("has a row for every query, and no other", () => {
    expect(table("Queries").map(([name]) => name)).toEqual(DOCUMENTS.map(({ name }) => name));
    const permissionsOf = table("Queries").map(([, , permission = ""]) => permission.split(", "));
    for (const permission of permissionsOf.flat()) {
      const [name = "", access] = permission.split(": ");
      expect([name, access === "read" && name in permissions]).toEqual([name, true]);
    }
  });

  test("says of every assumption whether it is documented, measured by `doctor --live`, or a guess", () => {
    const live = readFileSync("src/doctor/live/measurements.ts", "utf8").replaceAll(
      "${MAX_SUMMARY}",
      "65535",
    );
    const rows = table("Assumptions").map(([assumption, how = "", where, wrong]) => {
      const measured = /measured: ([^;(]+)/.exec(how)?.[1]?.trim();
      const isKnown =
        measured === undefined
          ? /^(?:documented\b|guess$)/.test(how)
          : [`"${measured}"`, `\`${measured}\``].some((name) => live.includes(name));
      return { assumption, isKnown, isWhole: Boolean(where) && Boolean(wrong) };
    });
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(({ isKnown, isWhole }) => !isKnown || !isWhole)).toEqual([]);
    const [, page = ""] = readFileSync(PAGE, "utf8").split("## Assumptions");
    const said = /\| (\W*documented\W\S*)/g;
    for (const [, link] of page.matchAll(said))
      expect(link).toMatch(/^\[documented\]\(https:\/\/docs\.github\.com\/\S+\)/);
  });

  test("has a row for every event that the code reads, and no other", () => {
    expect(table("Events").map(([event]) => event)).toEqual([...EVENT_NAMES]);
  });
});
