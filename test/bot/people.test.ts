import "./stories/commands.js";
import "./stories/panel.js";
import "./stories/approval.js";
import "./stories/refill.js";
import "./stories/plan-check.js";
import "./stories/trust.js";
import "./stories/close-out.js";
