// Who waits for whom, from left to right; who holds most stands rightmost, and circles are red.

import { get } from "./api.js";
import { h } from "./dom.js";
import { count, plural } from "./format.js";
import { empty, panel, taskLink } from "./parts.js";
import { layOut } from "./layout.js";

export const period = 1500;

export const load = (_, signal) => get("graph", {}, signal);

export function render(data) {
  if (!data.nodes.length) return empty("Nobody waits for another task", "Tasks that wait for times, channels or signals are under Locks.");
  const { nodes, edges, width, height } = layOut(data);
  return [
    data.cycles.map((cycle, i) => h("section", { class: "panel alarm", "data-key": `cycle-${i}` },
      h("h2", null, cycle.tasks.length === 1 ? "A task waits for itself" : `${cycle.tasks.length} tasks wait for each other`,
        h("span", { class: "extra" }, cycle.hasToken ? "a token could end it" : "nothing can end it",
          cycle.behind ? `; ${plural(cycle.behind, "more waits", "more wait")} for them` : "")),
      h("p", { class: "ring" }, cycle.tasks.map(task => [taskLink(task), h("span", { class: "faint" }, " waits for "),
        h("span", null, task.wait?.subject ?? "it"), h("span", { class: "arrow" }, " → ")]), taskLink(cycle.tasks[0])))),
    panel("Who waits for whom", `${plural(data.nodes.reduce((sum, node) => sum + node.count, 0), "task")}`
      + (data.leftOut ? `; ${count(data.leftOut)} more are left out` : ""),
    h("div", { class: "graph" }, h("svg", {
      viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": "Wait graph",
    }, h("defs", null, arrow("arrow", ""), arrow("arrow-bad", "bad")), edges.map(edge), nodes.map(node)))),
  ];
}

const arrow = (id, tone) => h("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
  h("path", { d: "M0 0.8 L7.2 4 L0 7.2 z", class: `head ${tone}` }));

function edge(one) {
  return h("g", { class: one.isInCycle ? "edge bad" : "edge", "data-key": `e-${one.from}-${one.to}` },
    h("path", { d: one.path, "marker-end": `url(#${one.isInCycle ? "arrow-bad" : "arrow"})` }),
    h("text", { x: one.x, y: one.y, "text-anchor": "middle" }, one.subject.length > 34 ? `${one.subject.slice(0, 33)}…` : one.subject));
}

function node(one) {
  const name = one.name ?? one.site ?? "";
  const href = one.count > 1 ? `#/tasks?runtime=${one.runtime}&site=${encodeURIComponent(one.site)}` : `#/task/${one.id}`;
  return h("g", {
    class: `node ${one.state.toLowerCase()}${one.isInCycle ? " bad" : ""}`, "data-key": `n-${one.key}`, tabindex: "0", role: "link",
    "data-row": href, transform: `translate(${one.x} ${one.y})`, onclick: () => { location.hash = href; },
  },
  one.count > 1 ? h("rect", { x: 4, y: 4, width: one.width, height: one.height, rx: 9, class: "behind" }) : null,
  h("rect", { width: one.width, height: one.height, rx: 9 }),
  h("circle", { cx: 15, cy: one.height / 2, r: 4 }),
  h("text", { x: 28, y: 20, class: "title" }, name.length > 20 ? `${name.slice(0, 19)}…` : name),
  h("text", { x: 28, y: 36, class: "sub" }, one.count > 1 ? `${count(one.count)} tasks` : `#${one.id} · ${one.site}`),
  h("title", null, `${name} ${one.count > 1 ? `× ${one.count}` : `#${one.id}`}`));
}
