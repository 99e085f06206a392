import { defineTask } from "../model/compute.js";
import type { ConfigProblem } from "./problem.js";
import { readLayer, resolveConfig, type Layer, type Resolved } from "./read-config.js";

/** A file of configuration, as it was fetched. */
export interface ConfigFile {
  /** The file, as messages name it. */
  readonly source: string;
  /** Empty where it could not be fetched. */
  readonly bytes: Uint8Array;
  /** Why it could not be. */
  readonly problems: readonly ConfigProblem[];
}

/** The effective configuration, as plain data. */
export type ReadConfig = Omit<Resolved, "originOf">;

/** Which repository's configuration a file extends, and where it says so; `undefined` for none. */
export const EXTENDS = defineTask("what a configuration extends", (file: ConfigFile) => {
  const { mapping } = layerOf(file);
  const value = mapping.value["_extends"];
  return value === undefined ? undefined : { value, ...mapping.placeOf(["_extends"]) };
});

/** Puts files over the defaults, the first file lowest: {@link resolveConfig}. */
export const CONFIGURATION = defineTask(
  "the configuration",
  (files: readonly ConfigFile[]): ReadConfig => {
    const { originOf: _, ...plain } = resolveConfig(files.map(layerOf));
    return plain;
  },
);

function layerOf({ source, bytes, problems }: ConfigFile): Layer {
  const layer = readLayer(source, bytes);
  return { ...layer, problems: [...problems, ...layer.problems] };
}
