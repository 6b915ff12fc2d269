// Places the nodes of a wait graph: each connected part by itself, in columns; a circle as a circle.

const WIDTH = 190;
const HEIGHT = 48;
const GAP = 190; // between two columns: room for what is waited for
const ROW = 76;

export function layOut({ nodes, edges }) {
  const places = new Map(nodes.map(node => [node.key, { ...node, width: WIDTH, height: HEIGHT }]));
  let top = 34;
  let width = 0;
  for (const part of parts(nodes, edges)) {
    const size = place(part, edges, places, top);
    top += size.height + 46;
    width = Math.max(width, size.width);
  }
  const drawn = edges.map(edge => draw(edge, places));
  return { nodes: [...places.values()], edges: drawn, width: width + 24, height: Math.max(top - 20, 120) };
}

function parts(nodes, edges) {
  const neighbours = new Map(nodes.map(node => [node.key, []]));
  for (const { from, to } of edges) {
    neighbours.get(from).push(to);
    neighbours.get(to).push(from);
  }
  const seen = new Set();
  const found = [];
  for (const node of nodes) {
    if (seen.has(node.key)) continue;
    const part = [];
    const next = [node.key];
    seen.add(node.key);
    while (next.length) {
      const key = next.pop();
      part.push(key);
      for (const other of neighbours.get(key)) if (!seen.has(other)) { seen.add(other); next.push(other); }
    }
    found.push(part);
  }
  return found;
}

/** How many steps it is from each node to the circle, or to who waits for nobody. */
function distances(part, edges, places) {
  const mine = new Set(part);
  const inner = edges.filter(edge => mine.has(edge.from));
  const waits = new Set(inner.map(edge => edge.from));
  let front = part.filter(key => places.get(key).isInCycle || !waits.has(key));
  if (!front.length) front = [part[0]];
  const distance = new Map(front.map(key => [key, 0]));
  while (front.length) {
    const next = [];
    for (const { from, to } of inner) {
      if (front.includes(to) && !distance.has(from)) {
        distance.set(from, distance.get(to) + 1);
        next.push(from);
      }
    }
    front = next;
  }
  return distance;
}

function place(part, edges, places, top) {
  const distance = distances(part, edges, places);
  const deepest = Math.max(...distance.values());
  const cycle = part.filter(key => places.get(key).isInCycle);
  const columns = Array.from({ length: deepest + 1 }, () => []);
  for (const key of part) if (!cycle.includes(key)) columns[distance.get(key)].push(key);
  const ring = ringSize(cycle.length);
  const tallest = Math.max(ring.height, ...columns.map(column => column.length * ROW));
  columns.forEach((column, far) => column.forEach((key, i) => {
    const node = places.get(key);
    node.x = 12 + (deepest - far) * (WIDTH + GAP);
    node.y = top + (tallest - column.length * ROW) / 2 + i * ROW + (far === 0 && cycle.length ? ring.height : 0);
  }));
  const left = 12 + deepest * (WIDTH + GAP);
  cycle.forEach((key, i) => {
    const node = places.get(key);
    const angle = Math.PI + 2 * Math.PI * i / cycle.length;
    node.x = left + ring.x * (1 + Math.cos(angle));
    node.y = top + (tallest - ring.height) / 2 + ring.y * (1 + Math.sin(angle));
  });
  return { width: left + 2 * ring.x + WIDTH, height: tallest };
}

function ringSize(length) {
  if (length === 0) return { x: 0, y: 0, height: HEIGHT };
  if (length === 1) return { x: 30, y: 0, height: HEIGHT + 40 };
  if (length === 2) return { x: (WIDTH + GAP + 40) / 2, y: 18, height: HEIGHT + 70 };
  const x = Math.max(210, length * 44);
  const y = Math.max(90, length * 24);
  return { x, y, height: 2 * y + HEIGHT };
}

function draw(edge, places) {
  const from = places.get(edge.from);
  const to = places.get(edge.to);
  if (from === to) {
    const x = from.x + WIDTH;
    return { ...edge, path: `M${x - 40} ${from.y} C${x - 30} ${from.y - 44} ${x + 50} ${from.y - 30} ${x} ${from.y + 14}`, x: x - 10, y: from.y - 36 };
  }
  const a = border(from, to, edge.isInCycle);
  const b = border(to, from, edge.isInCycle, true);
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = Math.hypot(dx, dy) || 1;
  const bend = edge.isInCycle ? 34 : 0; // two that wait for each other have an arrow each
  const middle = { x: (a.x + b.x) / 2 + bend * dy / length, y: (a.y + b.y) / 2 - bend * dx / length };
  const path = edge.isInCycle
    ? `M${a.x} ${a.y} Q${middle.x} ${middle.y} ${b.x} ${b.y}`
    : `M${a.x} ${a.y} C${a.x + dx / 2} ${a.y} ${b.x - dx / 2} ${b.y} ${b.x} ${b.y}`;
  const label = edge.isInCycle ? { x: (a.x + b.x + 2 * middle.x) / 4, y: (a.y + b.y + 2 * middle.y) / 4 } : middle;
  const above = edge.isInCycle && dx < 0 ? 16 : -7;
  return { ...edge, path, x: label.x, y: label.y + above };
}

/** Where the line to another node leaves this one; in a circle a little aside, so that there and back do not touch. */
function border(node, other, isInCycle, isEnd = false) {
  const x = node.x + WIDTH / 2;
  const y = node.y + HEIGHT / 2;
  const dx = other.x + WIDTH / 2 - x;
  const dy = other.y + HEIGHT / 2 - y;
  const scale = Math.min(WIDTH / 2 / Math.max(Math.abs(dx), 1e-6), HEIGHT / 2 / Math.max(Math.abs(dy), 1e-6));
  const length = Math.hypot(dx, dy) || 1;
  const aside = isInCycle ? (isEnd ? -8 : 8) : 0;
  return { x: x + dx * scale + aside * dy / length, y: y + dy * scale - aside * dx / length };
}
