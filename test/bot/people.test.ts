// Stories of what people say and do. One process plays them all: starting one takes longer than most of them.
import { afterAll } from "#jest";
import { leaveStage } from "./stage.js";
import "./stories/commands.js";
import "./stories/panel.js";
import "./stories/approval.js";
import "./stories/refill.js";
import "./stories/plan-check.js";
import "./stories/close-out.js";
import "./stories/evidence.js";
import "./stories/work-items.js";

afterAll(leaveStage);
