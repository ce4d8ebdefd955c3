// An open inbox: keys that lead to fields, what is typed is kept, who else is here, news without a reload.
import { say } from "../site/shell.js";

const HERE_MS = 20_000;
const TYPED_MS = 700;
const REST_MS = 30_000;
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const inbox = document.querySelector("[data-inbox]");
const one = document.querySelector("[data-conversation]");
const field = document.getElementById("reply-text");

function send(address, values) {
  return fetch(address, { method: "POST", body: new URLSearchParams(values), headers: { "X-CSRFToken": token }, keepalive: true });
}

// Keys r, a and n put the cursor into a field; the buttons have theirs from the page's frame.
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.singleKeys === "off") return;
  if (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || document.querySelector("dialog[open]")) return;
  const wanted = document.querySelector(`[data-focus-key="${CSS.escape(event.key)}"]`);
  if (!wanted?.offsetParent) return;
  event.preventDefault();
  wanted.focus();
  if (wanted === field) field.setSelectionRange(field.value.length, field.value.length);
}

function startReply() {
  const form = field.form;
  let waiting = 0;
  let sending = false;

  async function weigh() {
    const answer = await send(form.dataset.weigh, { text: field.value });
    if (answer.status === 200) form.querySelector("[data-weight]").innerHTML = await answer.text();
  }
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { weigh(); here(); }, TYPED_MS);
  });
  form.querySelector("[data-saved]")?.addEventListener("change", (event) => {
    const text = event.target.selectedOptions[0]?.dataset.text;
    if (!text) return;
    field.value = field.value.trim() ? `${field.value.trimEnd()} ${text}` : text;
    field.focus();
    const open = field.value.search(/\{[^{}\n]+\}/);
    if (open >= 0) field.setSelectionRange(open, field.value.indexOf("}", open) + 1);
    field.dispatchEvent(new Event("input"));
  });
  form.addEventListener("submit", (event) => {
    if (sending) event.preventDefault();
    sending = true;
    clearTimeout(waiting);
  });
}

async function here() {
  if (document.hidden) return;
  const answer = await send(one.dataset.here, field && field.value !== field.defaultValue ? { text: field.value } : {}).catch(() => null);
  if (!answer?.ok) return;
  const { others } = await answer.json();
  const notice = one.querySelector("[data-others]");
  const text = others.join(" ");
  if (notice.textContent.trim() !== text) notice.textContent = text;
  notice.hidden = !text;
}

function startBulk(list) {
  list.addEventListener("change", () => {
    const bar = list.querySelector("[data-bulk-bar]");
    const ticked = list.querySelectorAll('input[name="c"]:checked').length;
    if (!bar) return;
    bar.hidden = !ticked;
    bar.querySelector("[data-bulk-count]").textContent = ticked;
  });
}

async function renew(list) {
  const busy = list.contains(document.activeElement) || list.querySelector('input[name="c"]:checked, details[open]');
  if (busy) return false;
  const answer = await fetch(inbox.dataset.renew, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return false;
  list.innerHTML = await answer.text();
  list.querySelector(`a[href*="/inbox/${inbox.dataset.chosen}/"]`)?.closest("[data-item]")?.classList.add("selected");
  return true;
}

function follow(list) {
  let source = null;
  let resting = 0;
  let behind = false;

  async function onChange(told) {
    behind = !(await renew(list));
    if (told.more > 0) say(inbox.dataset.more);
  }
  function open() {
    if (source) return;
    source = new EventSource(inbox.dataset.events);
    source.addEventListener("inbox", (event) => onChange(JSON.parse(event.data)));
  }
  function close() {
    source?.close();
    source = null;
  }
  list.addEventListener("focusout", () => setTimeout(async () => { if (behind) behind = !(await renew(list)); }, 200));
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (!document.hidden) open();
    else resting = setTimeout(close, REST_MS);
  });
  open();
}

if (inbox) {
  const list = document.getElementById("inbox-list");
  document.addEventListener("keydown", onKey);
  startBulk(list);
  follow(list);
  if (field) startReply();
  if (one?.dataset.here) {
    here();
    setInterval(here, HERE_MS);
    addEventListener("pagehide", () => send(one.dataset.here, { leaving: "1" }));
  }
}
