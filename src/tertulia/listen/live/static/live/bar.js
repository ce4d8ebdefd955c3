// The explorer, followed live: a quiet bar says how many posts came in; a click asks every panel again.
import { say } from "../site/shell.js";
import { follow } from "./stream.js";

const bar = document.getElementById("live-bar");

function start() {
  const button = bar.querySelector("button");
  let came = 0;

  function tell(number) {
    came += number;
    const text = (came === 1 ? bar.dataset.one : bar.dataset.several).replace("#", came.toLocaleString(document.documentElement.lang));
    bar.querySelector("[data-count]").textContent = text;
    if (bar.hidden) say(text);
    bar.hidden = false;
  }

  function refresh() {
    for (const panel of document.querySelectorAll("[data-panel-name]")) {
      window.htmx.ajax("GET", `${bar.dataset.panels.replace("NAME", panel.dataset.panelName)}?${bar.dataset.query}`, { source: panel, target: panel, swap: "outerHTML" });
    }
    const posts = document.querySelector("#posts > *");
    if (posts) window.htmx.ajax("GET", `${bar.dataset.posts}?${bar.dataset.query}`, { source: posts, target: posts, swap: "outerHTML" });
    came = 0;
    bar.hidden = true;
  }

  button.addEventListener("click", refresh);
  follow(bar.dataset.events, bar.dataset.after, { posts: (told) => tell(told.count) });
}

if (bar) start();
