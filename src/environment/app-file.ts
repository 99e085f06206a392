import { parse } from "yaml";
import * as z from "zod";
import { bundledAsset } from "../model/package.js";

const appFile = z.looseObject({
  name: z.string(),
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
});

/** The App as `app.yml` describes it, which comes with Plansmith. */
export function readAppFile(): z.infer<typeof appFile> {
  return appFile.parse(parse(bundledAsset("app.yml")));
}
