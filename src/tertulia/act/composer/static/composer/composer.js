// A version follows the text above until something of its own is typed there. What is not saved is not left silently.
const form = document.querySelector("[data-composer]");

function follow() {
  for (const version of form.querySelectorAll("[data-version]")) {
    if (version.querySelector("[data-linked]").checked) version.querySelector("[data-own]").value = form.elements.text.value;
  }
}

if (form) {
  let unsaved = false;
  form.addEventListener("input", (event) => {
    unsaved = true;
    if (event.target.matches("[data-own]")) event.target.closest("[data-version]").querySelector("[data-linked]").checked = false;
    if (event.target.matches("#text, [data-linked]")) follow();
  });
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  document.addEventListener("htmx:after:swap", () => {
    const saved = document.getElementById("saved");
    if (saved?.querySelector(".icon") && !saved.querySelector(".field-error")) unsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
