// One box marks all on the page; without this each is marked by itself.
const all = document.getElementById("mark-all");
const boxes = [...document.querySelectorAll('#letters input[name="letter"]')];
if (all && boxes.length) {
  all.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  for (const box of boxes) box.addEventListener("change", () => { all.checked = boxes.every((one) => one.checked); });
}
