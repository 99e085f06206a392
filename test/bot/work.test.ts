// Stories of what the App does by itself. One process plays them all: starting one takes longer than most of them.
import { afterAll } from "#jest";
import { leaveStage } from "./stage.js";
import "./stories/opening.js";
import "./stories/life.js";
import "./stories/config.js";
import "./stories/config-check.js";
import "./stories/templates.js";
import "./stories/drift.js";
import "./stories/related.js";
import "./stories/cost.js";
import "./stories/examples.js";

afterAll(leaveStage);
