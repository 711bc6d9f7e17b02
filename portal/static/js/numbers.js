/* Figures that change while one looks: how many wait at the door, how many went in. */

const box = document.querySelector("[data-numbers]");
const EVERY = 10000;

if (box) {
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const response = await fetch(box.dataset.numbers, { credentials: "same-origin" });
      if (!response.ok) return;
      for (const [name, number] of Object.entries(await response.json())) {
        const figure = box.querySelector(`[data-number="${name}"]`);
        if (figure) figure.textContent = number;
      }
    } catch {
      // The line is gone for a moment; the figures wait.
    }
  }, EVERY);
}
