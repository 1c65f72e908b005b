// Two volumes and ducking: through Web Audio where an element alone is not enough, being never louder than it is.
import { clamp } from "./editor_times.js";

const LOUD = 0.02;
const STEPS_BACK_TO = 0.3;

export class Mixer {
  constructor() {
    this.context = null;
    this.routes = new Map();
  }

  mix({ video, audio, edit }) {
    this.#volume(video, edit.volume);
    this.#volume(audio, edit.sound?.volume ?? 1);
  }

  #volume(element, volume) {
    if (!element) return;
    const route = this.routes.get(element);
    if (route) route.gain.gain.value = volume;
    else element.volume = clamp(volume, 0, 1);
  }

  // Only a gesture may start a context, hence not before something plays.
  wake({ video, audio, edit }) {
    if (!this.context && !isBeyondElements(edit)) return;
    this.context ??= new AudioContext();
    this.context.resume();
    for (const element of [video, audio]) if (element && !this.routes.has(element)) this.#connect(element);
    this.mix({ video, audio, edit });
  }

  #connect(element) {
    if (!isOwn(element.currentSrc || element.src)) return;
    const [gain, duck, meter] = [this.context.createGain(), this.context.createGain(), this.context.createAnalyser()];
    element.volume = 1;
    meter.fftSize = 512;
    this.context.createMediaElementSource(element).connect(gain).connect(duck).connect(meter).connect(this.context.destination);
    this.routes.set(element, { gain, duck, meter, samples: new Float32Array(meter.fftSize) });
  }

  duck({ video, audio, edit }) {
    const [original, added] = [this.routes.get(video), this.routes.get(audio)];
    if (!added || !edit.sound) return;
    const heard = edit.sound.ducks && original && loudness(original) > LOUD;
    added.duck.gain.setTargetAtTime(heard ? STEPS_BACK_TO : 1, this.context.currentTime, heard ? 0.05 : 0.4);
  }

  close() {
    this.context?.close();
    this.context = null;
    this.routes.clear();
  }
}

const isBeyondElements = ({ volume, sound }) => volume > 1 || Boolean(sound && (sound.ducks || sound.volume > 1));

// A foreign file without leave to be read would be silent in a context.
function isOwn(url) {
  return url.startsWith("blob:") || new URL(url, window.location.href).origin === window.location.origin;
}

function loudness({ meter, samples }) {
  meter.getFloatTimeDomainData(samples);
  return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
}
