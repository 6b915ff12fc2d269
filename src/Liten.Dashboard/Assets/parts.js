// The small things that several views are made of.

import { h } from "./dom.js";
import { count, time } from "./format.js";

export const STATES = ["Running", "Ready", "Queued", "Waiting", "Blocking"];

export const chip = state => h("span", { class: `chip ${state.toLowerCase()}` }, h("i"), h("span", null, state.toLowerCase()));

export const taskHref = id => `#/task/${id}`;

/** A link to a task: its name, and its number. */
export const taskLink = task => h("a", { class: "task", href: taskHref(task.id) },
  task.name ? h("b", null, task.name) : null, h("span", { class: "num" }, `#${task.id}`));

export const site = text => text ? h("code", { class: "site" }, text) : h("span", { class: "faint" }, "unknown place");

export function frame(one) {
  const dot = one.method.lastIndexOf(".");
  return h("span", { class: "frame" },
    h("span", { class: "faint" }, one.method.slice(0, dot + 1)), h("b", null, one.method.slice(dot + 1)),
    one.site ? h("code", { class: "site" }, one.site) : null);
}

/** What a task waits for, in words, with the holder as a link. */
export function wait(of) {
  if (!of) return h("span", { class: "faint" }, "–");
  const place = of.place > 1 ? h("span", { class: "faint" }, ` · place ${of.place}`) : null;
  if (of.kind === "Time" && of.remaining !== undefined) return h("span", null, "sleep, ", time(of.remaining), " left");
  if (of.taskId && of.kind === "Task") return h("span", null, "end of ", h("a", { href: taskHref(of.taskId), class: "num" }, `#${of.taskId}`));
  return h("span", null, of.subject,
    of.taskId ? [h("span", { class: "faint" }, " held by "), h("a", { href: taskHref(of.taskId), class: "num" }, `#${of.taskId}`)] : null, place);
}

/** A bar whose parts are the states of some tasks. */
export function stateBar(group, most) {
  const parts = STATES.map(state => [state, group[state.toLowerCase()]]).filter(([, number]) => number > 0);
  const words = parts.map(([state, number]) => `${count(number)} ${state.toLowerCase()}`).join(", ");
  return h("span", { class: "bar", title: words, role: "img", "aria-label": words },
    parts.map(([state, number]) => h("i", {
      class: state.toLowerCase(),
      style: { width: `${Math.max(1.5, 100 * number / most)}%` },
    })));
}

export const panel = (title, extra, ...content) => h("section", { class: "panel" },
  h("h2", null, title, extra ? h("span", { class: "extra" }, extra) : null), content);

export const empty = (title, text) => h("div", { class: "empty" }, h("b", null, title), h("span", null, text));

/** A row that j, k and Enter work on. */
export const row = (href, key, ...cells) => h("tr", { "data-row": href, "data-key": key, onclick: event => {
  if (!event.target.closest("a, button") && !String(getSelection())) location.hash = href;
} }, cells);
