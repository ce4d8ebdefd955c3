// Cards of the board can be dragged: a drop presses the button of the card's own "Move to…" menu.

let card = null;

function column(event) {
  return event.target.closest?.("[data-board] [data-state]") ?? null;
}

function clear() {
  for (const each of document.querySelectorAll("[data-state].over")) each.classList.remove("over");
}

document.addEventListener("dragstart", (event) => {
  card = event.target.closest?.("[data-board] [draggable]") ?? null;
  card?.classList.add("dragged");
  if (card) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  clear();
  const over = card && column(event);
  if (!over) return;
  event.preventDefault();
  over.classList.add("over");
});
document.addEventListener("drop", (event) => {
  const over = card && column(event);
  if (!over) return;
  event.preventDefault();
  card.querySelector(`.idea-move button[value="${over.dataset.state}"]`)?.click();
});
document.addEventListener("dragend", () => {
  card?.classList.remove("dragged");
  card = null;
  clear();
});
