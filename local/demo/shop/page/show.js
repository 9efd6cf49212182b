/** Shows a result below the buttons of a section: a line, whether it is `good` or `bad` or neither, and pairs of a name and a value. */
export function show(id, line, kind, pairs = {}) {
  const words = document.createElement("p");
  words.className = kind;
  words.textContent = line;
  const list = document.createElement("dl");
  for (const [name, value] of Object.entries(pairs)) {
    if (value === undefined) continue;
    const term = document.createElement("dt");
    term.textContent = name;
    const text = document.createElement("dd");
    text.textContent = typeof value === "object" ? JSON.stringify(value) : String(value);
    list.append(term, text);
  }
  document.getElementById(id).replaceChildren(words, ...(list.childElementCount > 0 ? [list] : []));
}

/** A time in epoch ms or ISO 8601 for a person to read. */
export function timeOf(time) {
  return new Date(time).toLocaleString("zh-CN");
}

/** Enables or disables the buttons of an act. */
export function allow(act, isAllowed) {
  for (const button of document.querySelectorAll(`[data-act="${act}"]`)) button.disabled = !isAllowed;
}
