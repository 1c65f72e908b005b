// The studio's verbs: what a person can do with the clips of this sitting.
import { api } from "./api.js";
import { Drafts } from "./studio_drafts.js";
import { largestFile, refused, seen } from "./studio_files.js";
import { Sending } from "./studio_sending.js";
import { NOTHING, UNSAID, Works, newWork } from "./studio_works.js";

const SOUNDS = 30;

export class Desk {
  works = new Works();
  drafts = new Drafts(this.works);
  urls = new Set();

  async open(username, soundId) {
    this.sending = new Sending(this.works, (key, uploadId) => this.drafts.placed(key, uploadId));
    this.largest = await largestFile();
    const [sounds] = await Promise.all([soundsFor(soundId), this.drafts.restore(username).catch((error) => this.works.put({ problem: error.message }))]);
    this.asked = sounds.find((sound) => String(sound.id) === soundId);
    this.works.put({ sounds, restored: true });
    this.works.state.list.filter((work) => work.sending === "sent" && work.video?.is_draft).forEach((work) => this.look(work.key, `/api/v1/uploads/${work.uploadId}/content`));
  }

  close() {
    this.sending?.close();
    this.urls.forEach((url) => URL.revokeObjectURL(url));
  }

  choose = (key) => this.works.choose(key);
  say = (key, change) => this.drafts.say(key, change);
  publish = (key) => this.drafts.publish(key);
  pause = (key) => this.sending.pause(key);
  resume = (key) => this.sending.begin(key);
  putAway = (key) => this.works.remove(key);

  pick = (files) => {
    const problems = files.map((file) => refused(file, this.largest)).filter(Boolean);
    this.works.put({ problem: problems.join(" ") });
    const taken = files.filter((file) => !refused(file, this.largest)).map((file) => this.take(file));
    if (taken.length > 0) this.works.choose(taken[0]);
  };

  // The file of a waiting draft goes on with it; the same file twice is one clip.
  take(file) {
    const known = this.works.state.list.find((work) => isSame(work, file));
    if (known?.sending === "asleep") this.wake(known.key, file);
    return known?.key ?? this.enter(newWork({ file, name: file.name, size: file.size, fields: this.firstWords() }));
  }

  enter(work) {
    this.works.add(work);
    this.lookAtFile(work.key, work.file);
    this.sending.begin(work.key);
    return work.key;
  }

  firstWords() {
    if (!this.asked) return UNSAID;
    return { ...UNSAID, edit: { ...NOTHING, sound: { sound_id: this.asked.id, volume: 1, start: 0, ducks: true } } };
  }

  wake(key, file) {
    const work = this.works.get(key);
    const problem = refused(file, this.largest) || (isOther(work, file) ? `This is another file. The draft is of “${work.name}”.` : "");
    this.works.change(key, { problem });
    if (problem) return;
    this.works.change(key, { file, name: file.name, size: file.size });
    this.lookAtFile(key, file);
    this.sending.begin(key);
  }

  // Another file with the same words, after one that could not be published.
  again(key) {
    const { fields } = this.works.get(key);
    const input = Object.assign(document.createElement("input"), { type: "file", accept: "video/*,image/gif,.mkv" });
    input.onchange = () => {
      const [file] = input.files;
      const problem = refused(file, this.largest);
      this.works.put({ problem });
      if (problem) return;
      this.works.remove(key);
      this.works.choose(this.enter(newWork({ file, name: file.name, size: file.size, fields: { ...fields, edit: NOTHING } })));
    };
    input.click();
  }

  async takeBack(key) {
    const work = this.works.get(key);
    this.works.remove(key);
    await this.drafts.discard(work, () => this.sending.cancel(work)).catch(() => this.works.put({ problem: "It was not deleted on the server yet. Load this page again." }));
  }

  lookAtFile(key, file) {
    const url = URL.createObjectURL(file);
    this.urls.add(url);
    this.look(key, url);
  }

  async look(key, url) {
    this.works.change(key, { seen: await seen(url) });
  }
}

const isSame = (work, file) => work.name === file.name && work.size === file.size && (!work.file || work.file.lastModified === file.lastModified);
const isOther = (work, file) => work.size > 0 && (work.size !== file.size || work.name !== file.name);

async function soundsFor(soundId) {
  const page = await api("GET", `/sounds?limit=${SOUNDS}`).catch(() => ({ items: [] }));
  if (!soundId || page.items.some((sound) => String(sound.id) === soundId)) return page.items;
  const asked = await api("GET", `/sounds/${encodeURIComponent(soundId)}`).catch(() => null);
  return asked ? [asked, ...page.items] : page.items;
}
