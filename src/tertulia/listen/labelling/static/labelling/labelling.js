// The arrows walk over the sample (no characters: they work whatever the person chose for single letters), and after
// each label the next post is read out.
const page = document.getElementById("labelling");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const link = event.key.startsWith("Arrow") && page.querySelector(`[data-arrow="${event.key}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail?.ctx?.target !== page) return;
  page.querySelector(".turn, [data-focus]")?.focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
});
