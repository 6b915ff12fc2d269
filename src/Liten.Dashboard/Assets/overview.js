// The first five seconds: is it healthy, and if not, what is stuck.

import { get } from "./api.js";
import { h } from "./dom.js";
import { count, plural, rate, short, time } from "./format.js";
import { empty, panel, row, site, stateBar, taskLink } from "./parts.js";
import { sparkline, workerStrip } from "./timeline.js";

const samples = new Map(); // by number of runtime: the page keeps what it has seen, and asks for what is new
let seen = 0;

export const period = 1000;

/** Also asked for by the bar at the top, on every view. */
export async function load(_, signal) {
  const data = await get("overview", { since: seen }, signal);
  for (const runtime of data.runtimes) {
    const kept = (samples.get(runtime.id) ?? []).filter(sample => data.at - sample.at < 70_000);
    kept.push(...runtime.samples);
    samples.set(runtime.id, kept);
    runtime.samples = kept;
    if (kept.length) seen = Math.max(seen, kept.at(-1).at);
  }
  return data;
}

export function render(data) {
  return [
    verdict(data),
    data.runtimes.length === 0
      ? empty("No runtime", "None is alive in this process, or none of those that are shown.")
      : h("div", { class: "cards" }, data.runtimes.map(runtime => card(runtime, data))),
    sites(data),
  ];
}

export function verdictOf(findings) {
  const stuck = findings.filter(finding => finding.severity === "Stuck").length;
  const warnings = findings.filter(finding => finding.severity === "Warning").length;
  if (stuck) return { tone: "bad", text: stuck === 1 ? "Something is stuck" : `${stuck} things are stuck` };
  if (warnings) return { tone: "warn", text: warnings === 1 ? "One warning" : `${warnings} warnings` };
  return { tone: "ok", text: "All is well" };
}

function verdict(data) {
  const { tone, text } = verdictOf(data.findings);
  const alive = data.runtimes.reduce((sum, runtime) => sum + runtime.alive, 0);
  return h("section", { class: `verdict ${tone}` },
    h("h1", null, h("i", { class: "pulse" }), text),
    h("p", null, `${plural(alive, "task")} in ${plural(data.runtimes.length, "runtime")}`,
      data.findings.length ? "" : ". Nothing is stuck, no queue is left alone, and no tasks wait for each other."),
    data.findings.length ? h("ul", { class: "findings" }, data.findings.map(finding)) : null);
}

function finding(one) {
  const tone = { Stuck: "bad", Warning: "warn", Note: "note" }[one.severity];
  const content = [
    h("span", { class: `mark ${tone}` }, { Stuck: "stuck", Warning: "warning", Note: "note" }[one.severity]),
    h("span", { class: "words" }, h("b", null, one.title), h("span", null, one.detail)),
    one.link ? h("span", { class: "go" }, "→") : null,
  ];
  return h("li", { "data-key": `${one.kind}-${one.runtime ?? ""}-${one.link ?? ""}` }, one.link
    ? h("a", { href: `#${one.link}`, "data-row": `#${one.link}` }, content)
    : h("div", null, content));
}

function card(runtime, data) {
  const now = data.at;
  const { tone } = verdictOf(data.findings.filter(finding => finding.runtime === runtime.id));
  const last = runtime.samples.at(-1);
  const queued = runtime.injection + runtime.workers.reduce((sum, worker) => sum + worker.queue, 0);
  return h("section", { class: "panel card", "data-key": `runtime-${runtime.id}` },
    h("h2", null,
      h("i", { class: `dot ${tone}` }), h("a", { href: `#/tasks?runtime=${runtime.id}` }, runtime.name),
      h("span", { class: "extra" }, plural(runtime.workers.length, "worker"),
        h("a", {
          class: "record", href: `api/record?runtime=${runtime.id}&seconds=5`, download: "",
          title: "Records what the workers run for 5 seconds; open the file with Perfetto",
        }, "Record"))),
    h("div", { class: "figures" },
      figure("tasks", short(runtime.alive), runtime.samples, sample => sample.alive, now, "--accent"),
      figure("turns/s", last ? rate(last.turns) : "–", runtime.samples, sample => sample.turns, now, "--running"),
      figure("spawned/s", last ? rate(last.spawned) : "–", runtime.samples, sample => sample.spawned, now, "--ready"),
      figure("queued", short(queued), runtime.samples, sample => sample.queued, now, "--queued")),
    h("div", { class: "workers" }, runtime.workers.map((worker, i) => lane(runtime, worker, i, now))),
    h("dl", { class: "facts" },
      fact("oldest queued", runtime.oldestQueued ? time(runtime.oldestQueued) : "0", runtime.oldestQueued >= 1000),
      fact("blocking threads", runtime.blockingThreads
        ? `${runtime.blockingThreads - runtime.idleBlockingThreads} of ${runtime.blockingThreads}` : "0"),
      fact("blocking queue", count(runtime.blockingQueue), runtime.blockingQueue > 0),
      fact("timers", count(runtime.timers)),
      fact("spawned", short(runtime.spawned)),
      fact("exceptions", count(runtime.unhandled), runtime.unhandled > 0)));
}

const figure = (label, value, course, read, now, tone) => h("div", { class: "figure" },
  h("span", { class: "label" }, label), h("b", null, value),
  h("canvas", { class: "spark", draw: sparkline(course, read, now, tone), "aria-hidden": "true" }));

const fact = (label, value, isBad) => h("div", { class: isBad ? "loud" : null }, h("dt", null, label), h("dd", null, value));

function lane(runtime, worker, i, now) {
  const isStuck = worker.turn >= 1000;
  const busy = runtime.samples.at(-1)?.busy[i] ?? 0;
  const what = isStuck ? [worker.task ? taskLink(worker.task) : "code of no task", h("span", { class: "bad" }, time(worker.turn))]
    : worker.task ? taskLink(worker.task) : h("span", { class: "faint" }, worker.turn > 0 ? "running" : "idle");
  return h("div", { class: `lane${isStuck ? " stuck" : ""}`, "data-key": worker.name },
    h("span", { class: "who" }, worker.name),
    h("canvas", {
      class: "strip", role: "img", draw: workerStrip(runtime.samples, i, now),
      "aria-label": `${worker.name}: ${isStuck ? "stuck" : `${Math.round(100 * busy)} % busy`}`,
    }),
    h("span", { class: "pct" }, `${Math.round(100 * busy)}%`),
    h("span", { class: "what" }, what));
}

function sites(data) {
  const all = data.runtimes.flatMap(runtime => runtime.sites.map(one => ({ ...one, runtime })))
    .sort((a, b) => b.count - a.count).slice(0, 16);
  if (!all.length) return null;
  const most = Math.max(...all.map(one => one.count));
  const several = data.runtimes.length > 1;
  return panel("Where tasks come from", "by the line that spawned them", h("table", { class: "fixed" },
    h("thead", null, h("tr", null, h("th", null, "spawned at"), several ? h("th", { class: "opt" }, "runtime") : null,
      h("th", { class: "right" }, "tasks"), h("th", { class: "opt" }, "states"), h("th", null, "most wait for"),
      h("th", { class: "right opt" }, "oldest"))),
    h("tbody", null, all.map(one => row(
      `#/tasks?runtime=${one.runtime.id}&site=${encodeURIComponent(one.site)}`, `${one.runtime.id}-${one.site}`,
      h("td", null, site(one.site)),
      several ? h("td", { class: "opt faint" }, one.runtime.name) : null,
      h("td", { class: "right num" }, count(one.count), one.growth ? h("span", { class: "grows" }, ` ↑ ${rate(one.growth)}/s`) : null),
      h("td", { class: "wide opt" }, stateBar(one, most)),
      h("td", { class: "clip" }, one.topWait ?? h("span", { class: "faint" }, "–")),
      h("td", { class: "right opt num" }, time(one.oldestAge)))))));
}
