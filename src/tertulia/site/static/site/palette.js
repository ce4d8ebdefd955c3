// Ctrl/Cmd-K: places, monitors, and a search for whatever was typed or pasted. The server knows the answers.
const WAIT_MS = 90;

export function startPalette(address) {
  const dialog = document.getElementById("palette");
  const field = dialog.querySelector("input");
  const list = document.getElementById("palette-list");
  let chosen = 0;
  let asked = 0;
  let timer = 0;

  const options = () => [...list.querySelectorAll('[role="option"]')];

  function choose(index) {
    const all = options();
    if (!all.length) return;
    chosen = (index + all.length) % all.length;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    field.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    const mine = ++asked;
    const answer = await fetch(`${address}?q=${encodeURIComponent(field.value)}`).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    list.innerHTML = await answer.text();
    choose(0);
  }

  function open() {
    if (dialog.open) return dialog.close();
    field.value = "";
    dialog.showModal();
    field.focus();
    return ask();
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
  document.querySelectorAll("[data-open-palette]").forEach((button) => button.addEventListener("click", open));
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT_MS); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen - 1); }
    if (event.key === "Enter") { event.preventDefault(); options()[chosen]?.click(); }
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) location.href = option.dataset.href;
  });
}
