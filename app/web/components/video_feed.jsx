// The full-screen vertical feed: TanStack Virtual decides which rows exist, the stage decides what plays in them.
import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronUp, Volume2, VolumeX } from "lucide-react";
import { api } from "./api.js";
import { Comments, useSought } from "./comments.jsx";
import { useFeed } from "./feed_source.js";
import { useGlide } from "./glide.js";
import { OwnerSheet } from "./owner_sheet.jsx";
import { Panel } from "./panel.jsx";
import { Hint, Offline, SignIn, Toast, Trouble } from "./notices.jsx";
import { canFeed } from "./segment_feed.js";
import { ReportSheet } from "./report.jsx";
import { ShareSheet } from "./share.jsx";
import { Stage } from "./stage.js";
import { useKeys, useTaps, useWheel } from "./gestures.js";
import { ViewerSheet } from "./viewer_sheet.jsx";

const MORE_BEFORE_END = 5;

export function VideoFeed({ feedUrl = "/feed", source = "feed", alone = false, endTitle, endText }) {
  const feed = useFeed(feedUrl, { alone, source });
  const { entries } = feed;
  const [status, tell] = useReducer((old, change) => ({ ...old, ...change }), { muted: true, active: 0 });
  const [notice, setNotice] = useState(null);
  const [talking, setTalking] = useState(false);
  const [owning, setOwning] = useState(null);
  const [asked, setAsked] = useState(null);
  const [sharing, setSharing] = useState(null);
  const [reported, setReported] = useState(null);
  const stage = useStage(tell);
  const scroller = useRef(null);
  const rows = useRef(new Map());
  const place = useRef({ at: 0 });
  const height = useHeight(scroller);
  const ended = feed.phase === "end" && entries.length > 0;
  const count = entries.length + (ended ? 1 : 0);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 1,
    getItemKey: (index) => entries[index]?.key ?? "end",
  });
  const { active } = status;
  const entry = entries[active];
  const [wanted, forget] = useSought(alone ? entry?.video : null, () => setTalking(true));

  useLayoutEffect(() => {
    virtual.measure();
    if (scroller.current) scroller.current.scrollTop = active * height;
  }, [height]);

  useLayoutEffect(() => {
    if (!stage || !entry) return;
    stage.show(entries, active);
    for (const index of [active - 1, active, active + 1]) {
      const row = rows.current.get(index);
      if (row && entries[index]) stage.attach(index, row);
    }
  });

  useEffect(() => {
    if (entries.length && active >= entries.length - MORE_BEFORE_END) feed.fetchMore();
  }, [active, entries.length]);

  const again = entry?.source === "again";
  useEffect(() => {
    if (again && feed.note) setNotice({ text: feed.note });
  }, [again]);

  const onScroll = useCallback(() => {
    const at = scroller.current.scrollTop / height;
    const nearest = Math.min(entries.length - 1, Math.round(at));
    const away = at - status.active;
    const leaving = Math.abs(away) > 0.015 && Math.sign(at - place.current.at) === Math.sign(away);
    if (leaving && nearest === status.active) stage.lead(status.active + Math.sign(away));
    if (nearest !== status.active) tell({ active: nearest });
    clearTimeout(place.current.timer);
    place.current = { at, timer: setTimeout(() => stage.settled(), 120) };
  }, [height, entries.length, status.active, stage]);

  const glide = useGlide(scroller);
  const go = useCallback(
    (step) => {
      const target = Math.max(0, Math.min(count - 1, glide.target(height, status.active) + step));
      if (Math.abs(target - status.active) === 1) stage?.lead(target);
      glide.to(target, height);
    },
    [count, height, status.active, stage],
  );

  const act = useActions({ feed, setNotice });
  const actions = useMemo(
    () => ({
      ...act,
      toggle: () => stage.toggle(),
      mute: () => stage.setMuted(!stage.muted),
      comments: () => setTalking((open) => !open),
      quiet: () => setTalking(false),
      own: setOwning,
      share: setSharing,
      steer: (video, step = "menu", request = null) => (video.may_edit ? setOwning(video) : setAsked({ video, step, request })),
      go,
      retry: () => stage.retry(),
      video: () => stage.current?.video,
    }),
    [act, go, stage],
  );
  useKeys(actions, entry);
  useWheel(scroller, go);
  const taps = useTaps({
    tap: actions.toggle,
    doubleTap: (place) => {
      tell({ burst: { ...place, id: entry.video.id, at: Date.now() } });
      actions.like(entry.video, true);
    },
    hold: () => entry && actions.steer(entry.video, "menu", entry.request_id),
  });
  const steered = ({ text, undo, drop, leave: leaves }) => {
    setAsked(null);
    feed.drop(drop, active);
    setNotice({ text, undo });
    if (leaves) go(1);
  };

  return (
    <div className={`stage ${talking ? "talking" : ""}`} data-phase={feed.phase}>
      <div className="scroller" ref={scroller} onScroll={onScroll} tabIndex={-1}>
        <div
          className="reel"
          {...(entries.length > 0 && { role: "feed", "aria-label": "Videos", "aria-busy": feed.phase === "loading" })}
          style={{ height: count * height }}
          {...taps}
        >
          {virtual.getVirtualItems().map(({ key, index, start }) => (
            <Row key={key} video={entries[index]?.video} index={index} size={ended ? entries.length : -1}
              top={start} height={height} rows={rows.current} />
          ))}
        </div>
        <div className="panels" style={{ height: count * height }}>
          {[active - 1, active, active + 1].map((index) =>
            entries[index] ? (
              <Panel key={entries[index].key} entry={entries[index]} top={index * height} height={height}
                live={index === active} status={index === active ? status : null} actions={actions} />
            ) : null,
          )}
          {ended && active >= entries.length - 2 && (
            <div className="end" style={{ top: entries.length * height, height }}>
              <h2>{endTitle || "You have seen it all"}</h2>
              <p>{endText || "New clips appear here as soon as somebody publishes one."}</p>
              <a className="button" href="/discover">Find creators</a>
              <button className="button quiet" onClick={() => glide.to(0, height)}>Back to the top</button>
            </div>
          )}
        </div>
      </div>
      <Trouble feed={feed} endTitle={endTitle} endText={endText} />
      {entry && (
        <>
          <button className="round sound" onClick={actions.mute} aria-pressed={!status.muted}
            aria-label={status.muted ? "Turn sound on" : "Turn sound off"}>
            {status.muted ? <VolumeX /> : <Volume2 />}
            {status.muted && <span>Tap for sound</span>}
          </button>
          <div className="arrows">
            <button className="round" aria-label="Previous video" disabled={active === 0} onClick={() => go(-1)}>
              <ChevronUp />
            </button>
            <button className="round" aria-label="Next video" disabled={active >= count - 1} onClick={() => go(1)}>
              <ChevronDown />
            </button>
          </div>
          <Hint />
        </>
      )}
      <Offline />
      <Comments open={talking} video={entry?.video} wanted={wanted} setNotice={setNotice}
        onClose={() => {
          setTalking(false);
          forget();
        }}
        onCount={(id, change) => feed.patch((video) => video.id === id,
          (video) => ({ ...video, comment_count: Math.max(0, video.comment_count + change) }))}
        onVideo={(card) => feed.patch((video) => video.id === card.id, () => card)} onReport={setReported} />
      <ShareSheet video={sharing} onClose={() => setSharing(null)} setNotice={setNotice}
        onShared={(video, { share_count }) => feed.patch((one) => one.id === video.id, (one) => ({ ...one, share_count }))} />
      <ReportSheet target={reported} onClose={() => setReported(null)}
        onDone={(text) => {
          setReported(null);
          setNotice({ text });
        }}
        onRefused={() => {
          setReported(null);
          setNotice({ signIn: "report what breaks a rule" });
        }} />
      <OwnerSheet open={Boolean(owning)} video={owning} onClose={() => setOwning(null)} onDeleted={leave}
        onChanged={(card, text) => {
          feed.patch((video) => video.id === card.id, () => card);
          setNotice({ text });
          setOwning(null);
        }} />
      <ViewerSheet asked={asked} onClose={() => setAsked(null)} onDone={steered} onReport={(video) => {
        setAsked(null);
        setReported({ kind: "video", id: video.id });
      }} onRefused={(error) => {
        setAsked(null);
        setNotice(error.status === 401 ? { signIn: "shape your feed" } : { text: error.message });
      }} />
      <SignIn notice={notice} onClose={() => setNotice(null)} />
      <Toast notice={notice} onClose={() => setNotice(null)} />
    </div>
  );
}

function Row({ video, index, size, top, height, rows }) {
  const ref = (node) => (node ? rows.set(index, node) : rows.delete(index));
  if (!video) return <div className="row" data-index={index} style={{ top, height }} />;
  const label = `${video.creator.display_name || video.creator.username}: ${video.description || "video"}`;
  const tall = Math.abs(video.width / video.height / (9 / 16) - 1) <= 0.12;
  const style = { top, height, "--poster": canFeed(video.start) ? "none" : url(video.poster_url), "--preview": url(video.preview ?? video.poster_url) };
  return (
    <article ref={ref} className={`row ${tall ? "tall" : "wide"}`} data-index={index} style={style}
      aria-label={label} aria-posinset={index + 1} aria-setsize={size} />
  );
}

// Nothing of a deleted clip may stay on the screen: to one's own page, or to a feed that has not heard of it.
function leave(video) {
  if (video.may_edit) window.location.assign(`/@${video.creator.username}`);
  else if (window.location.pathname.startsWith("/v/")) window.location.assign("/");
  else window.location.reload();
}

const url = (address) => (address ? `url("${address}")` : "none");

function useStage(tell) {
  const [stage, set] = useState(null);
  useEffect(() => {
    const made = new Stage(tell);
    tell({ muted: made.muted });
    set(made);
    return () => made.close();
  }, []);
  return stage;
}

function useHeight(scroller) {
  const [height, set] = useState(800);
  useLayoutEffect(() => {
    const measure = () => set(scroller.current.clientHeight || 800);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  return height;
}

// Reactions show at once and are taken back if the server says no.
function useActions({ feed, setNotice }) {
  return useMemo(() => {
    const only = (id) => (video) => video.id === id;
    const refuse = (error, undo, wish) => {
      undo();
      setNotice(error.status === 401 ? { signIn: wish } : { text: error.message });
    };
    const toggle = async (video, flag, count, path, wish, on = !video[flag]) => {
      if (video[flag] === on) return;
      const change = (value) => (old) =>
        old[flag] === value ? old : { ...old, [flag]: value, [count]: Math.max(0, old[count] + (value ? 1 : -1)) };
      feed.patch(only(video.id), change(on));
      try {
        const answer = await api(on ? "PUT" : "DELETE", `/videos/${video.id}/${path}`);
        if (answer) feed.patch(only(video.id), (old) => ({ ...old, ...answer }));
      } catch (error) {
        refuse(error, () => feed.patch(only(video.id), change(!on)), wish);
      }
    };
    return {
      like: (video, on) => toggle(video, "is_liked", "like_count", "like", "like videos", on),
      save: (video) => toggle(video, "is_saved", "save_count", "save", "save videos"),
      async follow(creator) {
        const same = (video) => video.creator.id === creator.id;
        const set = (value) => (old) => ({ ...old, creator: { ...old.creator, is_following: value } });
        feed.patch(same, set(!creator.is_following));
        try {
          await api(creator.is_following ? "DELETE" : "PUT", `/users/${creator.id}/follow`);
        } catch (error) {
          refuse(error, () => feed.patch(same, set(creator.is_following)), `follow @${creator.username}`);
        }
      },
    };
  }, [feed.patch]);
}
