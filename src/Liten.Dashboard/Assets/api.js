// Asks the program. Nothing is asked while the page is hidden: app.js sees to that.

const token = document.querySelector("meta[name=liten-token]").content;

export async function get(path, values = {}, signal) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== null && value !== undefined && value !== "") query.set(name, value);
  const text = query.toString();
  const response = await fetch(`api/${path}${text ? `?${text}` : ""}`, { signal });
  if (!response.ok) throw Object.assign(new Error(await response.text()), { status: response.status });
  return response.json();
}

/** Asks a task to stop; gives what the program says to it. */
export async function abort(id) {
  const response = await fetch("api/abort", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Liten-Token": token },
    body: JSON.stringify({ id }),
  });
  return { isDone: response.ok, text: await response.text() };
}
