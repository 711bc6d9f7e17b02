/* At the door: what our events team says is shown as soon as it is said, and when the
   door opens or shuts, or its hour is changed, the page shows that. Asked every twenty
   seconds or so, not by everybody at the same moment. */

const wait = document.querySelector("[data-look-at]");
const EVERY = 20000;
const APART = 4000;

if (wait) {
  const box = wait.querySelector("[data-notice]");
  const template = wait.querySelector("[data-notice-template]");

  const say = (words) => {
    const said = box.querySelector("[data-words]")?.textContent ?? "";
    if (words === said) return;
    box.replaceChildren();
    if (!words) return;
    const notice = template.content.cloneNode(true);
    notice.querySelector("[data-words]").textContent = words;
    box.append(notice);
  };

  const look = async () => {
    try {
      const response = await fetch(wait.dataset.lookAt, {
        credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(10000),
      });
      if (response.ok) {
        const now = await response.json();
        if (now.door !== wait.dataset.door || now.opens !== wait.dataset.opening) {
          window.location.reload();
          return;
        }
        say(now.notice);
      }
    } catch {
      // The line is gone for a moment; the next look finds it again.
    }
    setTimeout(look, EVERY + Math.random() * APART);
  };
  setTimeout(look, Math.random() * APART);
}
