/* Suggestions under a search box, as the combobox pattern of WAI-ARIA has it. The form
   works without them: Enter sends it unless a suggestion was walked to. */

const WAIT = 250;
const LEAST = 3;

export function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("div");
  list.id = `${input.id}-suggested`;
  list.className = "suggested";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "vh";
  said.setAttribute("role", "status");
  form.append(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id,
    "aria-autocomplete": "list", "aria-haspopup": "listbox",
  })) input.setAttribute(name, value);

  let timer;
  let asking;
  let at = -1;

  const options = () => [...list.children];

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function walk(step) {
    const all = options();
    if (!all.length) return;
    all[at]?.setAttribute("aria-selected", "false");
    // One step past either end is the box itself.
    at = (at + 1 + step + all.length + 1) % (all.length + 1) - 1;
    const chosen = all[at];
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  }

  function show(found) {
    list.replaceChildren(...found.map((one, number) => {
      const option = document.createElement("div");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = one.url;
      const label = document.createElement("span");
      label.textContent = one.label;
      option.append(one.title, label);
      return option;
    }));
    close();
    if (!found.length) {
      said.textContent = "";
      return;
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    said.textContent = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
  }

  async function ask() {
    asking?.abort();
    const words = input.value.trim();
    if (words.length < LEAST) return show([]);
    asking = new AbortController();
    try {
      const query = new URLSearchParams({ q: words });
      const answer = await fetch(`${form.dataset.suggest}?${query}`, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      // No suggestions then; the form works.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.assign(options()[at].dataset.url);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", close);
}
