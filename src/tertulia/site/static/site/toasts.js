// Messages that come and go. While a dialog is open they stand in it: all outside it is out of reach.
const TOAST_MS = 8000;
const region = document.getElementById("toasts");
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** Moves the messages into the dialog that lies on top, or back to the page. */
export function seatToasts() {
  const host = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
  if (region && region.parentElement !== host) host.append(region);
}

/** Shows a message; `undo` is the address that takes the act back. */
export function toast(text, { level = "success", undo = "" } = {}) {
  const box = document.createElement("div");
  box.className = `toast ${level}`;
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words);
  box.dataset.tags = undo ? `undo:${undo}` : "";
  seatToasts();
  region?.append(box);
  dress(box);
}

function dress(box) {
  const words = region.dataset;
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

export function startToasts() {
  document.addEventListener("close", seatToasts, true);
  document.addEventListener("toasts", (event) => {
    for (const message of event.detail?.messages ?? []) toast(message.text, message);
  });
  region?.querySelectorAll(":scope > .toast").forEach(dress);
}
