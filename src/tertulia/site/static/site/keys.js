// Keys: `/` search, `g` and a letter to go, `?` the sheet, J/K/O over a list, data-key on buttons.
// Single letters can be switched off by each person (WCAG 2.1.4); Ctrl/Cmd-K stays.
const GO_MS = 1200;

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function walk(step) {
  const items = [...document.querySelectorAll("[data-list] [data-item]")].filter((item) => item.offsetParent);
  if (!items.length) return;
  const now = items.findIndex((item) => item.classList.contains("selected"));
  const next = items[Math.min(items.length - 1, Math.max(0, now + step))];
  items[now]?.classList.remove("selected");
  next.classList.add("selected");
  next.scrollIntoView({ block: "nearest" });
  (next.matches("a,button") ? next : next.querySelector("a,button"))?.focus({ preventScroll: true });
}

function openChosen() {
  document.querySelector("[data-item].selected")?.querySelector("a[data-panel],a,button")?.click();
}

function searchHere() {
  const field = document.querySelector("[data-search], main input[type=search]");
  if (field) field.focus();
  else document.querySelector("[data-open-palette]")?.click();
}

export function startKeys() {
  let going = 0;
  const acts = { "/": searchHere, "?": () => document.getElementById("keys").showModal(), j: () => walk(1), k: () => walk(-1), o: openChosen };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.body.dataset.singleKeys === "off" || document.querySelector("dialog.sheet[open], dialog.palette[open]")) return;
    if (going && Date.now() - going < GO_MS) {
      going = 0;
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); location.href = link.href; }
      return;
    }
    if (event.key === "g") { going = Date.now(); return; }
    const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const act = acts[event.key] ?? (button && (() => button.click()));
    if (act) { event.preventDefault(); act(); }
  });
}
