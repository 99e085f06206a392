// Stories of what goes wrong. One process plays them all: starting one takes longer than most of them.
import { afterAll } from "#jest";
import { leaveStage } from "./stage.js";
import "./stories/crash.js";
import "./stories/no-retry.js";
import "./stories/malformed.js";
import "./stories/permissions.js";
import "./stories/races.js";
import "./stories/trust.js";
import "./stories/responsive.js";

afterAll(leaveStage);
