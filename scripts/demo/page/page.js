// Keeps the page true while things happen: the server sends what happens, and the page reads itself
// again and replaces the blocks (`data-block`) that have changed. What somebody writes stays.

/** The markup of a block as the server sent it, before the browser decorated it. */
const sent = new WeakMap();
let isReading = false;
let isStale = false;
let timer;
/** Whether the next change of the status comment is what a click of the guide leads to. */
let isGuided = takeFlag("guided");

remember(document.body);
decorate(document.body);
addEventListener("submit", (event) => void submitted(event));
addEventListener("change", (event) => void ticked(event));
follow();

/** Notes what each block looked like when it came. */
function remember(root) {
  const blocks = [root, ...root.querySelectorAll("[data-block]")];
  for (const block of blocks) sent.set(block, block.outerHTML);
}

/** Adds what needs a script: colours of labels, and diagrams. */
function decorate(root) {
  for (const label of root.querySelectorAll(".label[data-color]")) {
    label.style.backgroundColor = `#${label.dataset.color}`;
    label.style.color = label.dataset.ink;
  }
  for (const figure of root.querySelectorAll("figure.diagram")) draw(figure);
}

/** Shows the source of a diagram as a picture, drawn in a sandbox. */
function draw(figure) {
  const code = figure.textContent;
  const frame = document.createElement("iframe");
  frame.src = "/assets/diagram.html";
  frame.title = "Diagram";
  frame.setAttribute("sandbox", "allow-scripts");
  addEventListener("message", function hear({ source, data }) {
    if (!figure.isConnected) return removeEventListener("message", hear);
    if (source !== frame.contentWindow) return;
    if (data.isReady) source.postMessage({ code, isDark: isDark() }, "*");
    if (data.height > 0) {
      frame.style.height = `${Math.min(Math.max(data.height, 40), 1500)}px`;
      figure.classList.add("drawn");
    }
    if (data.error) frame.remove();
  });
  figure.append(frame);
}

function isDark() {
  const { theme } = document.documentElement.dataset;
  if (theme !== "auto") return theme === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Sends the form of an action, and shows where it leads to, or why not. */
async function submitted(event) {
  const form = event.target;
  if (!new URL(form.action).pathname.startsWith("/act/")) return;
  event.preventDefault();
  const fields = new FormData(form);
  if (!fields.has("back")) fields.set("back", here());
  const button = event.submitter ?? form.querySelector("button");
  button?.setAttribute("aria-busy", "true");
  isGuided = form.closest(".guide") !== null;
  const path = await post(form.action, fields);
  button?.removeAttribute("aria-busy");
  if (path === undefined) return;
  if (path !== here()) {
    if (isGuided) sessionStorage.setItem("guided", "yes");
    return location.assign(path);
  }
  form.closest("details")?.removeAttribute("open");
  form.reset();
  await read();
}

/** Ticks a box of a task list in the text that it stands in. */
async function ticked({ target }) {
  if (target.id === "reads") {
    document.querySelector("#events").classList.toggle("no-reads", !target.checked);
    return;
  }
  const body = target.closest(".markdown-body[data-number]");
  if (body === null || target.dataset.line === undefined) return;
  const fields = new FormData();
  fields.set("number", body.dataset.number);
  if (body.dataset.comment) fields.set("comment", body.dataset.comment);
  fields.set("line", target.dataset.line);
  fields.set("label", target.getAttribute("aria-label"));
  fields.set("checked", String(target.checked));
  fields.set("back", here());
  if ((await post("/act/tick", fields)) === undefined) target.checked = !target.checked;
  await read();
}

/** @returns where to look at it; `undefined` where it was refused, which the page says */
async function post(address, fields) {
  const toast = document.querySelector(".toast");
  toast.hidden = true;
  const answered = await fetch(address, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(fields),
  }).catch(() => undefined);
  if (answered?.ok) return (await answered.json()).path;
  const isRefusal = answered?.headers.get("content-type")?.startsWith("application/json");
  const reason = isRefusal ? (await answered.json()).error : await answered?.text();
  toast.textContent = reason ?? "The demo does not answer. Is it still running?";
  toast.hidden = false;
  return undefined;
}

function here() {
  return location.pathname + location.search;
}

/** Shows what happens, as the server sends it. */
function follow() {
  const list = document.querySelector("#events");
  const source = new EventSource(`/events?after=${list.dataset.last}`);
  source.addEventListener("message", ({ data }) => {
    const { kind, row } = JSON.parse(data);
    list.insertAdjacentHTML("afterbegin", row);
    list.firstElementChild.classList.add("fresh");
    while (list.children.length > 200) list.lastElementChild.remove();
    if (kind === "read" || kind === "webhook") return;
    clearTimeout(timer);
    timer = setTimeout(() => void read(), 200);
  });
  // Firefox would keep the connection of a page that is left.
  addEventListener("pagehide", () => source.close());
}

/** Reads the page again, and replaces what has changed. */
async function read() {
  if (isReading) {
    isStale = true;
    return;
  }
  isReading = true;
  try {
    do {
      isStale = false;
      const answered = await fetch(here()).catch(() => undefined);
      if (!answered?.ok) return;
      const next = new DOMParser().parseFromString(await answered.text(), "text/html");
      for (const part of [".tabs", ".left"]) {
        sync(document.querySelector(part).parentElement, next.querySelector(part).parentElement);
      }
    } while (isStale);
  } finally {
    isReading = false;
  }
}

/** Makes the blocks within `old` what they are within `next`. */
function sync(old, next) {
  const before = new Map([...old.children].map((child, index) => [keyOf(child, index), child]));
  let place = old.firstElementChild;
  for (const [index, child] of [...next.children].entries()) {
    const key = keyOf(child, index);
    const match = before.get(key);
    before.delete(key);
    if (match === undefined) {
      old.insertBefore(adopt(child), place);
      continue;
    }
    if (match === place) place = place.nextElementSibling;
    else old.insertBefore(match, place);
    if (child.dataset.block !== undefined) replace(match, child);
    else if (child.querySelector("[data-block]") !== null) sync(match, child);
  }
  for (const [key, gone] of before) if (isBlock(key)) gone.remove();
}

function keyOf(element, index) {
  return element.dataset.block === undefined
    ? `${element.tagName}.${element.className} ${element.querySelector("[data-block]") ? "" : index}`
    : `block:${element.dataset.block}`;
}

function isBlock(key) {
  return key.startsWith("block:");
}

/** Puts `next` in the place of `old`, unless it is the same, or somebody writes in it. */
function replace(old, next) {
  if (sent.get(old) === next.outerHTML || isWrittenIn(old)) return;
  const open = [...old.querySelectorAll("details")].map((details) => details.open);
  const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
  const fresh = adopt(next);
  for (const [index, details] of [...fresh.querySelectorAll("details")].entries()) {
    if (open[index] !== undefined) details.open = open[index];
  }
  fresh.classList.add("changed");
  old.replaceWith(fresh);
  if (focused !== undefined) counterpart(fresh, focused)?.focus({ preventScroll: true });
}

function adopt(element) {
  const own = document.importNode(element, true);
  remember(own);
  decorate(own);
  if (isGuided && own.matches(".status-comment")) requestAnimationFrame(() => show(own));
  return own;
}

/** Shows what a click of the guide led to. */
function show(element) {
  const { top, bottom } = element.getBoundingClientRect();
  const isSeen = top >= 0 && bottom <= innerHeight;
  if (!isSeen) element.scrollIntoView({ block: "start" });
}

function takeFlag(name) {
  const isSet = sessionStorage.getItem(name) !== null;
  sessionStorage.removeItem(name);
  return isSet;
}

function isWrittenIn(block) {
  return [...block.querySelectorAll("textarea, input:not([type])")].some(
    (field) => field.value !== field.defaultValue,
  );
}

/** What took the place of the element that had the focus. */
function counterpart(root, { id, dataset, textContent, tagName }) {
  if (id !== "") return root.querySelector(`#${CSS.escape(id)}`);
  const alike = [...root.querySelectorAll(tagName)];
  if (dataset.line !== undefined) {
    return alike.find((other) => other.dataset.line === dataset.line) ?? alike[0];
  }
  return alike.find((other) => other.textContent === textContent);
}
