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
