/* What script adds to every page. Each part looks for its own attribute and does
   nothing without it; everything works with script off. */

const UK = "Europe/London";

/* The focus goes to what went wrong, also where autofocus is not honoured. */
document.querySelector("[data-focus]")?.focus();

/* A toast can be put away. */
for (const toast of document.querySelectorAll("[data-toast]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-close";
  button.setAttribute("aria-label", "Put this message away");
  button.textContent = "×";
  button.addEventListener("click", () => toast.remove());
  toast.append(button);
}

/* A link that asks a question asks it here instead of on a page of its own. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-dialog]");
  const dialog = link && document.getElementById(link.dataset.dialog);
  if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  dialog.showModal();
});

/* A form is sent once, however often its button is pressed. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  // A dialog put away by its own button has sent nothing.
  const method = event.submitter?.getAttribute("formmethod") ?? form.method;
  if (method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // An answer that is a file leaves the page standing.
  setTimeout(() => delete form.dataset.sent, 5000);
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

/* The reader's own time beside UK time, when the clocks there show another. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function clock(moment, timeZone) {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone,
  }).format(moment);
}

function day(moment, timeZone) {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone,
  }).format(moment).replace(",", "");
}

function strong(words) {
  const element = document.createElement("b");
  element.textContent = words;
  return element;
}

function showYourTime(row) {
  const start = new Date(row.dataset.yourTime);
  const same = (timeZone) => `${day(start, timeZone)} ${clock(start, timeZone)}`;
  if (same(UK) === same(zone)) return;
  const place = zone.split("/").pop().replaceAll("_", " ");
  row.querySelector("dt").textContent = place ? `Your time, ${place}` : "Your time";
  let words = clock(start, zone);
  if (row.dataset.end) words += ` to ${clock(new Date(row.dataset.end), zone)}`;
  const sameDay = day(start, UK) === day(start, zone);
  const parts = [strong(words), sameDay ? " the same day" : ` on ${day(start, zone)}`];
  if (row.dataset.joining) {
    const door = new Date(row.dataset.joining);
    const before = day(door, zone) === day(start, zone) ? "" : " the day before";
    parts.push(`, join from ${clock(door, zone)}${before}`);
  }
  row.querySelector("dd").replaceChildren(...parts);
  row.hidden = false;
}

function showYourTimes(within) {
  if (zone) within.querySelectorAll("[data-your-time]").forEach(showYourTime);
}

showYourTimes(document);

/* A list that htmx has fetched says how many it found. Its own live region is new, so
   nothing would read it out: one that stays repeats it. */
const aloud = document.createElement("p");
aloud.className = "vh";
aloud.setAttribute("aria-live", "polite");
document.body.append(aloud);

document.addEventListener("htmx:afterSettle", () => {
  const status = document.querySelector("main [role=status]:not(.toasts)");
  if (status) aloud.textContent = status.textContent;
  showYourTimes(document);
});

/* The search box: opened, it is ready to be typed in; typed in, it suggests. */
for (const fold of document.querySelectorAll(".search-fold")) {
  fold.addEventListener("toggle", () => fold.open && fold.querySelector("input").focus());
  fold.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !fold.open || event.defaultPrevented) return;
    fold.open = false;
    fold.querySelector("summary").focus();
  });
}
for (const form of document.querySelectorAll("form[data-suggest]")) {
  form.addEventListener("focusin", async () => {
    const { suggest } = await import(form.dataset.script);
    suggest(form);
  }, { once: true });
}
