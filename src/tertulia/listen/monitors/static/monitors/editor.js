import { toast } from "../site/toasts.js";

// A finding leads to its place in the search.
document.getElementById("findings")?.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-start]");
  if (!button) return;
  const field = document.getElementById("id_query");
  // The server counts characters, the browser UTF-16 units: an emoji is one of the first and two of the second.
  const characters = [...field.value];
  const units = (count) => characters.slice(0, count).join("").length;
  field.focus();
  field.setSelectionRange(units(Number(button.dataset.start)), units(Number(button.dataset.end)));
});

// A suggestion, a ready-made exclusion or a list changes the text: the server knows where it belongs. The change can
// be taken back with the browser's own undo.
const form = document.getElementById("editor");

async function change(name, value) {
  const field = document.getElementById("id_query");
  const asked = new FormData(form);
  asked.set(name, value);
  const answer = await fetch(form.dataset.applyAt, { method: "POST", body: asked, headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!answer?.ok || !told) return toast(told?.problem ?? document.getElementById("panel-body").dataset.failed, { level: "error" });
  field.focus();
  field.select();
  if (!document.execCommand("insertText", false, told.query)) field.value = told.query;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

form?.closest("main").addEventListener("click", (event) => {
  const button = event.target.closest("[data-apply]");
  const suggestion = event.target.closest("a[data-exclude], a[data-include]");
  if (button) {
    button.closest("details").open = false;
    change(button.dataset.apply, button.dataset.value);
  } else if (suggestion) {
    event.preventDefault();
    change(suggestion.dataset.exclude ? "exclude" : "include", suggestion.dataset.exclude ?? suggestion.dataset.include);
  }
});
