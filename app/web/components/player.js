// One <video> of the pool: which way a clip is played (segments, hls.js, plain file) and how it is let go.
import { wishes } from "./playback_wishes.js";
import { SegmentFeed, bandwidth, canFeed } from "./segment_feed.js";

const NEAR_SECONDS = 0.1;
const WARM_SECONDS = 2.5;
const ACTIVE_SECONDS = 10;
const SETTLE_MS = 700;

export class Player {
  constructor() {
    const video = document.createElement("video");
    Object.assign(video, { playsInline: true, loop: true, preload: "auto", muted: true });
    video.setAttribute("playsinline", "");
    video.setAttribute("aria-hidden", "true");
    video.tabIndex = -1;
    video.disablePictureInPicture = true;
    this.video = video;
    this.item = null;
    this.error = null;
    this.onError = null;
    video.addEventListener("error", () => this.item && this.fail("This video cannot be played here."));
    video.addEventListener("waiting", () => this.stalled());
  }

  load(item) {
    if (this.item?.id === item.id) return;
    this.release();
    this.item = item;
    this.open();
  }

  open() {
    const { start } = this.item;
    this.error = null;
    if (canFeed(start) && !this.mayBeSmaller()) {
      const onFail = () => this.item && this.fallBack();
      this.feed = new SegmentFeed(this.video, start, { onFail });
    } else {
      this.fallBack();
    }
  }

  // How far this clip may read ahead: active clips ten seconds, neighbours their first segment and a little more.
  role(name, { rich = false } = {}) {
    this.active = name === "active";
    this.feed?.keep(this.active ? this.activeSeconds() : rich ? WARM_SECONDS : NEAR_SECONDS);
    clearTimeout(this.settling);
    if (this.active) this.settling = setTimeout(() => this.upgrade(), SETTLE_MS);
    else if (this.hls) this.hls.stopLoad();
    if (this.active && this.hls && !this.feed) this.hls.startLoad(this.video.currentTime);
  }

  // Little of the start rung when a better one is about to follow.
  activeSeconds() {
    return this.wantsMore() ? WARM_SECONDS : ACTIVE_SECONDS;
  }

  get ready() {
    return this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  get comfortable() {
    if (!this.feed || this.feed.complete) return this.ready;
    return this.feed.bufferedAhead() > 2;
  }

  async play() {
    try {
      await this.video.play();
    } catch (error) {
      if (error.name !== "NotAllowedError" || this.video.muted) return "stopped";
      this.video.muted = true;
      await this.video.play().catch(() => {});
      return "muted";
    }
    return "playing";
  }

  pause() {
    this.video.pause();
  }

  rewind() {
    this.pause();
    this.moving = false;
    if (this.video.currentTime > 0) this.video.currentTime = 0;
  }

  // Calls back for presented frames until the picture moves; `moving` remembers that it did.
  frames(seen = () => {}) {
    const { item, video } = this;
    const from = video.currentTime;
    const frame = (_, { mediaTime }) => {
      if (this.item !== item) return;
      if (mediaTime > from + 0.001) this.moving = true;
      seen(this.moving);
      if (!this.moving) video.requestVideoFrameCallback(frame);
    };
    video.requestVideoFrameCallback?.(frame);
  }

  // A bigger screen than the start rung fills, with bandwidth to spare: hls.js continues on the same Media Source.
  wantsMore() {
    const { renditions = [], start, hls_url: url } = this.item;
    if (wishes.data_saver || !url || !this.feed || this.feed.complete) return false;
    const mine = renditions.find((rung) => rung.url === start.url);
    if (!mine) return false;
    const shown = window.innerHeight * Math.min(window.devicePixelRatio || 1, 2);
    const better = renditions.some((rung) => rung.height > mine.height && rung.bitrate * 1.3 < bandwidth.bits);
    return better && shown > mine.height * 1.15;
  }

  // Whoever saves data gets the smallest rung, which is not always the one to start with.
  mayBeSmaller() {
    const { renditions = [], start, hls_url: url } = this.item;
    const mine = renditions.find((rung) => rung.url === start.url);
    return wishes.data_saver && Boolean(url && mine) && renditions.some((rung) => rung.bitrate < mine.bitrate);
  }

  async upgrade() {
    const { item } = this;
    if (!this.active || !item || this.hls) return;
    if (this.wantsMore()) await this.takeOver();
    else this.feed?.keep(ACTIVE_SECONDS);
    // Nothing can be handed over while the first second is still on its way.
    if (this.item === item && this.active && this.feed?.first) this.settling = setTimeout(() => this.upgrade(), SETTLE_MS);
  }

  // The start rung is too much for this line: let hls.js choose a smaller one.
  stalled() {
    clearTimeout(this.stalling);
    const { item } = this;
    this.stalling = setTimeout(() => {
      const stuck = this.item === item && this.active && !this.video.paused && this.video.readyState < 3;
      const smaller = item?.renditions?.some((rung) => rung.url !== item.start?.url);
      if (stuck && this.feed && !this.hls && smaller && navigator.onLine) this.takeOver();
    }, 2000);
  }

  async takeOver() {
    const { item, feed } = this;
    const { default: Hls } = await import("hls.js/light");
    if (this.item !== item || this.feed !== feed || !feed) return;
    const given = await feed.handOver();
    if (!given || this.item !== item) return;
    this.feed = null;
    const codec = feed.start.mime.match(/codecs="([^"]+)"/)[1];
    const track = { id: "main", container: "video/mp4", codec, levelCodec: codec, buffer: given.buffer };
    this.attach(Hls, { media: this.video, mediaSource: given.mediaSource, tracks: { audiovideo: track } });
  }

  attach(Hls, target) {
    const hls = new Hls({
      enableWorker: false,
      startPosition: 0,
      maxBufferLength: ACTIVE_SECONDS,
      maxMaxBufferLength: 30,
      backBufferLength: 60,
      capLevelToPlayerSize: !wishes.data_saver,
      abrEwmaDefaultEstimate: bandwidth.bits,
      testBandwidth: false,
      startLevel: wishes.data_saver ? 0 : -1,
      autoStartLoad: this.active || !wishes.data_saver,
    });
    hls.on(Hls.Events.ERROR, (_, problem) => problem.fatal && this.hls === hls && this.rescue(Hls, problem));
    this.hls = hls;
    hls.loadSource(this.item.hls_url);
    // The smallest picture, whatever the line could carry and the screen could show; loading forgets it.
    if (wishes.data_saver) hls.autoLevelCapping = 0;
    hls.attachMedia(target);
  }

  rescue(Hls, problem) {
    if (problem.type === Hls.ErrorTypes.NETWORK_ERROR && !navigator.onLine) {
      window.addEventListener("online", () => this.hls?.startLoad(), { once: true });
      return;
    }
    const tried = this.rescued;
    this.rescued = true;
    if (problem.type === Hls.ErrorTypes.MEDIA_ERROR && !tried) this.hls.recoverMediaError();
    else this.plain();
  }

  async fallBack() {
    const { item } = this;
    this.feed?.close();
    this.feed = null;
    const native = this.video.canPlayType("application/vnd.apple.mpegurl") && !this.mayBeSmaller();
    if (!item.hls_url || native || typeof MediaSource === "undefined") return this.plain();
    const { default: Hls } = await import("hls.js/light");
    if (this.item !== item) return undefined;
    return Hls.isSupported() ? this.attach(Hls, this.video) : this.plain();
  }

  plain() {
    this.hls?.destroy();
    this.hls = null;
    const { mp4_url: file, hls_url: playlist, duration_seconds: seconds } = this.item;
    const native = this.video.canPlayType("application/vnd.apple.mpegurl");
    const url = native && playlist && (seconds > 60 || !file) ? playlist : file;
    if (!url || this.video.src.endsWith(url)) return this.fail("This video cannot be loaded.");
    this.video.src = url;
    if (this.active) this.play();
    return undefined;
  }

  fail(sentence) {
    this.error = sentence;
    this.onError?.(this.item, sentence);
  }

  retry() {
    const { item } = this;
    this.release();
    this.item = item;
    this.open();
    this.role("active");
    this.play();
  }

  release() {
    clearTimeout(this.settling);
    clearTimeout(this.stalling);
    this.item = null;
    this.moving = false;
    this.rescued = false;
    this.hls?.destroy();
    this.feed?.close();
    this.hls = this.feed = null;
    this.video.pause();
    if (this.video.hasAttribute("src")) {
      this.video.removeAttribute("src");
      this.video.load();
    }
  }
}
