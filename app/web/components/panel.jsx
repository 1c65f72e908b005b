// What lies over one clip: rail, caption, sound, progress, and the signs for pause, like and trouble.
import { memo, useEffect, useRef, useState } from "react";
import { Bookmark, Check, Ellipsis, Forward, Heart, MessageCircle, Music2, Play, Plus, RotateCw } from "lucide-react";
import { Avatar, short } from "./ui.jsx";
import { linked } from "./words.jsx";

export const Panel = memo(function Panel({ entry, top, height, live, status, actions }) {
  const { video } = entry;
  const failed = status?.failed === video.id;
  return (
    <section className={`panel ${live ? "live" : ""}`} style={{ top, height }} inert={!live}
      aria-label={`Video by @${video.creator.username}`} data-video={video.id}>
      <div className="frame">
        {status?.paused && !failed && <Play className="paused" aria-label="Paused" />}
        {status?.burst?.id === video.id && <Burst key={status.burst.at} burst={status.burst} />}
        {failed && (
          <div className="card trouble" role="alert">
            <p>{status.sentence}</p>
            <button className="button" onClick={actions.retry}><RotateCw /> Retry</button>
          </div>
        )}
        <Caption entry={entry} actions={actions} />
        <div className={`busy ${status?.buffering && !failed ? "on" : ""}`} role="progressbar" aria-label="Loading" />
        {live && <Progress actions={actions} length={video.duration_seconds} />}
      </div>
      <Rail entry={entry} actions={actions} paused={status?.paused} />
    </section>
  );
});

function Rail({ entry, actions, paused }) {
  const { video } = entry;
  const { creator } = video;
  return (
    <div className="rail">
      <div className="who">
        <a href={`/@${creator.username}`} aria-label={`Profile of @${creator.username}`}><Avatar person={creator} /></a>
        <button className={`follow ${creator.is_following ? "on" : ""}`} onClick={() => actions.follow(creator)}
          aria-pressed={creator.is_following}
          aria-label={creator.is_following ? `Unfollow @${creator.username}` : `Follow @${creator.username}`}>
          {creator.is_following ? <Check /> : <Plus />}
        </button>
      </div>
      <Act name="Like" on={video.is_liked} count={video.like_count} className="like" onClick={() => actions.like(video)}>
        <Heart />
      </Act>
      <Act name="Comments" idle="Comment" count={video.comment_count} onClick={actions.comments}><MessageCircle /></Act>
      <Act name="Save" on={video.is_saved} count={video.save_count} className="save" onClick={() => actions.save(video)}>
        <Bookmark />
      </Act>
      <Act name="Share" className="share" count={video.share_count} onClick={() => actions.share(video)}><Forward /></Act>
      {video.may_edit || video.may_delete ? (
        <button className="act owner-act" onClick={() => actions.own(video)} aria-haspopup="dialog"
          aria-label="Options for this clip"><Ellipsis /></button>
      ) : (
        <button className="act owner-act" onClick={() => actions.steer(video, "menu", entry.request_id)} aria-haspopup="dialog"
          aria-label="More for this clip"><Ellipsis /></button>
      )}
      {video.sound && (
        <a className={`disc ${paused ? "still" : ""}`} href={`/sound/${video.sound.id}`} title={soundName(video.sound)}
          aria-label={`Sound: ${soundName(video.sound)}`}><Music2 /></a>
      )}
    </div>
  );
}

function Act({ name, idle = name, on, count, className = "", onClick, children }) {
  return (
    <button className={`act ${className} ${on ? "on" : ""}`} onClick={onClick}
      aria-pressed={on} aria-label={`${name}, ${count}`}>
      {children}
      <span>{count ? short(count) : idle}</span>
    </button>
  );
}

// An original sound says in its title whose it is.
const soundName = ({ title, creator_username: name }) =>
  name && !title.startsWith("original sound — ") ? `${title} · @${name}` : title;

function Caption({ entry, actions }) {
  const { video, why } = entry;
  const [open, setOpen] = useState(false);
  const [long, setLong] = useState(false);
  const text = useRef(null);
  useEffect(() => setLong(text.current.scrollHeight > text.current.clientHeight + 2), [video.description]);
  return (
    <div className={`caption ${open ? "open" : ""}`}>
      <a className="name" href={`/@${video.creator.username}`}>@{video.creator.username}</a>
      {why?.[0] && (
        <button className="why" onClick={() => actions.steer(video, "why", entry.request_id)} aria-haspopup="dialog"
          aria-label={`Why this video: ${why[0]}`}>{why[0]}</button>
      )}
      <p ref={text} onClick={(event) => (long || open) && !event.target.closest("a") && setOpen(!open)}>{linked(video.description)}</p>
      {(long || open) && (
        <button className="more" onClick={() => setOpen(!open)} aria-expanded={open}>{open ? "Less" : "More"}</button>
      )}
      {video.sound && (
        <a className="tune" href={`/sound/${video.sound.id}`}><Music2 /><span><i>{soundName(video.sound)}</i></span></a>
      )}
    </div>
  );
}

function Burst({ burst }) {
  const ref = useRef(null);
  const [place, setPlace] = useState(null);
  useEffect(() => {
    const box = ref.current.parentNode.getBoundingClientRect();
    setPlace({ left: burst.x - box.left, top: burst.y - box.top, "--turn": `${(burst.at % 40) - 20}deg` });
  }, []);
  return <span ref={ref} className={`burst ${place ? "on" : ""}`} style={place ?? {}}><Heart /></span>;
}

// Written straight to the DOM: sixty renders a second would be React's, not the clip's.
function Progress({ actions, length }) {
  const bar = useRef(null);
  const held = useRef(false);
  useEffect(() => {
    let frame;
    const draw = () => {
      const video = actions.video();
      const whole = video?.duration || length || 1;
      if (video && bar.current && !held.current) {
        bar.current.style.setProperty("--played", Math.min(1, video.currentTime / whole));
      }
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [actions, length]);
  const seek = (event) => {
    const box = bar.current.getBoundingClientRect();
    const part = Math.max(0, Math.min(0.999, (event.clientX - box.left) / box.width));
    bar.current.style.setProperty("--played", part);
    const video = actions.video();
    if (video) video.currentTime = part * (video.duration || length || 0);
  };
  const begin = (event) => {
    held.current = true;
    bar.current.setPointerCapture(event.pointerId);
    bar.current.classList.add("held");
    seek(event);
  };
  const end = () => {
    held.current = false;
    bar.current.classList.remove("held");
  };
  return (
    <div ref={bar} className="progress" role="presentation" onPointerDown={begin} onPointerUp={end}
      onPointerCancel={end} onPointerMove={(event) => held.current && seek(event)}>
      <i />
    </div>
  );
}
