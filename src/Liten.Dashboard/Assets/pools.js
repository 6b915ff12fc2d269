// The threads for blocking calls, and what is due next.

import { get } from "./api.js";
import { h } from "./dom.js";
import { count, plural, time } from "./format.js";
import { chip, row, site, taskLink } from "./parts.js";

export const period = 1000;

export const load = (_, signal) => get("pools", {}, signal);

export function render(data) {
  const isQuiet = pool => !pool.threads && !pool.queue && !pool.inPlaceThreads && !pool.timers;
  const quiet = data.items.filter(isQuiet);
  const others = data.items.filter(pool => !isQuiet(pool)).sort((a, b) => b.threads - a.threads);
  return [
    others.length ? h("div", { class: "cards" }, others.map(card)) : null,
    quiet.length ? h("p", { class: "faint" }, "Nothing blocks and no timer is set in ",
      quiet.map((pool, i) => [i ? ", " : "", h("b", null, pool.name)]), ".") : null,
  ];
}

function card(pool) {
  return h("section", { class: "panel card", "data-key": `pool-${pool.runtime}` },
    h("h2", null, pool.name, h("span", { class: "extra" }, pool.refused ? `${count(pool.refused)} refused` : null)),
    h("h3", null, "Blocking pool"),
    threads(pool),
    pool.jobs.length ? h("table", null, h("tbody", null, pool.jobs.slice(0, 12).map(job => row(`#/task/${job.id}`, `job-${job.id}`,
      h("td", null, taskLink(job)), h("td", null, chip(job.state)), h("td", { class: "opt" }, site(job.site)),
      h("td", { class: "right num" }, time(job.since ?? job.age)))))) : null,
    pool.jobs.length > 12 ? h("p", { class: "pad" }, h("a", { href: `#/tasks?runtime=${pool.runtime}&state=Blocking` }, "All jobs")) : null,
    h("h3", null, "Timers", h("span", { class: "extra" }, plural(pool.timers, "timer is set", "timers are set"))),
    pool.due.length ? h("table", null, h("tbody", null, pool.due.slice(0, 8).map(task => row(`#/task/${task.id}`, `due-${task.id}`,
      h("td", { class: "clip" }, taskLink(task)), h("td", { class: "opt" }, site(task.site)),
      h("td", { class: "right num" }, "in ", time(task.wait.remaining)))))) : null);
}

function threads(pool) {
  const busy = pool.threads - pool.idleThreads;
  const shown = Math.min(pool.threads, 64);
  return h("div", { class: "slots" },
    Array.from({ length: shown }, (_, i) => h("i", { class: i < busy ? "blocking" : "idle" })),
    h("span", null, pool.threads
      ? [h("b", null, busy), ` of ${plural(pool.threads, "thread")} busy`] : h("span", { class: "faint" }, "No thread: nothing has blocked lately."),
      pool.queue ? h("b", { class: "warn" }, `, ${plural(pool.queue, "job")} queued`) : null,
      pool.inPlaceThreads ? `, ${count(pool.inPlaceThreads)} in place` : null));
}
