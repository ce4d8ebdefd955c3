// Sends a file piece by piece, with progress; a piece that got lost is sent again. Without this the form sends it whole.
const RETRIES = 4; // times that a piece is sent again
const form = document.getElementById("drop");
if (form) start(form);

function start(form) {
  const input = form.querySelector('input[type="file"]');
  input.addEventListener("change", () => input.files[0] && send(form, input.files[0]));
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) send(form, file);
  });
}

async function send(form, file) {
  const busy = form.querySelector('input[type="file"]');
  if (busy.disabled) return;
  tell(form, "");
  if (file.size > Number(form.dataset.largest)) return tell(form, form.dataset.tooLarge);
  busy.disabled = true;
  try {
    const { piece, page } = await ask(form, form.dataset.begin, new URLSearchParams({ name: file.name, size: file.size }));
    const size = Number(form.dataset.piece);
    for (let offset = 0; offset < file.size; offset += size) {
      show(form, offset / file.size);
      await patiently(form, `${piece}?offset=${offset}`, file.slice(offset, offset + size));
    }
    show(form, 1);
    location.assign(page);
  } catch (error) {
    tell(form, error.message);
    busy.disabled = false;
    form.querySelector("#sending").hidden = true;
  }
}

async function patiently(form, address, piece) {
  for (let left = RETRIES; ; left -= 1) {
    try {
      return await ask(form, address, piece);
    } catch (error) {
      if (error.refused || left === 0) throw error;
      await new Promise((done) => setTimeout(done, 1000 * (RETRIES - left + 1)));
    }
  }
}

async function ask(form, address, body) {
  const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
  const headers = { "X-CSRFToken": token };
  if (body instanceof Blob) headers["Content-Type"] = "application/octet-stream";
  const answer = await fetch(address, { method: "POST", headers, body }).catch(() => null);
  const told = answer ? await answer.json().catch(() => null) : null;
  if (answer?.ok && told) return told;
  const error = new Error(told?.cause ? `${told.cause} ${told.remedy ?? ""}` : form.dataset.failed);
  error.refused = Boolean(told?.cause);
  throw error;
}

function show(form, part) {
  form.querySelector("#sending").hidden = false;
  form.querySelector("progress").value = Math.round(part * 100);
  form.querySelector("#sent").textContent = `${Math.round(part * 100)} %`;
}

function tell(form, text) {
  const place = form.querySelector("#drop-error");
  place.textContent = text;
  place.hidden = !text;
}
