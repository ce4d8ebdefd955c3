// One stream of server-sent events. The browser reconnects by itself and says which post it knew last; a page that
// nobody looks at gives its stream back and takes it up again when it is looked at, with what came in meanwhile.
const REST_MS = 30_000;

/** Follows an address from a post on; `on` hears posts, open, lost, full. `hidden`: also while the page is out of sight. */
export function follow(address, after, on, { hidden = false } = {}) {
  let source = null;
  let last = after;
  let resting = 0;

  function open() {
    if (source) return;
    source = new EventSource(`${address}${address.includes("?") ? "&" : "?"}after=${last}`);
    source.addEventListener("open", () => on.open?.());
    source.addEventListener("posts", (event) => {
      last = event.lastEventId || last;
      on.posts(JSON.parse(event.data));
    });
    source.addEventListener("error", onError);
  }

  // A refused stream is closed for good; one that was cut off is being opened again.
  async function onError() {
    if (source?.readyState !== EventSource.CLOSED) return on.lost?.();
    source = null;
    on.full?.();
  }

  function close() {
    source?.close();
    source = null;
  }

  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (!document.hidden) open();
    else if (!hidden) resting = setTimeout(close, REST_MS);
  });
  open();
}
