/* The register on a phone: a tap shows at once, is kept until the server has it, and
   is sent again when the line is back. Each tap has an identity of its own, so the
   server counts it once however often it comes. What is kept on the phone are those
   identities, keys of lines and marks: never a name. */

const WORDS = {
  "": "Mark present", present: "Present", late: "Late", left_early: "Left early",
  absent: "Not there",
};
const LOOKS = { late: "late", left_early: "late", absent: "away" };
const PARTLY = ["late", "left_early"];
const AT_ONCE = 50;
const TWICE = 600;
const LOOK_EVERY = 20000;

const root = document.querySelector("[data-register]");

/* --- What is kept on the phone -------------------------------------------- */

class Kept {
  constructor(register, whose) {
    this.register = register;
    this.whose = whose;
    this.opened = new Promise((resolve) => {
      // Without storage (some private windows) marks live as long as the page.
      if (!window.indexedDB) return resolve(null);
      const asked = indexedDB.open("registers", 1);
      asked.onupgradeneeded = () =>
        asked.result.createObjectStore("taps", { keyPath: "operation" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(null);
    });
  }

  async store(mode) {
    const database = await this.opened;
    return database?.transaction("taps", mode).objectStore("taps");
  }

  async all() {
    const store = await this.store("readonly");
    if (!store) return [];
    const taps = await new Promise((resolve) => {
      const asked = store.getAll();
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve([]);
    });
    return taps
      .filter((tap) => tap.register === this.register && tap.whose === this.whose)
      .sort((one, other) => one.order - other.order);
  }

  async put(tap) {
    const { register, whose } = this;
    (await this.store("readwrite"))?.put({ ...tap, register, whose });
  }

  async drop(operation) {
    (await this.store("readwrite"))?.delete(operation);
  }
}

/* --- The page ------------------------------------------------------------- */

function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
}

function ukTime() {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/London",
  }).format(new Date());
}

function marks(number) {
  return number === 1 ? "1 mark" : `${number} marks`;
}

function element(name, className, words = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = words;
  return made;
}

class Register {
  constructor(node) {
    this.node = node;
    this.url = node.dataset.register;
    this.form = node.querySelector("[data-marks]");
    this.list = node.querySelector("[data-list]");
    this.counts = [...node.querySelectorAll("[data-counts] b")];
    this.status = node.querySelector("[data-state]");
    this.dialog = node.querySelector("[data-other]");
    this.lines = new Map();
    this.queue = [];
    this.order = 0;
    this.wait = 0;
    this.kept = new Kept(this.url, node.dataset.whose);
    for (const button of this.list.querySelectorAll("button[name=tap]")) {
      const [key, version] = button.value.split(".");
      this.lines.set(Number(key), {
        button, row: button.closest("li"), version: Number(version), at: 0,
      });
    }
  }

  async start() {
    this.form.addEventListener("submit", (event) => {
      const value = event.submitter?.value;
      if (event.submitter?.name !== "tap") return;
      event.preventDefault();
      const [line, seen, mark, minutes] = value.split(".");
      // Only the button of a line turns over at a second tap; what settles two marks
      // is a choice of its own, however soon it comes.
      const row = this.lines.get(Number(line));
      if (row && !this.list.contains(event.submitter)) row.at = 0;
      this.tap(Number(line), mark, Number(minutes ?? 0), Number(seen));
    });
    this.list.addEventListener("click", (event) => this.offerOther(event));
    this.dialog.addEventListener("click", (event) => this.chooseOther(event));
    window.addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.look();
    });
    for (const tap of await this.kept.all()) {
      this.order = Math.max(this.order, tap.order);
      this.queue.push(tap);
      this.show(tap.line, tap.mark, tap.minutes);
    }
    await this.look();
    setInterval(() => !document.hidden && this.look(), LOOK_EVERY);
  }

  /* One tap. A tap on the same line that has not left yet is replaced. */
  tap(key, mark, minutes = 0, seen = null) {
    const line = this.lines.get(key);
    const now = Date.now();
    if (line && now - line.at < TWICE) return;
    if (line) line.at = now;
    const mine = this.queue.filter((tap) => tap.line === key);
    const waiting = mine.find((tap) => !tap.tried);
    if (waiting) this.forget(waiting.operation);
    const before = mine.some((tap) => tap.tried);
    const tap = {
      operation: crypto.randomUUID?.() ?? fallbackUuid(),
      line: key, mark, minutes, at: new Date().toISOString(), tried: false,
      // After one that is on its way, what was seen is what that one leaves behind.
      seen: before ? null : waiting?.seen ?? seen ?? line?.version ?? 0,
      order: ++this.order,
    };
    this.queue.push(tap);
    this.kept.put(tap);
    this.show(key, mark, minutes);
    this.say();
    this.send();
  }

  forget(operation) {
    this.queue = this.queue.filter((tap) => tap.operation !== operation);
    this.kept.drop(operation);
  }

  next() {
    const lines = new Set();
    return this.queue.filter((tap) => {
      const first = !lines.has(tap.line);
      lines.add(tap.line);
      return first && tap.seen !== null;
    }).slice(0, AT_ONCE);
  }

  async send() {
    clearTimeout(this.again);
    if (this.sending || !this.queue.length) return;
    this.sending = true;
    const taps = this.next();
    for (const tap of taps) {
      tap.tried = true;
      this.kept.put(tap);
    }
    const answer = await this.ask({
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
      body: JSON.stringify({ taps: taps.map(sent) }),
    });
    this.sending = false;
    if (!answer) return this.later();
    this.wait = 0;
    for (const one of answer.taps) this.settle(one);
    this.take(answer);
    if (this.queue.length) this.send();
  }

  settle(answer) {
    const tap = this.queue.find((one) => one.operation === answer.operation);
    if (!tap) return;
    this.forget(tap.operation);
    const after = this.queue.find((one) => one.line === tap.line);
    if (after && after.seen === null) {
      after.seen = answer.version ?? tap.seen;
      this.kept.put(after);
    }
    if (answer.outcome === "refused") this.refusal = answer.words;
  }

  later() {
    this.wait = Math.min((this.wait || 1000) * 2, 30000);
    this.again = setTimeout(() => this.send(), this.wait);
    this.say();
  }

  async look() {
    if (this.queue.length) return this.send();
    const answer = await this.ask({ method: "GET" });
    if (answer) this.take(answer);
  }

  async ask(options) {
    try {
      const response = await fetch(this.url, {
        ...options, credentials: "same-origin", redirect: "error",
        signal: AbortSignal.timeout(15000),
      });
      this.trouble = { 401: "out", 403: "stale", 404: "gone" }[response.status] ?? "";
      if (this.trouble === "stale" && (await this.renew())) this.trouble = "";
      if (response.ok) {
        this.offline = false;
        return await response.json();
      }
      this.offline = !this.trouble;
    } catch {
      this.offline = true;
    }
    this.say();
    return null;
  }

  token() {
    return this.form.elements.csrfmiddlewaretoken.value;
  }

  /* Somebody who signed in again elsewhere has another token: read it. */
  async renew() {
    try {
      const response = await fetch(window.location.pathname, { redirect: "error" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const token = page.querySelector("[data-marks] [name=csrfmiddlewaretoken]");
      if (token) this.form.elements.csrfmiddlewaretoken.value = token.value;
      return Boolean(token);
    } catch {
      return false;
    }
  }

  /* Take over how the server says the lines stand, but for those with a tap to go. */
  take(answer) {
    if (answer.closed && !this.queue.length) return window.location.reload();
    const unsent = new Set(this.queue.map((tap) => tap.line));
    let strangers = 0;
    for (const [key, version, mark, minutes] of answer.lines) {
      const line = this.lines.get(key);
      if (!line) strangers += 1;
      else if (!unsent.has(key)) {
        line.version = version;
        this.show(key, mark, minutes);
      }
    }
    if (this.whole) this.strangers(strangers);
    if (unsent.size === 0) answer.counts.forEach((n, place) => this.count(place, n));
    this.conflicts(answer.conflicts.filter((one) => !unsent.has(one.line)));
    this.saved = ukTime();
    this.say();
  }

  get whole() {
    return !this.form.elements.q;
  }

  count(place, number) {
    const figure = this.counts[place];
    if (figure) figure.textContent = number;
  }

  strangers(number) {
    const shown = this.node.querySelector("[data-shown]");
    if (!number || shown.dataset.strangers) return;
    shown.dataset.strangers = number;
    const link = element("a", "", "Show the whole list");
    link.href = window.location.pathname;
    shown.replaceChildren(
      number === 1 ? "One person was added. " : `${number} people were added. `, link,
    );
  }

  show(key, mark, minutes) {
    const line = this.lines.get(key);
    if (!line) return;
    const { button } = line;
    button.className = LOOKS[mark] ? `mark mark-${LOOKS[mark]}` : "mark";
    button.setAttribute("aria-pressed", mark ? "true" : "false");
    button.textContent = minutes ? `${WORDS[mark]}, ${minutes} min` : WORDS[mark];
    button.value = `${key}.${line.version}.${mark === "present" ? "" : "present"}`;
    const unsent = this.queue.some((tap) => tap.line === key);
    button.toggleAttribute("data-unsent", unsent);
    if (mark !== line.mark && unsent && line.mark !== undefined) {
      this.move(line.mark, mark);
    }
    line.mark = mark;
  }

  /* The counts follow a tap before the server has it. */
  move(from, to) {
    const place = (mark) =>
      mark === "present" ? 0 : PARTLY.includes(mark) ? 1 : mark === "absent" ? 2 : 3;
    for (const [mark, step] of [[from, -1], [to, 1]]) {
      const figure = this.counts[place(mark)];
      if (figure) figure.textContent = Number(figure.textContent) + step;
    }
  }

  conflicts(conflicts) {
    const box = this.node.querySelector("[data-conflicts]");
    const told = JSON.stringify(conflicts);
    if (box.dataset.told === told) return;
    box.dataset.told = told;
    box.replaceChildren(...conflicts.map((conflict) => {
      const notice = element("div", "notice warn");
      const words = element("div");
      const row = element("p", "row");
      for (const [label, value] of conflict.choices) {
        const button = element("button", "btn btn-quiet btn-s", label);
        button.name = "tap";
        button.value = value;
        row.append(button, " ");
      }
      words.append(
        element("h2", "title", `Two marks for ${conflict.name}`),
        element("p", "", conflict.words), row,
      );
      const icon = this.node.querySelector("[data-alert]").content.cloneNode(true);
      notice.append(icon, words);
      return notice;
    }));
  }

  /* What is not yet sent is always said; so is what to do about it. */
  say() {
    const unsent = this.queue.length;
    const kept = unsent
      ? `${marks(unsent)} not sent yet, kept on this device. ` : "";
    let tone = "warn";
    let words = "";
    let link = null;
    if (this.trouble === "out") {
      words = `You are signed out. ${kept}`;
      link = element("a", "", "Sign in to go on");
      link.href = this.node.dataset.signIn;
    } else if (this.trouble === "stale") {
      words = `This page has grown old. ${kept}`;
      link = element("a", "", "Load it again");
      link.href = window.location.href;
    } else if (this.trouble === "gone") {
      tone = "bad";
      words = `You can no longer open this register. ${kept}`;
    } else if (this.refusal) {
      tone = "bad";
      words = this.refusal;
    } else if (this.offline) {
      words = kept
        ? `No line. ${kept}Sent by itself when the line is back.`
        : "No line. Go on marking: marks are kept and sent when it is back.";
    } else if (unsent) {
      words = `Sending ${marks(unsent)}.`;
    } else {
      tone = "";
      words = this.saved ? `All saved at ${this.saved}` : "Each mark is saved at once";
    }
    this.status.className = tone ? `state ${tone}` : "state";
    const said = element("span", "", words.trim());
    if (link) said.append(" ", link);
    const icon = this.status.querySelector(".i");
    if (this.status.textContent.trim() !== said.textContent) {
      this.status.replaceChildren(...(icon ? [icon] : []), said);
    }
  }

  /* The marks that need more than a tap, asked for in a dialog. */
  offerOther(event) {
    const link = event.target.closest("a[href*='?of=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.other = Number(new URL(link.href).searchParams.get("of"));
    const name = link.closest("li").querySelector(".reg-who b").textContent;
    this.dialog.querySelector("h2").textContent = name;
    this.dialog.showModal();
  }

  chooseOther(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if ("mark" in button.dataset) {
      const field = document.getElementById(button.dataset.minutes);
      if (field && !field.reportValidity()) return;
      const line = this.lines.get(this.other);
      if (line) line.at = 0;
      this.tap(this.other, button.dataset.mark, Number(field?.value || 0));
    }
    this.dialog.close();
  }
}

function sent({ operation, line, seen, mark, minutes, at }) {
  return { operation, line, seen, mark, minutes, at };
}

function fallbackUuid() {
  // randomUUID wants a secure page; the demonstration on a phone is not one.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/* Finding somebody asks nobody, once the whole list is here. */
function find(node) {
  const field = node.querySelector("#q");
  const list = node.querySelector("[data-list]");
  const shown = node.querySelector("[data-shown]");
  const rows = [...list.children].map((row) => ({
    row, words: fold(row.querySelector(".reg-who")?.textContent ?? ""),
  }));
  const narrow = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    let number = 0;
    for (const one of rows) {
      one.row.hidden = !words.every((word) => one.words.includes(word));
      if (!one.row.hidden) number += 1;
    }
    shown.textContent = words.length ? `${number} of ${rows.length} shown` : "";
  };
  field.addEventListener("input", narrow);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    narrow();
  });
}

if (root) {
  const narrowed = root.querySelector("[data-marks] [name=q]");
  if (!narrowed) find(root);
  if (!("still" in root.dataset)) new Register(root).start();
}
