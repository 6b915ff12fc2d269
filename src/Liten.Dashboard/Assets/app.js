// Which view is shown, when it is asked for anew, and the keys. The state of a view is its address.

import { h, show } from "./dom.js";
import * as overview from "./overview.js";
import * as tasks from "./tasks.js";
import * as task from "./task.js";
import * as locks from "./locks.js";
import * as graph from "./graph.js";
import * as pools from "./pools.js";
import { installKeys, keepChosen, showHelp } from "./keys.js";

const VIEWS = { overview, tasks, task, locks, graph, pools };
const ICONS = {
  overview: "M3 12h4l3-8 4 16 3-8h4",
  tasks: "M4 6h16M4 12h16M4 18h10",
  locks: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  graph: "M8.5 7.2l7 3.6M8.5 16.8l7-3.6M6 3.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5"
    + "M6 15.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M18 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  pools: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
};
const LABELS = { overview: "Overview", tasks: "Tasks", locks: "Locks", graph: "Waits", pools: "Blocking" };

let current = { name: "", values: {} };
let data = null; // of the current view
let summary = null; // the overview, which the bar at the top shows on every view
let failure = null;
let timer = null;
let request = null;

/** Reads the address: #/tasks?state=Waiting or #/task/17. */
function read() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, id] = path.split("/");
  const values = Object.fromEntries(new URLSearchParams(query ?? ""));
  return { name: VIEWS[name] ? name : "overview", values: id ? { ...values, id: Number(id) } : values };
}

/** Goes to a view with these values; those that are null are left out. */
export function go(name, values) {
  const kept = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const query = new URLSearchParams(kept).toString();
  location.hash = `#/${name}${query ? `?${query}` : ""}`;
}

/** The same view with some values changed: those of the address as it is now, which may be ahead of what is painted. */
export function alter(changes) {
  const { name, values } = read();
  go(name, { ...values, ...changes });
}

/** Asks at once. */
export function refresh() {
  clearTimeout(timer);
  request?.abort();
  poll();
}

async function poll() {
  if (document.hidden) return; // nobody looks: the program is left alone
  const at = current;
  const view = VIEWS[at.name];
  const mine = request = new AbortController();
  try {
    if (at.name === "overview") data = summary = await overview.load({}, mine.signal);
    else {
      if (!summary || Date.now() - summary.at > 3000) summary = await overview.load({}, mine.signal);
      data = await view.load(at.values, mine.signal);
    }
    failure = null;
  } catch (error) {
    if (error.name === "AbortError") return;
    failure = error.status ? error.message : "The program does not answer. It has ended, or is stopped in a debugger.";
  }
  if (at !== current || mine !== request) return;
  paint();
  timer = setTimeout(poll, failure ? 2000 : Math.max(view.period, data?.pause ?? 0));
}

function paint() {
  const view = VIEWS[current.name];
  show(document.getElementById("nav"), navigation());
  show(document.getElementById("bar"), bar());
  const content = data ? view.render(data, current.values, summary) : h("p", { class: "faint pad" }, "…");
  show(document.getElementById("view"), failure ? h("p", { class: "failure", role: "alert" }, failure) : null,
    h("div", { class: `page page-${current.name}`, "data-key": current.name }, content));
  keepChosen();
  document.title = summary ? `${overview.verdictOf(summary.findings).text} · ${summary.process}` : "Liten";
}

function navigation() {
  const chosen = current.name === "task" ? "tasks" : current.name;
  return [
    h("a", { class: "brand", href: "#/overview" }, h("i", null), "Liten"),
    Object.entries(LABELS).map(([name, label]) => h("a", { href: `#/${name}`, "aria-current": name === chosen ? "page" : null },
      h("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: ICONS[name] })), h("span", null, label))),
    h("button", { type: "button", class: "keys", onclick: showHelp }, h("kbd", null, "?"), h("span", null, "Keys")),
  ];
}

function bar() {
  const verdict = summary ? overview.verdictOf(summary.findings) : null;
  return [
    h("span", { class: "process" }, summary?.process ?? ""),
    verdict && current.name !== "overview" ? h("a", { class: `pill ${verdict.tone}`, href: "#/overview" }, h("i"), verdict.text) : null,
    h("span", { class: "space" }),
    h("a", { class: "button", href: "api/dump", target: "_blank", rel: "noopener" }, "Dump"),
    h("button", { type: "button", onclick: toggleTheme, "aria-label": "Light or dark", title: "Light or dark" }, "◐"),
  ];
}

export function toggleTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("liten-theme", root.dataset.theme);
  paint();
}

addEventListener("hashchange", () => {
  const next = read();
  const isOther = next.name !== current.name || next.values.id !== current.values.id;
  current = next;
  if (isOther) {
    data = next.name === "overview" ? summary : null;
    scrollTo(0, 0);
    paint();
  }
  refresh();
});
document.addEventListener("visibilitychange", refresh);
addEventListener("resize", () => data && paint());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => data && paint());
installKeys();
current = read();
paint();
poll();
