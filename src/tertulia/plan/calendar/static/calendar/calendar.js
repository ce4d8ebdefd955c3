// Dragging an entry onto a day: the same form that "Move to" sends, with the day alone.
const calendar = document.querySelector("[data-calendar]");
const form = document.getElementById("move-form");
let dragged = null;

function dayOf(event) {
  return event.target.closest?.("[data-day]");
}

function clear() {
  for (const each of document.querySelectorAll(".over, .dragged")) each.classList.remove("over", "dragged");
}

if (calendar && form) {
  calendar.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-entry]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.textContent.trim());
    dragged.classList.add("dragged");
  });
  calendar.addEventListener("dragover", (event) => {
    const day = dayOf(event);
    if (!dragged || !day) return;
    event.preventDefault();
    for (const other of document.querySelectorAll(".over")) if (other !== day) other.classList.remove("over");
    day.classList.add("over");
  });
  calendar.addEventListener("drop", (event) => {
    const day = dayOf(event);
    if (!dragged || !day) return;
    event.preventDefault();
    const unchanged = day.contains(dragged);
    form.action = dragged.dataset.entry;
    form.elements.day.value = day.dataset.day;
    if (!unchanged) form.requestSubmit();
  });
  calendar.addEventListener("dragend", () => {
    dragged = null;
    clear();
  });
}
