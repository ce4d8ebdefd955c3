// The frame of every page: request headers, menus, side panel, toasts, small conveniences.
import { startKeys } from "./keys.js";
import { startPalette } from "./palette.js";
import { openPanel, startPanel } from "./side.js";
import { startToasts, toast } from "./toasts.js";

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export function say(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
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
document.querySelector(".sub-places [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
startToasts();
if (document.getElementById("panel")) startPanel();
if (document.getElementById("keys")) startKeys();
if (document.getElementById("palette")) startPalette(document.body.dataset.palette);
