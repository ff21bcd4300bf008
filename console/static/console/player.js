// A recording's player: the outline shows where the sound is and takes it elsewhere, the words follow it.
// Everything is found again at each event, because live pages replace their parts.

const playerOf = (element) => element.closest("[data-player]");
const audioOf = (player) => player.querySelector("audio");

function lengthOf(player) {
  const { duration } = audioOf(player);
  return Number.isFinite(duration) ? duration : Number(player.dataset.seconds);
}

function follow(player) {
  const { currentTime } = audioOf(player);
  const length = lengthOf(player);
  const head = player.querySelector("[data-head]");
  if (head && length) head.style.insetInlineStart = `${Math.min(100, (currentTime / length) * 100)}%`;
  const at = currentTime * 1000;
  for (const line of player.querySelectorAll("[data-from]")) {
    const isHeard = currentTime > 0 && at >= Number(line.dataset.from) && at < Number(line.dataset.to);
    if (isHeard && !line.hasAttribute("aria-current")) show(line);
    if (isHeard) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
  }
}

function show(line) {
  const box = line.parentElement;
  if (box.scrollHeight > box.clientHeight) box.scrollTop = line.offsetTop - box.offsetTop - box.clientHeight / 3;
}

function seek(player, seconds) {
  const audio = audioOf(player);
  const go = () => { audio.currentTime = seconds; };
  if (audio.readyState > 0) go();
  else audio.addEventListener("loadedmetadata", go, { once: true });
  audio.play().catch(() => {}); // the player itself shows that it cannot
}

for (const kind of ["timeupdate", "seeked", "ended"]) {
  document.addEventListener(kind, ({ target }) => {
    const player = playerOf(target);
    if (player) follow(player);
  }, true); // these do not bubble
}

// Two voices at once help nobody.
document.addEventListener("play", ({ target }) => {
  for (const audio of document.querySelectorAll("audio")) if (audio !== target) audio.pause();
}, true);

document.addEventListener("click", (event) => {
  const player = playerOf(event.target);
  const wave = event.target.closest("[data-wave]");
  const line = event.target.closest("[data-seek]")?.closest("[data-from]");
  if (line) seek(player, Number(line.dataset.from) / 1000);
  else if (wave) {
    const box = wave.getBoundingClientRect();
    seek(player, ((event.clientX - box.left) / box.width) * lengthOf(player));
  }
});
