// The first steps: accounts that are ticked join the search for our name, and terms are added to a search by a click.
const form = document.getElementById("start-form");

function addTerm(field, term) {
  const terms = field.value.split(/\s+OR\s+/);
  if (!terms.includes(term)) field.value = field.value.trim() ? `${field.value.trim()} OR ${term}` : term;
}

function removeTerm(field, term) {
  field.value = field.value.split(/\s+OR\s+/).filter((one) => one !== term).join(" OR ");
}

function join(box) {
  const field = form.querySelector('[data-monitor="brand"] textarea');
  if (!field) return;
  const term = `@${box.dataset.handle.toLowerCase()}`;
  if (box.checked) addTerm(field, term);
  else removeTerm(field, term);
}

form?.addEventListener("change", (event) => {
  if (event.target.matches("[data-handle]")) join(event.target);
});
form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-term]");
  if (!button) return;
  addTerm(button.closest("[data-monitor]").querySelector("textarea"), button.dataset.term);
  button.closest("li").remove();
});
document.addEventListener("htmx:after:swap", () => {
  for (const box of form?.querySelectorAll("[data-handle]:checked:not([data-joined])") ?? []) {
    box.dataset.joined = "";
    join(box);
  }
});
