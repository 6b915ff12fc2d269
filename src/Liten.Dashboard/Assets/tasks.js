// All tasks of a runtime: searched, filtered, sorted and paged by the program, so that a million of them are as quick as ten.

import { get } from "./api.js";
import { h } from "./dom.js";
import { count, plural, time } from "./format.js";
import { STATES, chip, empty, frame, row, site, stateBar, taskLink, wait } from "./parts.js";
import { alter } from "./app.js";

export const period = 1000;

const COLUMNS = [["Id", "task"], ["State", "state"], ["Age", "age"], ["Site", "spawned at"]];
let typing;

export async function load(values, signal) {
  const query = {
    runtime: values.runtime, text: values.text, state: values.state, site: values.site, parent: values.parent,
    sort: values.sort, desc: values.desc, after: places(values).at(-1), take: 100,
  };
  const list = values.by
    ? { groups: await get("groups", { runtime: values.runtime, by: values.by }, signal) }
    : { page: await get("tasks", query, signal) };
  return { ...list, pause: (list.page ?? list.groups).pause };
}

/** The places in the list where the pages before this one have ended. */
const places = values => values.at ? JSON.parse(values.at) : [];

export function render(data, values, overview) {
  return [tools(values, overview), data.groups ? groups(data.groups, values) : page(data.page, values)];
}

function tools(values, overview) {
  const runtimes = overview?.runtimes ?? [];
  const chosen = Number(values.runtime ?? runtimes[0]?.id);
  const change = changes => alter({ at: null, ...changes });
  return h("div", { class: "tools" },
    runtimes.length > 1 ? h("select", { "aria-label": "Runtime", onchange: event => change({ runtime: event.target.value }) },
      runtimes.map(runtime => h("option", { value: runtime.id, selected: runtime.id === chosen }, runtime.name))) : null,
    h("input", {
      id: "search", type: "search", placeholder: "Search number, name, file, wait   /", value: values.text ?? "",
      "aria-label": "Search", spellcheck: "false", autocomplete: "off",
      oninput: event => {
        const text = event.target.value;
        clearTimeout(typing);
        typing = setTimeout(() => change({ text, by: null }), 250);
      },
    }),
    h("div", { class: "segments", role: "group", "aria-label": "State" },
      [null, ...STATES].map(state => h("button", {
        type: "button", "aria-pressed": String((values.state ?? "") === (state ?? "") && !values.by),
        onclick: () => change({ state, by: null }),
      }, state ? state.toLowerCase() : "all"))),
    h("div", { class: "segments", role: "group", "aria-label": "Group" },
      [[null, "list"], ["stack", "by stack"], ["site", "by place"]].map(([by, label]) => h("button", {
        type: "button", "aria-pressed": String((values.by ?? "") === (by ?? "")), onclick: () => change({ by }),
      }, label))),
    values.site ? filter("spawned at", values.site, () => change({ site: null })) : null,
    values.parent ? filter("children of", `#${values.parent}`, () => change({ parent: null })) : null);
}

const filter = (label, value, remove) => h("button", { type: "button", class: "filter", onclick: remove, title: "Remove this filter" },
  h("span", { class: "faint" }, label), h("b", null, value), "×");

function page(found, values) {
  const place = places(values);
  const first = place.length * 100;
  return h("section", { class: "panel" },
    h("div", { class: "sum" },
      h("b", null, count(found.matching)), found.matching === found.alive ? " tasks alive" : ` of ${plural(found.alive, "task")}`,
      found.matching > 100 ? h("span", { class: "pager" },
        h("button", { type: "button", id: "previous", disabled: !place.length, onclick: () => turn(place.slice(0, -1)) }, "←"),
        h("span", { class: "num" }, `${count(first + 1)} – ${count(first + found.items.length)}`),
        h("button", { type: "button", id: "next", disabled: !found.next, onclick: () => turn([...place, found.next]) }, "→")) : null),
    found.items.length === 0
      ? empty("No task", found.alive ? "None of those that are alive is meant by this search." : "Nothing is alive in this runtime.")
      : h("table", { class: "tasks" },
        h("thead", null, h("tr", null, COLUMNS.slice(0, 2).map(column => heading(column, values)),
          h("th", null, "waits for"), h("th", { class: "opt" }, "at"), COLUMNS.slice(2).map(column => heading(column, values)))),
        h("tbody", null, found.items.map(taskRow))));
}

const turn = place => alter({ at: place.length ? JSON.stringify(place) : null });

function heading([sort, label], values) {
  const isSorted = (values.sort ?? "Id") === sort;
  const isDescending = isSorted && values.desc === "1";
  return h("th", {
    class: `${sort === "Age" ? "right" : ""}${sort === "Site" ? "opt" : ""}`,
    "aria-sort": isSorted ? (isDescending ? "descending" : "ascending") : null,
  }, h("button", {
    type: "button",
    onclick: () => alter({ at: null, sort, desc: isSorted ? (isDescending ? null : "1") : (sort === "Age" ? "1" : null) }),
  }, label, h("span", { class: "arrow" }, isSorted ? (isDescending ? "↓" : "↑") : "")));
}

/** Also used by the page of one task. */
export const taskRow = task => row(`#/task/${task.id}`, `task-${task.id}`,
  h("td", { class: "name" }, taskLink(task), task.isAborted ? h("span", { class: "tag" }, "asked to stop") : null,
    task.isJob ? h("span", { class: "tag" }, "job") : null),
  h("td", null, chip(task.state), task.since ? h("span", { class: "faint since" }, time(task.since)) : null),
  h("td", { class: "clip" }, task.thread ? h("span", { class: "faint" }, "on ", task.thread) : wait(task.wait)),
  h("td", { class: "opt clip" }, task.top ? frame(task.top) : h("span", { class: "faint" }, "–")),
  h("td", { class: "right num" }, time(task.age)),
  h("td", { class: "opt" }, site(task.site)));

function groups(found, values) {
  const most = Math.max(1, ...found.items.map(group => group.count));
  const all = found.counted === found.alive ? "" : `, of the ${count(found.counted)} oldest tasks`;
  return h("section", { class: "panel" },
    h("div", { class: "sum" }, h("b", null, plural(found.items.length, "group")), ` of ${plural(found.alive, "task")}${all}`),
    h("div", { class: "groups" }, found.items.map((group, i) => h("div", { class: "group", "data-key": `${i}-${group.title}` },
      h("a", {
        class: "head", href: `#/tasks?${new URLSearchParams({ ...runtimeOf(values), site: group.site ?? "" })}`,
        "data-row": group.count === 1 ? `#/task/${group.oldestId}` : `#/tasks?${new URLSearchParams({ ...runtimeOf(values), site: group.site ?? "" })}`,
      },
      h("b", { class: "big num" }, count(group.count)),
      h("span", { class: "words" },
        h("b", null, group.title), group.site && group.site !== group.title ? site(group.site) : null,
        h("span", { class: "faint" }, group.topWait ? `wait for ${group.topWait}` : "")),
      stateBar(group, most),
      h("span", { class: "num faint right" }, time(group.oldestAge))),
      group.stack.length ? h("ol", { class: "stack small" }, group.stack.map(one => h("li", null, frame(one)))) : null))));
}

const runtimeOf = values => values.runtime ? { runtime: values.runtime } : {};
