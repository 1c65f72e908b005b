// What can be known of a file before a byte is sent: whether it is a video at all, how long it is, and how it looks.
const ENDINGS = /\.(mp4|m4v|mov|mkv|webm|avi|ts|gif)$/i;
// An original that comes over a slow line, or on a slow machine, takes its time; one that cannot be read says so.
const PATIENCE_MS = 60_000;
const POSTER_WIDTH = 180;
export const LARGEST = 300 * 2 ** 20;

export function refused(file, largest = LARGEST) {
  if (!file.type.startsWith("video/") && file.type !== "image/gif" && !ENDINGS.test(file.name)) {
    return `“${file.name}” is not a video. Choose an MP4, MOV, WebM, MKV, AVI or GIF.`;
  }
  if (file.size === 0) return `“${file.name}” is empty. Choose another file.`;
  if (file.size <= largest) return "";
  return `“${file.name}” has ${megabytes(file.size)} MB; the limit is ${megabytes(largest)} MB. Cut it shorter or save it smaller.`;
}

export const megabytes = (bytes) => (bytes < 10 * 2 ** 20 ? (bytes / 2 ** 20).toFixed(1) : String(Math.round(bytes / 2 ** 20)));

export async function largestFile() {
  const answer = await fetch("/api/v1/uploads", { method: "OPTIONS" }).catch(() => null);
  return Number(answer?.headers.get("Tus-Max-Size")) || LARGEST;
}

// `dull` when this browser cannot show the file; the server may still read it.
export async function seen(url) {
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, preload: "auto", src: url });
  try {
    await told(video, "loadeddata");
    if (!video.videoWidth) return { url, dull: true };
    const duration = await durationOf(video);
    video.currentTime = Math.min(0.5, duration / 2);
    await told(video, "seeked");
    return { url, duration, width: video.videoWidth, height: video.videoHeight, poster: drawn(video), dull: false };
  } catch {
    return { url, dull: true };
  } finally {
    video.removeAttribute("src");
    video.load();
  }
}

function told(video, name) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, PATIENCE_MS);
    const over = (finish) => () => {
      clearTimeout(timer);
      finish();
    };
    video.addEventListener(name, over(resolve), { once: true });
    video.addEventListener("error", over(reject), { once: true });
  });
}

// A recording of a browser does not say how long it is until its end was looked at.
async function durationOf(video) {
  if (Number.isFinite(video.duration)) return video.duration;
  video.currentTime = 1e7;
  await told(video, "seeked");
  return video.duration;
}

function drawn(video) {
  const canvas = document.createElement("canvas");
  canvas.width = POSTER_WIDTH;
  canvas.height = Math.round((POSTER_WIDTH * video.videoHeight) / video.videoWidth);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.72);
}
