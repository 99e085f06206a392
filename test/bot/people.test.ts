// Stories of what people say and do. One process plays them all: starting one takes longer than most of them.
import { afterAll } from "#jest";
import { leaveStage } from "./stage.js";
import "./stories/commands.js";
import "./stories/panel.js";
import "./stories/approval.js";
import "./stories/refill.js";
import "./stories/plan-check.js";
import "./stories/archive.js";
import "./stories/evidence.js";

afterAll(leaveStage);
