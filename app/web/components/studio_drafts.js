// What was said about a clip, kept on the server as it is typed, and published from there.
import { api, link, pause } from "./api.js";
import { UNSAID, NOTHING, isDone, newWork } from "./studio_works.js";
import { uuid } from "./watch_log.js";

const QUIET_MS = 800;
const AGAIN_MS = 4000;
const QUICK_MS = 700;
const SLOW_MS = 3000;
const QUICK_TURNS = 120;

export class Drafts {
  timers = new Map();
  lines = new Map();

  constructor(works) {
    this.works = works;
  }

  say(key, change) {
    const { fields } = this.works.get(key);
    this.works.change(key, { fields: { ...fields, ...change }, saved: "changed", wrong: {} });
    this.soon(key);
  }

  // The upload has a place on the server, so the draft can have one. Another place than before: the old one had expired.
  placed(key, uploadId) {
    const work = this.works.get(key);
    if (!work || (work.uploadId === uploadId && work.video)) return;
    const stale = work.video && work.video.upload_id !== uploadId ? work.video : null;
    this.works.change(key, { uploadId, ...(stale ? { video: null, creation: null } : {}) });
    if (stale) api("DELETE", `/videos/${stale.id}`).catch(() => {});
    if (work.publishing || (stale && !stale.is_draft)) this.publish(key);
    else this.save(key);
  }

  soon(key, wait = QUIET_MS) {
    clearTimeout(this.timers.get(key));
    this.timers.set(key, setTimeout(() => this.save(key), wait));
  }

  // One request at a time for a clip, in the order of the changes.
  save(key) {
    clearTimeout(this.timers.get(key));
    const line = (this.lines.get(key) ?? Promise.resolve()).then(() => this.write(key));
    this.lines.set(key, line);
    return line;
  }

  async write(key) {
    const work = this.works.get(key);
    if (!work?.uploadId || ["saved", "wrong"].includes(work.saved) || (work.video && !work.video.is_draft)) return work?.video;
    this.works.change(key, { saved: "saving" });
    try {
      const video = work.video ? await change(work) : await this.create(work);
      const isLatest = this.works.get(key)?.fields === work.fields && (work.video || !work.creation);
      this.works.change(key, { video, saved: isLatest ? "saved" : "changed" });
      if (!isLatest) this.soon(key);
      return video;
    } catch (error) {
      this.refused(key, error);
      return work.video;
    }
  }

  // The same key and body until it is answered: one draft comes of it, however often it is sent.
  create(work) {
    const creation = work.creation ?? { key: uuid(), body: { ...said(work.fields), upload_id: work.uploadId, draft: true } };
    this.works.change(work.key, { creation });
    return api("POST", "/videos", creation.body, { headers: { "X-Idempotency-Key": creation.key } });
  }

  refused(key, error) {
    const passing = error.status === 0 || error.status === 429 || error.status >= 500;
    const wrong = Object.keys(error.fields ?? {}).length ? error.fields : { all: error.message };
    const { creation } = this.works.get(key) ?? {};
    this.works.change(key, { saved: passing ? "waiting" : "wrong", wrong: passing ? {} : wrong, creation: passing ? creation : null,
      excuse: error.message });
    if (passing) this.soon(key, AGAIN_MS);
  }

  // Before the upload has a place on the server the wish is remembered; `placed` comes back to it.
  async publish(key) {
    this.works.change(key, { publishing: true, wrong: {}, saved: "changed" });
    if (!this.works.get(key).uploadId) return;
    await this.save(key);
    const work = this.works.get(key);
    try {
      if (!work.video) throw new Error("The draft is not on the server yet. Check your connection, then try again.");
      const video = await api("PATCH", `/videos/${work.video.id}`, { ...unknown(work), draft: false });
      this.works.change(key, { video, saved: "saved", publishing: false, changedAt: Date.now() });
      this.follow(key);
    } catch (error) {
      this.works.change(key, { publishing: false });
      this.refused(key, error);
    }
  }

  // What the worker says of a clip, until there is no more to say.
  async follow(key) {
    for (let turn = 0; this.works.get(key) && !isDone(this.works.get(key).video); turn += 1) {
      await pause(turn < QUICK_TURNS ? QUICK_MS : SLOW_MS);
      try {
        this.look(key, await api("GET", `/videos/${this.works.get(key)?.video.id}`));
      } catch (error) {
        if (error.status === 404) return;
        link.set(error.status !== 0);
      }
    }
  }

  look(key, video) {
    const work = this.works.get(key);
    if (!work) return;
    const moved = JSON.stringify(video.processing) !== JSON.stringify(work.video.processing);
    this.works.change(key, { video, changedAt: moved ? Date.now() : work.changedAt });
  }

  // With its upload the server gives up the draft, too; one whose upload had expired goes alone.
  async discard({ key, uploadId, video }, cancel) {
    clearTimeout(this.timers.get(key));
    const made = (await this.lines.get(key)) ?? video;
    const isGone = await cancel();
    if (made && (!uploadId || !isGone)) await api("DELETE", `/videos/${made.id}`);
  }

  // Drafts, and clips that are still on their way, of earlier sittings and of other devices.
  async restore(username) {
    const pages = await Promise.all([api("GET", "/users/me/drafts?limit=60"), api("GET", `/users/@${username}/videos?limit=60`)]);
    const open = pages.flatMap((page) => page.items).filter((video) => video.is_draft || ["uploading", "processing"].includes(video.status));
    const found = await Promise.all(open.map(restored));
    found.filter(Boolean).forEach((work) => this.works.add(work));
    found.filter((work) => work && !work.video.is_draft).forEach((work) => this.follow(work.key));
  }
}

const change = (work) => {
  const news = unknown(work);
  return Object.keys(news).length > 0 ? api("PATCH", `/videos/${work.video.id}`, news) : work.video;
};

const said = (fields) => ({ ...fields, sound_id: fields.edit.sound?.sound_id ?? null });

const fieldsOf = (video) => ({ ...Object.fromEntries(Object.keys(UNSAID).map((name) => [name, video[name] ?? UNSAID[name]])),
  edit: { ...NOTHING, ...video.edit } });

// Only what the server does not know: a moment that has passed since is not refused anew with each other change.
function unknown({ fields, video }) {
  const known = said(fieldsOf(video));
  return Object.fromEntries(Object.entries(said(fields)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(known[name])));
}

async function restored(video) {
  const place = video.upload_id ? await placeNow(video.upload_id) : null;
  return newWork({ video, fields: fieldsOf(video), saved: "saved", uploadId: video.upload_id, ...(place ?? { name: "Draft", sending: "asleep" }),
    ...(video.is_draft || video.status === "uploading" ? {} : { sending: "sent" }) });
}

async function placeNow(uploadId) {
  const answer = await fetch(`/api/v1/uploads/${uploadId}`, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => null);
  if (!answer?.ok) return null;
  const [size, sent] = ["Upload-Length", "Upload-Offset"].map((name) => Number(answer.headers.get(name)));
  return { size, sent, name: nameIn(answer.headers.get("Upload-Metadata")), sending: sent === size ? "sent" : "asleep" };
}

// tus keeps "key base64, key base64".
function nameIn(metadata) {
  const [, coded] = (metadata ?? "").match(/(?:^|,)\s*filename ([^,\s]+)/) ?? [];
  if (!coded) return "Draft";
  return new TextDecoder().decode(Uint8Array.from(atob(coded), (letter) => letter.codePointAt(0)));
}
