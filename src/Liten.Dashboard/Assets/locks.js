// What tasks wait for: locks with their holders first, then channels, signals, times and .NET's tasks.

import { get } from "./api.js";
import { h } from "./dom.js";
import { count, plural, time } from "./format.js";
import { chip, empty, frame, panel, row, taskLink } from "./parts.js";

export const period = 1000;

const KINDS = { Primitive: "", Task: "task", Group: "tasks", Time: "time", Foreign: ".NET" };

export const load = (_, signal) => get("waits", {}, signal);

export function render(data, _, overview) {
  const names = new Map(overview?.runtimes.map(runtime => [runtime.id, runtime.name]));
  const held = data.items.filter(item => item.holder);
  const others = data.items.filter(item => !item.holder);
  return [
    panel("Held by a task", held.length ? plural(held.length, "lock or task", "locks and tasks") : null, held.length
      ? table(held, names, true) : empty("Nothing", "No task waits for something that another one is known to hold.")),
    panel("Waited for", "nobody in particular has it: channels, signals, times, permits", others.length
      ? table(others, names, false) : empty("Nothing", "No task waits for anything else.")),
    data.others ? h("p", { class: "faint pad" }, `${count(data.others)} smaller ones are left out.`) : null,
  ];
}

function table(items, names, withHolder) {
  const most = Math.max(...items.map(item => item.count));
  return h("table", { class: "fixed locks" },
    h("thead", null, h("tr", null, h("th", null, "what"), names.size > 1 ? h("th", { class: "opt" }, "runtime") : null,
      h("th", { class: "right" }, "waiting"), h("th", { class: "opt" }, ""),
      withHolder ? [h("th", null, "held by"), h("th", { class: "opt" }, "which is at")] : null,
      h("th", { class: "right" }, "oldest"))),
    h("tbody", null, items.map(item => row(
      `#/tasks?runtime=${item.runtime}&text=${encodeURIComponent(item.name ? `'${item.name}'` : item.subject)}`,
      `${item.runtime}-${item.subject}-${item.holder?.id ?? ""}`,
      h("td", { class: "clip" }, subject(item), KINDS[item.kind] ? h("span", { class: "tag" }, KINDS[item.kind]) : null),
      names.size > 1 ? h("td", { class: "opt faint" }, names.get(item.runtime)) : null,
      h("td", { class: "right num" }, h("b", null, count(item.count))),
      h("td", { class: "opt queue" }, h("span", { class: "bar" }, h("i", { class: "waiting", style: { width: `${Math.max(2, 100 * item.count / most)}%` } }))),
      withHolder ? [
        h("td", null, taskLink(item.holder), " ", chip(item.holder.state)),
        h("td", { class: "opt clip" }, item.holder.top ? frame(item.holder.top) : h("span", { class: "faint" }, "–"))] : null,
      h("td", { class: "right num" }, time(item.oldestAge))))));
}

const subject = item => item.name
  ? [h("b", null, item.name), " ", h("span", { class: "faint" }, item.subject.replace(` '${item.name}'`, ""))]
  : h("span", null, item.subject);
