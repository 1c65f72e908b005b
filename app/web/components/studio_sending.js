// Bytes on their way: tus uploads, two at a time, that outlive lost networks, pauses and closed pages.
const CHUNK = 8 * 2 ** 20;
const AT_ONCE = 2;
const DELAYS = [0, 1000, 3000, 5000, 10_000, 20_000];
const TELL_MS = 200;
const PASSING = new Set([0, 409, 423, 429]);

export class Sending {
  uploads = new Map();

  constructor(works, onPlace) {
    this.works = works;
    this.onPlace = onPlace;
    window.addEventListener("offline", this.stopAll);
    window.addEventListener("online", this.goOn);
  }

  close() {
    window.removeEventListener("offline", this.stopAll);
    window.removeEventListener("online", this.goOn);
    this.uploads.forEach((upload) => upload.abort());
  }

  begin(key) {
    this.works.change(key, { sending: "queued", problem: "" });
    this.next();
  }

  pause(key) {
    this.uploads.get(key)?.abort();
    this.works.change(key, { sending: "paused", rate: 0 });
    this.next();
  }

  // What was sent is deleted on the server, too; says whether it was there.
  async cancel({ key, uploadId }) {
    const upload = this.uploads.get(key);
    this.uploads.delete(key);
    this.next();
    return uploadId ? giveBack(upload, uploadId) : false;
  }

  // A place that comes when its clip has been taken back is wanted by nobody.
  placed(key, upload) {
    const uploadId = Number(upload.url.split("/").pop());
    if (this.works.get(key)) this.onPlace(key, uploadId);
    else giveBack(upload, uploadId).catch(() => {});
  }

  next() {
    const list = this.works.state.list;
    const free = AT_ONCE - list.filter((work) => work.sending === "sending").length;
    const waiting = list.filter((work) => work.sending === "queued" && work.file);
    waiting.slice(0, Math.max(0, free)).forEach((work) => this.send(work));
  }

  async send(work) {
    this.works.change(work.key, { sending: navigator.onLine ? "sending" : "offline" });
    if (!navigator.onLine) return;
    const upload = this.uploads.get(work.key) ?? (await this.make(work));
    this.uploads.set(work.key, upload);
    if (this.works.get(work.key)?.sending === "sending") upload.start();
  }

  async make({ key, file, uploadId }) {
    const { Upload } = await import("tus-js-client");
    const upload = new Upload(file, {
      endpoint: `${window.location.origin}/api/v1/uploads`,
      uploadUrl: uploadId ? placeOf(uploadId) : undefined,
      chunkSize: CHUNK,
      retryDelays: DELAYS,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, filetype: file.type },
      onShouldRetry: (error) => navigator.onLine && isPassing(statusOf(error)),
      onUploadUrlAvailable: () => this.placed(key, upload),
      onProgress: meter((sent, rate) => this.works.change(key, { sent, rate })),
      onSuccess: () => this.sent(key, file.size),
      onError: (error) => this.failed(key, error),
    });
    const [earlier] = uploadId ? [] : await upload.findPreviousUploads();
    if (earlier) upload.resumeFromPreviousUpload(earlier);
    return upload;
  }

  sent(key, size) {
    this.uploads.delete(key);
    this.works.change(key, { sending: "sent", sent: size, rate: 0 });
    this.next();
  }

  failed(key, error) {
    if (!this.works.get(key)) return;
    const offline = !navigator.onLine;
    this.works.change(key, { sending: offline ? "offline" : "failed", problem: sentence(error), rate: 0 });
    this.next();
  }

  stopAll = () => {
    for (const work of this.works.state.list.filter((one) => one.sending === "sending")) {
      this.uploads.get(work.key)?.abort();
      this.works.change(work.key, { sending: "offline", rate: 0 });
    }
  };

  goOn = () => {
    const stopped = (work) => work.sending === "offline" || (work.sending === "failed" && work.file);
    this.works.state.list.filter(stopped).forEach((work) => this.begin(work.key));
  };
}

const placeOf = (uploadId) => `${window.location.origin}/api/v1/uploads/${uploadId}`;

async function giveBack(upload, uploadId) {
  await upload?.abort();
  const answer = await fetch(placeOf(uploadId), { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } });
  return answer.ok;
}

const statusOf = (error) => error.originalResponse?.getStatus() ?? 0;
const isPassing = (status) => PASSING.has(status) || status >= 500;

function sentence(error) {
  if (!statusOf(error)) return "The connection broke. What is sent is kept: it goes on from there.";
  try {
    const said = JSON.parse(error.originalResponse.getBody()).error;
    return Object.values(said.fields ?? {})[0] || said.message;
  } catch {
    return "The server did not take the file. Please try again.";
  }
}

// Calls with the bytes sent and the bytes a second, a few times a second and never without the latest; the rate is smoothed.
function meter(tell) {
  let last = null;
  let rate = 0;
  let late = 0;
  return function note(sent, total) {
    const at = performance.now();
    clearTimeout(late);
    if (last && at - last.at < TELL_MS && sent < total) {
      late = setTimeout(() => note(sent, total), TELL_MS);
      return;
    }
    if (last && sent > last.sent) {
      const now = (sent - last.sent) / ((at - last.at) / 1000);
      rate = rate ? rate * 0.8 + now * 0.2 : now;
    }
    last = { at, sent };
    tell(sent, rate);
  };
}
