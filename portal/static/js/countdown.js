/* The waiting page: counts the minutes down, and opens the door by itself.
   [data-opens-at] is the moment; [data-now] the server's clock when the page was
   made, since the reader's own may be wrong. [data-count] and [data-unit] are the
   figure and its word. Without script the page is a link back to itself. */

const wait = document.querySelector("[data-opens-at]");

if (wait) {
  const ahead = new Date(wait.dataset.now) - Date.now();
  const opens = new Date(wait.dataset.opensAt).getTime();
  const count = wait.querySelector("[data-count]");
  const unit = wait.querySelector("[data-unit]");

  const tick = () => {
    const seconds = Math.ceil((opens - Date.now() - ahead) / 1000);
    if (seconds <= 0) {
      window.location.reload();
      return;
    }
    const minutes = Math.ceil(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const [figure, word] =
      seconds <= 60 ? [seconds, "second"] : minutes < 120 ? [minutes, "minute"]
      : hours < 48 ? [hours, "hour"] : [Math.floor(hours / 24), "day"];
    if (count) count.textContent = figure;
    if (unit) unit.textContent = figure === 1 ? word : `${word}s`;
    // A second at a time only in the last minute: nothing else needs it.
    setTimeout(tick, seconds <= 61 ? 1000 : 5000);
  };
  tick();
}
