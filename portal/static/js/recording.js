/* The recording: a time in the transcript leads to its place, and what has been seen is
   told to the server from time to time, so that one goes on there on any device.
   Without script the links carry the place in the address. */

const film = document.querySelector("[data-film]");
const EVERY = 15000;
const WITHIN = 1;

/* What is watched can be noted here, so nobody has to take the whole for it. */
if (film?.dataset.token) document.querySelector("[data-unseen]")?.remove();

if (film) {
  const start = Number(film.dataset.start);
  /* A place set before the film has come would count all before it as played. */
  let wanted = start;
  const seek = (seconds) => {
    if (film.readyState) film.currentTime = seconds;
    else wanted = seconds;
    film.scrollIntoView({ block: "nearest" });
    film.focus({ preventScroll: true });
    film.play().catch(() => {});
  };

  film.addEventListener("loadedmetadata", () => {
    if (wanted !== start || (start && film.currentTime < 1)) film.currentTime = wanted;
  }, { once: true });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-seek]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    seek(Number(link.dataset.seek));
  });

  follow(film);
  if (film.dataset.token) tell(film);
}

/* The paragraph that is being said is marked in the transcript. */
function follow(film) {
  const lines = [...document.querySelectorAll("[data-transcript] li")]
    .map((line) => ({ line, at: Number(line.id.slice(1)) }));
  let now = null;
  film.addEventListener("timeupdate", () => {
    const last = lines.findLast(({ at }) => at <= film.currentTime + 0.3)?.line ?? null;
    if (last === now) return;
    now?.removeAttribute("data-now");
    last?.setAttribute("data-now", "");
    now = last;
  });
}

function tell(film) {
  let told = "";
  /* What the player has played, in whole seconds. */
  const seen = () => {
    const ranges = [];
    for (let i = 0; i < film.played.length; i += 1) {
      const begin = Math.floor(film.played.start(i));
      const end = Math.ceil(film.played.end(i));
      if (end - film.played.start(i) >= WITHIN) ranges.push([begin, end]);
    }
    return ranges;
  };
  const form = () => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", film.dataset.token);
    data.set("ranges", JSON.stringify(seen()));
    data.set("position", String(Math.floor(film.currentTime)));
    return data;
  };
  const news = () => {
    const now = `${JSON.stringify(seen())} ${Math.floor(film.currentTime)}`;
    if (now === told || !film.played.length) return false;
    told = now;
    return true;
  };
  const send = () => {
    if (!news()) return;
    fetch(film.dataset.watched, { method: "POST", body: form(), keepalive: true })
      .then((response) => { if (!response.ok) told = ""; })
      .catch(() => { told = ""; });
  };
  setInterval(() => { if (!film.paused) send(); }, EVERY);
  for (const name of ["pause", "seeked", "ended"]) film.addEventListener(name, send);
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  window.addEventListener("pagehide", send);
}
