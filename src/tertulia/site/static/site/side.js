// The side panel: opens an address over the page, and stands in the page's own address (`?…&open=/listen/posts/5/`), so
// that Back closes it and a link can be sent.
import { seatToasts } from "./toasts.js";

const NAME = "open";
const panel = document.getElementById("panel");

/** The address that the page's own asks for in the panel; only a path of this site. */
function asked() {
  const path = new URLSearchParams(location.search).get(NAME) ?? "";
  return /^\/(?![/\\])/.test(path) && new URL(path, location.href).origin === location.origin ? path : "";
}

function pageWith(path) {
  const url = new URL(location.href);
  if (path) url.searchParams.set(NAME, path);
  else url.searchParams.delete(NAME);
  return url;
}

/** Opens an address in the side panel; a plain visit where the browser or the server cannot. */
export async function openPanel(address, title = "") {
  const url = new URL(address, location.href);
  const path = url.pathname + url.search;
  const state = { ...history.state, panel: true, title };
  if (asked()) history.replaceState({ ...state, panel: history.state?.panel }, "", pageWith(path));
  else history.pushState(state, "", pageWith(path));
  await show(path, title);
}

async function show(address, title = "") {
  const body = document.getElementById("panel-body");
  panel.querySelector("[data-panel-heading]").textContent = title;
  panel.querySelector("[data-panel-address]").href = address;
  body.replaceChildren(...Array.from({ length: 3 }, skeleton));
  if (!panel.open) panel.showModal();
  seatToasts();
  panel.dataset.address = address;
  const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": "panel-body" } }).catch(() => null);
  if (panel.dataset.address !== address) return;
  if (answer?.headers.has("HX-Redirect")) {
    location.href = answer.headers.get("HX-Redirect");
    return;
  }
  const isPart = answer?.ok && answer.headers.get("Content-Type")?.startsWith("text/html");
  const html = isPart ? await answer.text() : "";
  if (!isPart) {
    body.textContent = body.dataset.failed;
    return;
  }
  body.innerHTML = html;
  window.htmx?.process(body);
  panel.scrollTop = 0;
  document.dispatchEvent(new CustomEvent("panel:opened", { detail: { address, body } }));
}

function skeleton() {
  const line = document.createElement("div");
  line.className = "skeleton block";
  return line;
}

function closed() {
  document.dispatchEvent(new CustomEvent("panel:closed"));
}

/** What closed it by hand is undone in the address: by going back where opening it went forward. */
function onClose() {
  panel.dataset.address = "";
  if (!asked()) closed();
  else if (history.state?.panel) history.back();
  else {
    history.replaceState(history.state, "", pageWith(""));
    closed();
  }
}

function onMove() {
  const path = asked();
  if (path) show(path, history.state?.title);
  else if (panel.open) panel.close();
  else closed();
}

export function startPanel() {
  panel.addEventListener("close", onClose);
  addEventListener("popstate", onMove);
  if (asked()) show(asked(), history.state?.title);
}
