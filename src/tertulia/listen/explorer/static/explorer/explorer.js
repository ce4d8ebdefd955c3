// The explorer's page: what a chart says under the pointer, walking it by keys, pictures of it, the phone's two views.

const SCALE = 2;
let tip = null;
let corrected = false;

function showTip(hit, x, y) {
  if (!tip) {
    tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("aria-hidden", "true");
    document.body.append(tip);
  }
  tip.textContent = hit.getAttribute("aria-label");
  const box = tip.getBoundingClientRect();
  const left = Math.min(x + 14, innerWidth - box.width - 8);
  const top = y + 18 + box.height > innerHeight ? y - box.height - 10 : y + 18;
  tip.style.transform = `translate(${Math.max(8, left)}px, ${Math.max(8, top)}px)`;
  tip.style.insetBlockStart = "0";
  tip.style.insetInlineStart = "0";
}

function hideTip() {
  if (tip) tip.textContent = "";
}

/** The browser's own tooltip would stand beside ours. */
function hush(chart) {
  for (const title of chart.querySelectorAll(".hit > title")) title.remove();
}

document.addEventListener("pointermove", (event) => {
  const hit = event.target.closest?.(".chart .hit");
  if (!hit) return hideTip();
  hush(hit.closest(".chart"));
  showTip(hit, event.clientX, event.clientY);
});

document.addEventListener("focusin", (event) => {
  const hit = event.target.closest?.(".chart .hit");
  if (!hit?.matches(":focus-visible")) return hideTip();
  const box = hit.getBoundingClientRect();
  showTip(hit, box.left + box.width / 2, box.top + box.height / 3);
});

/** Arrow keys walk along the points of a chart; in the heat map up and down change the day. */
document.addEventListener("keydown", (event) => {
  const hit = event.target.closest?.(".chart .hit");
  if (!hit || event.altKey || event.ctrlKey || event.metaKey) return;
  const chart = hit.closest(".chart");
  const hits = [...chart.querySelectorAll(".hit")];
  const row = chart.matches(".chart-heat") ? 24 : 0;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row }[event.key];
  const to = event.key === "Home" ? 0 : event.key === "End" ? hits.length - 1 : hits.indexOf(hit) + (step ?? 0);
  if (to === hits.indexOf(hit) || !hits[to]) return;
  event.preventDefault();
  hit.setAttribute("tabindex", "-1");
  hits[to].setAttribute("tabindex", "0");
  hits[to].focus();
});

/** Draws the SVG file on a canvas and hands the picture over as a file. */
async function savePicture(button) {
  const image = new Image();
  image.src = `${button.dataset.png}&inline=1`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = button.dataset.name;
  link.click();
}

function switchView(button) {
  document.querySelector(".explorer").dataset.view = button.dataset.view;
  for (const other of document.querySelectorAll(".view-switch button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
}

document.addEventListener("click", (event) => {
  const picture = event.target.closest("[data-png]");
  if (picture) savePicture(picture);
  const view = event.target.closest(".view-switch [data-view]");
  if (view) switchView(view);
  if (event.target.closest('a[href*="#posts"]')) document.querySelector('.view-switch [data-view="posts"]')?.click();
});
if (location.hash === "#posts") document.querySelector('.view-switch [data-view="posts"]')?.click();

/** A panel that could not be reached at all says so and offers again. */
document.addEventListener("htmx:error", (event) => {
  const panel = event.target.closest?.("[hx-get][aria-busy]");
  if (!panel) return;
  const words = document.getElementById("panel-body").dataset.failed;
  const again = panel.cloneNode(false);
  const button = document.createElement("button");
  again.setAttribute("hx-trigger", "click from:find button");
  button.type = "button";
  button.className = "button";
  button.textContent = words;
  again.append(button);
  panel.replaceWith(again);
  window.htmx.process(again);
});

// A correction made in the side panel changes the figures under it: they are asked for again when it closes.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail?.ctx?.request?.method?.toUpperCase() === "POST") corrected = true;
});
document.addEventListener("panel:closed", () => {
  if (corrected && document.querySelector(".explorer")) location.reload();
});
