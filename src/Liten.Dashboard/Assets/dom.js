// Builds elements, and brings those on the page to look like newly built ones, so that focus, selection and scroll stay.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "path", "rect", "circle", "line", "text", "title", "defs", "marker", "polyline", "polygon"]);
const HANDLERS = ["onclick", "oninput", "onchange", "onkeydown", "draw"];

/** An element. Text is only ever set as text: what a program calls its tasks is never read as markup. */
export function h(tag, props, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (HANDLERS.includes(name)) element[name] = value;
    else if (name === "style") for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** Shows the children in the element, keeping those that are there already. */
export function show(element, ...children) {
  const wanted = element.cloneNode(false);
  append(wanted, children);
  morphChildren(element, wanted);
  for (const canvas of element.querySelectorAll("canvas")) canvas.draw?.(canvas);
}

function morphChildren(old, wanted) {
  const keyed = new Map();
  for (const child of old.children) if (child.dataset?.key) keyed.set(child.dataset.key, child);
  let at = old.firstChild;
  for (const next of [...wanted.childNodes]) {
    const key = next.dataset?.key;
    const known = key ? keyed.get(key) : at;
    if (known && isSame(known, next)) {
      if (known !== at) old.insertBefore(known, at);
      else at = at.nextSibling;
      morph(known, next);
    } else {
      old.insertBefore(next, at);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function isSame(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.dataset?.key ?? "") === (b.dataset?.key ?? "");
}

function morph(old, wanted) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && !(name === "width" || name === "height") && name !== "style") old.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (name === "style") old.style.cssText = wanted.style.cssText;
    else if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (!wanted.hasAttribute("style") && old.hasAttribute("style") && old.nodeName !== "CANVAS") old.removeAttribute("style");
  for (const handler of HANDLERS) if (old[handler] !== wanted[handler]) old[handler] = wanted[handler];
  if (old.nodeName === "INPUT") {
    if (document.activeElement !== old) old.value = wanted.getAttribute("value") ?? "";
  } else {
    morphChildren(old, wanted);
    if (old.nodeName === "SELECT" && document.activeElement !== old) {
      old.selectedIndex = [...old.options].findIndex(option => option.hasAttribute("selected"));
    }
  }
}
