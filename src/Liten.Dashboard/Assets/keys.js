// The keyboard: j and k choose a row, Enter opens it, g and a letter go to a view.

import { h, show } from "./dom.js";
import { toggleTheme } from "./app.js";

const PLACES = { o: "overview", t: "tasks", l: "locks", w: "graph", b: "pools" };
const HELP = [
  ["/", "search the tasks"], ["j  k", "next and previous row"], ["Enter", "open the row"], ["Esc", "back"], ["g o", "overview"], ["g t", "tasks"],
  ["g l", "locks"], ["g w", "waits"], ["g b", "blocking and timers"], ["n  p", "next and previous page"], ["d", "light or dark"], ["?", "these keys"],
];

let isGoing = false;
let chosen = null;

export function installKeys() {
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const overlay = document.getElementById("overlay");
    if (event.key === "Escape") return escape(overlay, event);
    if (event.target.closest("input, select, textarea")) return;
    if (isGoing) {
      isGoing = false;
      if (PLACES[event.key]) location.hash = `#/${PLACES[event.key]}`;
      return;
    }
    const act = ACTS[event.key];
    if (act && act(event) !== false) event.preventDefault();
  });
  document.getElementById("overlay").addEventListener("click", event => { event.currentTarget.hidden = true; });
}

const ACTS = {
  "/": search,
  j: () => step(1),
  k: () => step(-1),
  g: () => { isGoing = true; setTimeout(() => { isGoing = false; }, 1500); },
  n: () => document.getElementById("next")?.click(),
  p: () => document.getElementById("previous")?.click(),
  d: toggleTheme,
  "?": showHelp,
  Enter: event => {
    const row = event.target.closest("[data-row]") ?? document.querySelector(".chosen");
    if (!row || event.target.closest("a, button")) return false;
    location.hash = row.dataset.row;
  },
};

function escape(overlay, event) {
  if (!overlay.hidden) overlay.hidden = true;
  else if (event.target.closest("input, select")) event.target.blur();
  else if (chosen?.isConnected && chosen.classList.contains("chosen")) choose(null);
  else history.back();
}

function search() {
  const box = document.getElementById("search");
  if (box) {
    box.focus();
    box.select();
    return;
  }
  location.hash = "#/tasks";
  const wait = new MutationObserver(() => {
    const found = document.getElementById("search");
    if (!found) return;
    wait.disconnect();
    found.focus();
  });
  wait.observe(document.getElementById("view"), { childList: true, subtree: true });
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.indexOf(document.querySelector(".chosen"));
  choose(rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))]);
}

function choose(row) {
  document.querySelector(".chosen")?.classList.remove("chosen");
  chosen = row;
  row?.classList.add("chosen");
  row?.scrollIntoView({ block: "nearest" });
}

/** A view that was painted anew has lost the mark of the chosen row. */
export function keepChosen() {
  if (chosen?.isConnected) chosen.classList.add("chosen");
}

export function showHelp() {
  const overlay = document.getElementById("overlay");
  show(overlay, h("div", { class: "sheet", role: "dialog", "aria-label": "Keys" }, h("h2", null, "Keys"),
    h("dl", null, HELP.map(([key, what]) => h("div", null, h("dt", null, key.split(/\s+/).map(one => h("kbd", null, one))), h("dd", null, what))))));
  overlay.hidden = false;
}
