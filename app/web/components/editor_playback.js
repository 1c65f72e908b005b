// Plays the finished clip out of the original: inside the trim, at its speed, with the added sound in step.
import { Mixer } from "./editor_mixer.js";
import { clamp, keptOf, lengthOf, toFinished, toSource } from "./editor_times.js";

const DRIFT = 0.12;

export class Playback {
  constructor() {
    this.listeners = new Set();
    this.mixer = new Mixer();
    this.playing = false;
    this.duration = 0;
    this.edit = null;
    this.video = null;
    this.audio = null;
    this.wanted = null;
    this.asked = null;
  }

  subscribe = (listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  #tell = () => this.listeners.forEach((listener) => listener());

  attach = (video) => {
    this.video = video;
    if (!video) return this.stop();
    for (const name of ["seeking", "loadeddata"]) video.addEventListener(name, this.#tell);
    video.addEventListener("seeked", this.#arrive);
    video.addEventListener("ended", this.#again);
    return this.#apply();
  };

  attachSound = (audio) => {
    if (!audio) empty(this.audio);
    this.audio = audio;
    this.#apply();
  };

  show(edit, duration) {
    const cut = this.edit && JSON.stringify(this.edit.trim) !== JSON.stringify(edit.trim);
    Object.assign(this, { edit, duration });
    this.#apply();
    if (!cut) this.#tell();
  }

  #apply() {
    const { video, audio, edit } = this;
    if (!edit) return;
    if (video) {
      video.preservesPitch = true;
      video.playbackRate = edit.speed;
    }
    this.mixer.mix({ video, audio, edit });
    if (this.playing) this.mixer.wake(this);
    this.#follow(false);
  }

  // Of the original; everything else follows from it.
  get moment() {
    return this.wanted ?? this.video?.currentTime ?? 0;
  }

  get time() {
    return this.edit ? toFinished(this.edit, this.duration, this.moment) : 0;
  }

  get length() {
    return this.edit ? lengthOf(this.edit, this.duration) : 0;
  }

  play = async () => {
    if (!this.video || this.playing) return;
    this.playing = true;
    this.mixer.wake(this);
    this.#keepInside();
    this.#run();
    this.#follow(true);
    await this.video.play().catch(() => this.pause());
  };

  pause = () => {
    this.#rest();
    this.#tell();
  };

  #rest() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.video?.pause();
    this.audio?.pause();
  }

  toggle = () => (this.playing ? this.pause() : this.play());

  seek = (time) => this.look(toSource(this.edit, this.duration, clamp(time, 0, this.length)));

  // Shows any moment of the original, also one that is cut away.
  look = (moment) => {
    if (!this.video) return;
    this.wanted = clamp(moment, 0, Math.max(0, this.duration - 0.02));
    if (!this.video.seeking) this.#jump();
    this.#follow(true);
    this.#tell();
  };

  #jump() {
    this.asked = this.wanted;
    this.video.currentTime = this.wanted;
  }

  // A new place while the last is still being found waits its turn, so that scrubbing shows frames on its way.
  #arrive = () => {
    if (this.wanted !== null && this.wanted !== this.asked) return this.#jump();
    this.wanted = null;
    return this.#tell();
  };

  #run = () => {
    this.frame = requestAnimationFrame(this.#run);
    this.#keepInside();
    this.#follow(false);
    this.mixer.duck(this);
    this.#tell();
  };

  #keepInside() {
    const { start, end } = keptOf(this.edit, this.duration);
    if (this.moment < start - 0.1 || this.moment > end - 0.02) this.#restart(start);
  }

  #restart(start) {
    this.wanted = start;
    this.#jump();
    this.#follow(true);
  }

  #again = () => {
    if (!this.playing) return;
    this.#restart(keptOf(this.edit, this.duration).start);
    this.video.play().catch(this.pause);
  };

  #follow(exactly) {
    const { audio, edit } = this;
    if (!audio || !edit?.sound) return;
    const wanted = (edit.sound.start + this.time) % (audio.duration || Infinity);
    if (exactly || Math.abs(audio.currentTime - wanted) > DRIFT) audio.currentTime = wanted;
    if (this.playing && audio.paused) audio.play().catch(() => {});
  }

  // For good: decoders are few on a phone, and an element keeps its own until it is emptied.
  stop() {
    this.#rest();
    this.mixer.close();
    empty(this.video);
  }
}

export function empty(element) {
  element?.removeAttribute("src");
  element?.load();
}
