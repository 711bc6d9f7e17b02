/* A button that copies the words above it, for a regulator's own form. Shown by script
   alone: without it one marks the words and copies them. */

for (const button of document.querySelectorAll("[data-copy]")) {
  const words = button.closest("div").querySelector("[data-copy-from]");
  if (!words || !navigator.clipboard) continue;
  button.hidden = false;
  const label = button.innerHTML;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Mark the words and copy them";
    }
    setTimeout(() => { button.innerHTML = label; }, 4000);
  });
}
