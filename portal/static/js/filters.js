/* Filters answer as soon as one is changed. A form with data-filters sends itself;
   htmx, where the page has it, fetches the list alone. */

for (const form of document.querySelectorAll("form[data-filters]")) {
  let soon;
  form.addEventListener("change", () => {
    clearTimeout(soon);
    soon = setTimeout(() => form.requestSubmit(), 150);
  });
  form.querySelector("[data-filters-button]")?.classList.add("vh");
}
