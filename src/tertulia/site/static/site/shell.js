// The frame of every page: request headers, menus, side panel, toasts, small conveniences.
import { startKeys } from "./keys.js";
import { startPalette } from "./palette.js";

const TOAST_MS = 8000;
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export function say(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

/** Shows a message; `undo` is the address that takes the act back. */
export function toast(text, { level = "success", undo = "" } = {}) {
  const box = document.createElement("div");
  box.className = `toast ${level}`;
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words);
  box.dataset.tags = undo ? `undo:${undo}` : "";
  document.getElementById("toasts")?.append(box);
  dress(box);
}

function dress(box) {
  const words = document.getElementById("toasts").dataset;
  const undo = /(?:^|\s)undo:(\S+)/.exec(box.dataset.tags ?? "")?.[1];
  if (undo) box.append(undoForm(undo, words.undo));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "icon-button";
  close.setAttribute("aria-label", words.close);
  close.textContent = "×";
  close.addEventListener("click", () => box.remove());
  box.append(close);
  let left = setTimeout(() => box.remove(), undo ? TOAST_MS * 2 : TOAST_MS);
  const wait = () => clearTimeout(left);
  box.addEventListener("pointerenter", wait);
  box.addEventListener("focusin", wait);
  box.addEventListener("pointerleave", () => { left = setTimeout(() => box.remove(), TOAST_MS); });
}

function undoForm(address, label) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  for (const [name, value] of [["csrfmiddlewaretoken", token], ["next", location.pathname + location.search]]) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  const button = document.createElement("button");
  button.className = "button";
  button.textContent = label;
  form.append(button);
  return form;
}

/** Opens an address in the side panel; a plain visit where the browser or the server cannot. */
export async function openPanel(address, title = "") {
  const panel = document.getElementById("panel");
  const body = document.getElementById("panel-body");
  panel.querySelector("[data-panel-heading]").textContent = title;
  panel.querySelector("[data-panel-address]").href = address;
  body.replaceChildren(...Array.from({ length: 3 }, skeleton));
  if (!panel.open) panel.showModal();
  panel.dataset.address = address;
  const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": "panel-body" } }).catch(() => null);
  if (panel.dataset.address !== address) return;
  if (answer?.headers.has("HX-Redirect")) {
    location.href = answer.headers.get("HX-Redirect");
    return;
  }
  const html = answer ? await answer.text() : "";
  if (!answer?.ok) {
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

function onClick(event) {
  const target = event.target;
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
  const opener = target.closest("a[data-panel]");
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    openPanel(opener.href, opener.dataset.panelTitle);
    return;
  }
  if (target.closest("[data-close-dialog]") || target.matches("dialog.panel, dialog.sheet, dialog.palette")) target.closest("dialog").close();
  if (target.closest("[data-open-keys]")) document.getElementById("keys").showModal();
  const copier = target.closest("[data-copy]");
  if (copier) copy(copier);
}

async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  if (button.dataset.copied) toast(button.dataset.copied);
}

function onHtmxRequest(event) {
  const headers = event.detail?.ctx?.request?.headers;
  if (headers) headers["X-CSRFToken"] = token;
}

function onHtmxSwap(event) {
  const panel = document.getElementById("panel");
  if (panel && !panel.open && event.detail?.ctx?.target?.id === "panel-body") panel.showModal();
}

document.addEventListener("click", onClick);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("change", (event) => {
  event.target.closest("form[data-autosubmit]")?.requestSubmit();
});
document.addEventListener("htmx:config:request", onHtmxRequest);
document.addEventListener("htmx:after:swap", onHtmxSwap);
document.addEventListener("toasts", (event) => {
  for (const message of event.detail?.messages ?? []) toast(message.text, message);
});
document.querySelector(".sub-places [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.querySelectorAll("#toasts > .toast").forEach(dress);
if (document.getElementById("keys")) startKeys();
if (document.getElementById("palette")) startPalette(document.body.dataset.palette);
