// What a worker did in the last minute, as a strip; and a number's course, as a line. Drawn on canvas: one element for any length.

const MOST = 60_000;
const LEAST = 15_000;

/** How long the past is that is drawn, in milliseconds: a minute, or less while less has been seen. */
const span = (samples, now) => Math.min(MOST, Math.max(LEAST, samples.length ? now - samples[0].at + 1000 : 0));

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function begin(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** One bar for each sample: as high as the worker was busy, red while it is stuck. */
export const workerStrip = (samples, worker, now) => canvas => {
  const { context, width, height } = begin(canvas);
  context.fillStyle = colour("--track");
  context.fillRect(0, 0, width, height);
  const busy = colour("--running");
  const stuck = colour("--bad");
  const window = span(samples, now);
  let left = 0;
  samples.forEach((sample, i) => {
    const from = i === 0 ? sample.at - 1000 : samples[i - 1].at;
    const x = Math.max(left, Math.round(width * (1 - (now - from) / window)));
    const end = Math.round(width * (1 - (now - sample.at) / window));
    if (end <= 0) return;
    left = end;
    const part = sample.busy[worker] ?? 0;
    const tall = sample.stuck[worker] ? height : Math.max(part > 0.001 ? 1 : 0, part * height);
    context.fillStyle = sample.stuck[worker] ? stuck : busy;
    context.globalAlpha = sample.stuck[worker] ? 0.85 : 0.35 + 0.65 * part;
    context.fillRect(x, height - tall, Math.max(1, end - x - (end - x > 3 ? 1 : 0)), tall);
  });
  context.globalAlpha = 1;
};

/** The course of a number over the same minute. */
export const sparkline = (samples, read, now, tone = "--accent") => canvas => {
  const { context, width, height } = begin(canvas);
  const window = span(samples, now);
  const points = samples.filter(sample => now - sample.at < window);
  const most = 1.2 * Math.max(0, ...points.map(read));
  if (points.length < 2 || most === 0) {
    context.fillStyle = colour("--line");
    context.fillRect(0, height - 1, width, 1);
    return;
  }
  const x = sample => width * (1 - (now - sample.at) / window);
  const y = sample => height - 1.5 - (height - 4) * read(sample) / most;
  context.beginPath();
  points.forEach((sample, i) => i === 0 ? context.moveTo(x(sample), y(sample)) : context.lineTo(x(sample), y(sample)));
  context.strokeStyle = colour(tone);
  context.lineWidth = 1.5;
  context.lineJoin = "round";
  context.stroke();
  context.lineTo(x(points.at(-1)), height);
  context.lineTo(x(points[0]), height);
  context.closePath();
  context.globalAlpha = 0.09;
  context.fillStyle = colour(tone);
  context.fill();
  context.globalAlpha = 1;
};
