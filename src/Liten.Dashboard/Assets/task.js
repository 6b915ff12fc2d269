// One task: what it does, where it is suspended, whom it waits for, and whom it has spawned.

import { abort, get } from "./api.js";
import { h } from "./dom.js";
import { count, plural, time } from "./format.js";
import { chip, empty, frame, panel, site, taskHref, taskLink, wait } from "./parts.js";
import { refresh } from "./app.js";
import { taskRow } from "./tasks.js";

export const period = 1000;

let answer = null; // to an abort, of the task it was for
let asked = null;

export async function load(values, signal) {
  try {
    return { id: values.id, ...await get("task", { id: values.id }, signal) };
  } catch (error) {
    if (error.status === 404) return { id: values.id, task: null };
    throw error;
  }
}

export function render(data, _, overview) {
  if (!data.task) return empty(`Task #${data.id} has ended`, "What it was is not kept: a task that has ended costs nothing.");
  const { task } = data;
  return [
    h("header", { class: "task-head" },
      h("h1", null, task.name ?? h("span", { class: "faint" }, "unnamed"), h("span", { class: "num faint" }, `#${task.id}`)),
      h("p", { class: "sentence" }, chip(task.state), sentence(task)),
      h("div", { class: "buttons" }, overview?.allowAbort ? abortButton(task) : null,
        h("button", { type: "button", onclick: () => navigator.clipboard?.writeText(data.text) }, "Copy as text"))),
    data.chain.length ? chain(data) : null,
    h("div", { class: "columns" },
      h("div", null,
        panel("Async stack", data.stack.length ? "outermost first" : null, stack(data.stack, task)),
        data.furtherStacks.map(further => panel("At the same time in", "begun, and not awaited yet", stack(further, task)))),
      panel("Life", null, h("dl", { class: "life" },
        fact("runtime", h("a", { href: `#/tasks?runtime=${task.runtime}` }, data.runtimeName)),
        fact("spawned at", h("code", { class: "site", title: data.file }, task.site || "unknown place")),
        fact("spawned by", data.parent ? taskLink(data.parent)
          : task.parent ? [`#${task.parent}`, h("span", { class: "faint" }, " which has ended")] : "no task"),
        fact("alive for", time(task.age)),
        fact(task.state === "Waiting" ? "waits for at least" : "so for at least", time(task.since)),
        task.thread ? fact("thread", task.thread) : null,
        fact("kind", task.isJob ? "blocking job" : "task"),
        fact("asked to stop", task.isAborted ? "yes" : "no")))),
    family(data),
  ];
}

const fact = (label, value) => h("div", null, h("dt", null, label), h("dd", null, value));

function sentence(task) {
  if (task.state === "Waiting") return h("span", null, "for ", wait(task.wait), task.since ? `, for ${time(task.since)} or longer` : "");
  if (task.thread) return h("span", null, "on ", h("b", null, task.thread), task.since ? `, for ${time(task.since)} or longer` : "");
  return h("span", null, task.state === "Queued" ? "not begun; it waits for a thread" : "goes on as soon as a thread comes to it");
}

function stack(frames, task) {
  if (!frames.length) {
    return h("p", { class: "faint pad" }, task.state === "Waiting"
      ? "No async method is suspended: it waits without one." : "Its code is not suspended now, so there is no async stack.");
  }
  return h("ol", { class: "stack" }, frames.map((one, i) => h("li", { class: i === frames.length - 1 ? "leaf" : null }, frame(one))));
}

/** From this task to who holds what it waits for, and on; a circle is closed in red. */
function chain(data) {
  const steps = [data.task, ...data.chain];
  const isClosed = steps.length > 1 && steps.at(-1).id === data.task.id;
  if (isClosed) steps.pop();
  return panel(data.isInCycle ? "Deadlock" : "Who it waits for",
    data.isInCycle ? "these tasks wait for each other" : "step by step",
    h("ol", { class: `chain${data.isInCycle ? " cycle" : ""}` }, steps.map((task, i) => h("li", { "data-key": `step-${i}` },
      h("a", { class: "step", href: taskHref(task.id), "data-row": i ? taskHref(task.id) : null, "aria-current": i ? null : "true" },
        h("b", null, task.name ?? task.site, h("span", { class: "num faint" }, `#${task.id}`)),
        h("span", { class: "faint" }, task.top ? `${task.top.method}${task.top.site ? ` · ${task.top.site}` : ""}` : task.site),
        chip(task.state)),
      i < steps.length - 1 || isClosed ? why(task) : null, isClosed && i === steps.length - 1
        ? h("a", { class: "again", href: taskHref(data.task.id) }, `↺ #${data.task.id}`) : null))));
}

const why = task => h("span", { class: "why" }, h("span", null, task.wait?.subject ?? ""),
  h("i", null, task.wait?.kind === "Task" ? "which is" : "held by"));

function family(data) {
  if (!data.parent && !data.childCount) return null;
  return panel("Tree", data.childCount ? plural(data.childCount, "child alive", "children alive") : "no child is alive",
    h("ul", { class: "tree" },
      data.parent ? h("li", { class: "up" }, taskLink(data.parent), chip(data.parent.state), site(data.parent.site)) : null,
      h("li", { class: "self" }, h("b", null, data.task.name ?? "this task"), h("span", { class: "num faint" }, `#${data.task.id}`))),
    data.children.length ? h("table", { class: "tasks nested" }, h("tbody", null, data.children.map(taskRow))) : null,
    data.childCount > data.children.length ? h("p", { class: "pad" }, h("a", {
      href: `#/tasks?runtime=${data.task.runtime}&parent=${data.task.id}`,
    }, `All ${count(data.childCount)} children`)) : null);
}

function abortButton(task) {
  const said = answer?.id === task.id ? answer : null;
  const isAsked = asked === task.id;
  return [
    h("button", {
      type: "button", id: "abort", class: isAsked ? "danger" : "danger quiet", disabled: task.isAborted,
      onclick: async () => {
        if (!isAsked) {
          asked = task.id;
          setTimeout(() => { asked = null; refresh(); }, 4000);
        } else {
          asked = null;
          answer = { id: task.id, ...await abort(task.id) };
        }
        refresh();
      },
    }, task.isAborted ? "Asked to stop" : isAsked ? "Really abort?" : "Abort"),
    said && !task.isAborted ? h("span", { class: said.isDone ? "faint" : "bad" }, said.text) : null,
  ];
}
