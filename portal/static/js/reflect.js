/* Writing: saved on the server while somebody types, warned about what could identify a
   person, and never lost. Nothing is kept in the browser. A form with data-autosave is
   sent as it stands, with its own address and token; data-warn looks at its words here
   and sends nothing. Without script the buttons of the form do the same. */

import { warnings } from "./confidentiality.js";

const REST = 1500;
const LONGEST = 10000;

/* --- Warnings ------------------------------------------------------------- */

const away = new Set();

function draw(place, text) {
  const clues = warnings(text.value).filter((clue) => !away.has(`${clue.kind}:${clue.found}`));
  const known = JSON.stringify(clues.map((clue) => [clue.kind, clue.found]));
  if (place.dataset.known === known) return;
  place.dataset.known = known;
  place.replaceChildren();
  if (clues.length) place.append(notice(clues, place, text));
}

function notice(clues, place, text) {
  const box = element("div", { className: "notice warn clues" });
  box.innerHTML =
    '<svg class="i i-alert" viewBox="0 0 24 24" aria-hidden="true">' +
    '<path d="M12 3.5 22 20.5H2zM12 10v5M12 17.6v.3"/></svg>';
  const words = element("div");
  words.append(element("p", { className: "title", textContent: "This may identify someone" }));
  const list = element("ul");
  for (const clue of clues) {
    const item = element("li", { textContent: `${clue.kind}: “` });
    item.append(element("b", { textContent: clue.found }), "”");
    list.append(item);
  }
  words.append(list, element("p", {
    textContent: "Your form must not point to any patient, relative or colleague.",
  }));
  const row = element("p", { className: "row" });
  const go = element("button", {
    type: "button", className: "btn btn-quiet btn-s", textContent: "Go to the words",
  });
  go.addEventListener("click", () => {
    text.focus();
    text.setSelectionRange(clues[0].start, clues[0].start + clues[0].found.length);
  });
  const leave = element("button", {
    type: "button", className: "btn-text", textContent: "It points to nobody",
  });
  leave.addEventListener("click", () => {
    for (const clue of clues) away.add(`${clue.kind}:${clue.found}`);
    draw(place, text);
    text.focus();
  });
  row.append(go, leave);
  words.append(row);
  box.append(words);
  return box;
}

function element(name, facts = {}) {
  return Object.assign(document.createElement(name), facts);
}

for (const place of document.querySelectorAll("[data-warn] [data-clues]")) {
  const text = document.getElementById(place.dataset.clues);
  if (!text) continue;
  let soon;
  draw(place, text);
  text.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => draw(place, text), 400);
  });
}

/* --- Facts to start from --------------------------------------------------- */

/* Each shows once it does something: a tap on a slow line shall not come to nothing. */
for (const button of document.querySelectorAll("[data-use]")) {
  button.addEventListener("click", () => {
    const text = document.getElementById(button.dataset.use);
    const fact = button.closest("li").querySelector("[data-fact]").textContent;
    const gap = text.value && !/\s$/.test(text.value) ? " " : "";
    text.setRangeText(`${gap}${fact}`, text.value.length, text.value.length, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
  button.hidden = false;
}

/* --- Saving ---------------------------------------------------------------- */

const form = document.querySelector("form[data-autosave]");
if (form) keepSaving(form);

function keepSaving(form) {
  const said = document.querySelector("[data-said]");
  const trouble = document.querySelector("[data-trouble]");
  let sent = words();
  let first = 0;
  let soon;
  let busy = false;
  let leaving = false;

  function words() {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    data.delete("version");
    return new URLSearchParams(data).toString();
  }

  function changed() {
    return words() !== sent;
  }

  function later() {
    if (!changed()) return;
    first ||= Date.now();
    clearTimeout(soon);
    const wait = Math.min(REST, Math.max(first + LONGEST - Date.now(), 0));
    soon = setTimeout(save, wait);
  }

  async function save(again = false) {
    clearTimeout(soon);
    if (busy || leaving || !changed()) return;
    busy = true;
    first = 0;
    const now = words();
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
      });
      const answer = await read(response);
      if (answer.token && !again) {
        form.elements.csrfmiddlewaretoken.value = answer.token;
        busy = false;
        await save(true);
        return;
      }
      if (answer.signed_out) signedOut(answer.sign_in);
      else if (answer.refused) warn("Not saved yet", answer.refused);
      else if (answer.saved) saved(answer, now);
      else warn("Not saved yet", "We could not save that. Your words are still here; we try again.");
    } catch {
      warn("Not saved yet", "There is no connection. Your words are still here; we try again.");
    }
    busy = false;
    if (changed()) soon = setTimeout(save, trouble.hidden ? REST : 8000);
  }

  async function read(response) {
    if (!(response.headers.get("Content-Type") || "").includes("json")) return {};
    return response.json();
  }

  function saved(answer, now) {
    sent = now;
    if (answer.version && form.elements.version) form.elements.version.value = answer.version;
    trouble.hidden = true;
    said.textContent = `Draft saved at ${answer.saved}`;
    if (answer.overtook) {
      warn(
        "Another window had saved other words",
        "Yours are kept now. The others are in the history of this account.",
      );
    }
  }

  function warn(title, text, link = "") {
    trouble.hidden = false;
    const heading = trouble.querySelector("[data-trouble-title]");
    if (heading.textContent !== title) heading.textContent = title;
    trouble.querySelector("[data-trouble-words]").textContent = text;
    const place = trouble.querySelector("[data-trouble-link]");
    place.hidden = !link;
    if (link) place.querySelector("a").href = link;
  }

  function signedOut(link) {
    warn(
      "You have been signed out",
      "Your words are still on this page. Sign in in a new window and come back: then they are saved.",
      link,
    );
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("online", () => save());
  window.addEventListener("focus", () => save());
  document.addEventListener("visibilitychange", () => {
    // On a telephone this is the last moment that is sure to come.
    if (document.visibilityState === "hidden") save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && changed()) event.preventDefault();
  });
}
