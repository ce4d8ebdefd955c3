// The live page: posts as they come in, kept to the newest few hundred; pause, sound, and quiet announcements.
import { say } from "../site/shell.js";
import { follow } from "./stream.js";

const ANNOUNCED_EVERY_MS = 10_000;
const RATE_MS = 60_000;
const feed = document.getElementById("live-feed");

function start() {
  const list = feed.querySelector(".live-list");
  const words = feed.dataset;
  const most = Number(words.most);
  const pause = feed.querySelector("[data-pause]");
  const sound = feed.querySelector("[data-sound]");
  const waiting = [];
  const came = [];
  let waitingCount = 0;
  let unsaid = 0;
  let audio = null;

  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";
  const count = (text, number) => text.replace("#", number.toLocaleString(document.documentElement.lang));

  function press(button, on) {
    button.setAttribute("aria-pressed", String(on));
    button.querySelector("[data-off]").hidden = on;
    button.querySelector("[data-on]").hidden = !on;
  }

  function state(name, text) {
    feed.dataset.state = name;
    feed.querySelector("[data-state]").textContent = text;
  }

  function show(html, left) {
    const piece = document.createElement("template");
    piece.innerHTML = html;
    for (const item of piece.content.children) item.classList.add("new");
    if (left > 0) piece.content.append(note(left));
    list.prepend(piece.content);
    while (list.children.length > most) list.lastElementChild.remove();
    feed.querySelector("[data-empty]").hidden = true;
  }

  function note(left) {
    const line = document.createElement("li");
    line.className = "live-left muted small";
    line.textContent = count(words.more, left);
    return line;
  }

  function tell() {
    const badge = pause.querySelector("[data-waiting]");
    badge.hidden = !waitingCount;
    badge.textContent = count(words.waiting, waitingCount);
  }

  function rate() {
    const now = Date.now();
    while (came.length && now - came[0].at > RATE_MS) came.shift();
    const number = came.reduce((sum, one) => sum + one.count, 0);
    feed.querySelector("[data-rate]").textContent = number ? count(words.minute, number) : "";
  }

  function beep() {
    if (!audio || !isPressed(sound)) return;
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.08, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.25);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.26);
  }

  function onPosts(told) {
    const shown = (told.html.match(/data-post=/g) ?? []).length;
    came.push({ at: Date.now(), count: told.count });
    unsaid += told.count;
    if (isPressed(pause)) {
      waiting.push([told.html, told.count - shown]);
      waiting.splice(0, waiting.length - most);
      waitingCount += told.count;
      tell();
    } else show(told.html, told.count - shown);
    rate();
    beep();
  }

  pause.addEventListener("click", () => {
    press(pause, !isPressed(pause));
    if (isPressed(pause)) return state("paused", words.paused);
    for (const [html, left] of waiting.splice(0)) show(html, left);
    waitingCount = 0;
    tell();
    state("on", words.on);
  });
  sound.addEventListener("click", () => {
    audio ??= new AudioContext();
    audio.resume();
    press(sound, !isPressed(sound));
    beep();
  });
  setInterval(rate, 5000);
  setInterval(() => {
    if (!unsaid) return;
    say(count(unsaid === 1 ? words.one : words.several, unsaid));
    unsaid = 0;
  }, ANNOUNCED_EVERY_MS);

  follow(words.events, words.after, {
    posts: onPosts,
    open: () => state(isPressed(pause) ? "paused" : "on", isPressed(pause) ? words.paused : words.on),
    lost: () => state("lost", words.lost),
    full: () => state("lost", words.full),
  }, { hidden: true });
}

if (feed) start();
