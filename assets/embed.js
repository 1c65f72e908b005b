// Plays one clip in a frame: no library, nothing kept.
const video = document.querySelector("video");
const play = document.querySelector(".play");
const sound = document.querySelector(".sound");
const played = document.querySelector(".played");

function show() {
  play.classList.toggle("on", !video.paused);
  play.setAttribute("aria-label", video.paused ? "Play" : "Pause");
  sound.classList.toggle("off", video.muted);
  sound.setAttribute("aria-label", video.muted ? "Turn sound on" : "Turn sound off");
}

async function start() {
  try {
    await video.play();
  } catch {
    video.muted = true;
    await video.play().catch(() => {});
  }
  sound.hidden = false;
}

play.addEventListener("click", () => (video.paused ? start() : video.pause()));
sound.addEventListener("click", () => {
  video.muted = !video.muted;
});
play.disabled = false;
for (const name of ["play", "pause", "volumechange"]) video.addEventListener(name, show);
video.addEventListener("timeupdate", () => {
  played.style.setProperty("--played", video.currentTime / (video.duration || 1));
});
