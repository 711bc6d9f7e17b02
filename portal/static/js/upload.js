/* A large file says how far it has got. Without script the form sends itself and the
   browser shows what it can. */

for (const form of document.querySelectorAll("form[data-upload]")) {
  const file = form.querySelector("input[type=file]");
  const box = form.querySelector("[data-progress]");
  const bar = box.querySelector("progress");
  const words = form.querySelector("[data-words]");
  const button = form.querySelector("button[type=submit]");
  const most = Number(form.dataset.most);
  let said = "";

  // A screen reader hears tens, not every per cent.
  const say = (text) => {
    if (text !== said) words.textContent = text;
    said = text;
  };
  const megabytes = (bytes) => `${Math.round(bytes / 1e6).toLocaleString("en-GB")} MB`;
  const stop = (text) => {
    box.hidden = true;
    button.disabled = false;
    say(text);
    window.removeEventListener("beforeunload", warn);
  };
  const warn = (event) => event.preventDefault();

  form.addEventListener("submit", (event) => {
    const chosen = file.files[0];
    if (!chosen) return;
    event.preventDefault();
    if (chosen.size > most) {
      stop(`The file has ${megabytes(chosen.size)}; 1 GB is the most. Save it smaller.`);
      return;
    }
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = (100 * loaded) / total;
      const tens = Math.floor((10 * loaded) / total) * 10;
      say(`${tens} per cent of ${megabytes(total)} sent. Leave this page open.`);
    });
    request.upload.addEventListener("load", () => say("Sent. It is being looked at."));
    request.addEventListener("load", () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // A page instead of an answer: the sign-in has ended, or the server failed.
      }
      if (answer.url) {
        window.removeEventListener("beforeunload", warn);
        window.location.assign(answer.url);
        if (window.location.hash) window.location.reload();
      } else {
        stop(answer.refusal ?? "It could not be kept. Load this page again and retry.");
      }
    });
    request.addEventListener("error", () => stop("The line broke. Send it again."));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    window.addEventListener("beforeunload", warn);
    box.hidden = false;
    button.disabled = true;
    request.send(new FormData(form));
  });
}
