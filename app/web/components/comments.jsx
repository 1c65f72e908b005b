// The talk under a clip: a sheet under the thumb on phones, a panel beside the video on a desk.
import { useEffect, useRef, useState } from "react";
import { MessageCircle, Settings2, X } from "lucide-react";
import { Comment } from "./comment.jsx";
import { CommentRules } from "./comments_rules.jsx";
import { useTalk, whoAmI } from "./comments_store.js";
import { Write } from "./comments_write.jsx";
import { Dialog, Grip, short } from "./ui.jsx";
import "./comments.css";

// `wanted`: the id of a comment that somebody came for.
export function Comments({ open, video, onClose, wanted, ...rest }) {
  const desk = useDesk();
  return (
    <Dialog key={desk ? "desk" : "phone"} open={open && Boolean(video)} onClose={onClose} label="Comments"
      className="comments" modal={!desk}>
      {!desk && <Grip onClose={onClose} />}
      {video && <Talk key={video.id} video={video} onClose={onClose} wanted={wanted} {...rest} />}
    </Dialog>
  );
}

// A notice leads to a clip and to what was said below it: the comment that the address names, until it is forgotten.
export function useSought(video, open) {
  const [sought, set] = useState(null);
  useEffect(() => {
    const comment = Number(new URLSearchParams(window.location.search).get("comment"));
    if (!video || !Number.isSafeInteger(comment) || comment < 1) return;
    set({ comment, video: video.id });
    open();
  }, [Boolean(video)]);
  return [sought && sought.video === video?.id ? sought.comment : null, () => set(null)];
}

function useDesk() {
  const [desk, set] = useState(false);
  useEffect(() => {
    const query = window.matchMedia("(min-width: 900px)");
    const changed = () => set(query.matches);
    changed();
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  return desk;
}

function Talk({ video, onClose, wanted, setNotice, onCount, onVideo, onReport }) {
  const talk = useTalk(video, { onCount, wanted });
  const [aim, setAim] = useState(null);
  const [said, setSaid] = useState("");
  const [ruling, setRuling] = useState(false);
  const list = useRef(null);
  useShown(list, wanted, talk.phase === "ready");
  const tell = (error, wish) => (error.status === 401 ? setNotice({ signIn: wish }) : setSaid(error.message));
  const attempt = (verb, wish) => async (...given) => {
    setSaid("");
    await verb(...given).catch((error) => tell(error, wish));
  };
  const acts = {
    like: attempt(talk.like, "like comments"),
    pin: attempt(talk.pin, "pin comments"),
    remove: attempt(async (comment) => {
      list.current?.focus();
      await talk.remove(comment);
    }, "delete comments"),
    report: (comment) => onReport({ kind: "comment", id: comment.id }),
    reportAuthor: ({ author }) => onReport({ kind: "user", id: author.id, name: author.username }),
    reply: (comment) => setAim({ reply: comment }),
    edit: (comment) => setAim({ edit: comment }),
    replies: talk.openReplies,
    hide: talk.hideReplies,
    sought: wanted,
  };
  const send = async (text) => {
    setSaid("");
    if (aim?.edit) return talk.edit(aim.edit, text);
    const me = await whoAmI();
    if (!me) throw Object.assign(new Error("Log in first."), { status: 401, fields: {} });
    if (!aim) list.current?.scrollTo({ top: 0 });
    return talk.write(text, me, aim?.reply);
  };
  const isOwn = Boolean(video.may_edit);
  const told = said || (talk.missing ? "That comment is gone." : "");
  return (
    <>
      <header>
        <h2>Comments <small>{short(video.comment_count)}</small></h2>
        <Order sort={talk.sort} onSort={talk.load} shown={talk.threads.length > 1} />
        {isOwn && (
          <button className="round plainly" onClick={() => setRuling(true)} aria-haspopup="dialog" aria-label="Comment settings"><Settings2 /></button>
        )}
        <button className="round plainly" onClick={onClose} aria-label="Close comments"><X /></button>
      </header>
      <Threads talk={talk} acts={acts} list={list} video={video} />
      <p className={`talk-said ${told ? "on" : ""}`} role="status">{told}</p>
      {video.allow_comments === false && !isOwn ? (
        <p className="closed">The creator has turned comments off.</p>
      ) : (
        <Write aim={aim} onDone={() => setAim(null)} send={send} onSignIn={() => setNotice({ signIn: "comment" })} />
      )}
      {isOwn && <CommentRules open={ruling} video={video} onClose={() => setRuling(false)} onVideo={onVideo} onChanged={() => talk.load()} />}
    </>
  );
}

// The comment that one came for is in sight, and is what a screen reader says first.
function useShown(list, wanted, isReady) {
  useEffect(() => {
    const found = wanted && isReady && list.current?.querySelector(`[data-comment="${wanted}"]`);
    if (!found) return;
    found.scrollIntoView({ block: "center" });
    found.focus({ preventScroll: true });
  }, [wanted, isReady]);
}

function Order({ sort, onSort, shown }) {
  if (!shown) return <span className="order" />;
  return (
    <span className="order" role="group" aria-label="Order of comments">
      {[["top", "Top"], ["new", "Newest"]].map(([name, word]) => (
        <button key={name} type="button" aria-pressed={sort === name} onClick={() => sort !== name && onSort(name)}>{word}</button>
      ))}
    </span>
  );
}

function Threads({ talk, acts, list, video }) {
  const isEmpty = talk.phase === "ready" && talk.threads.length === 0;
  return (
    <ol className="talk" ref={list} tabIndex={-1} aria-busy={talk.phase === "loading"}>
      {talk.threads.map((thread) => (
        <li key={thread.id}>
          <Comment comment={thread} acts={acts} />
          <Replies thread={thread} acts={acts} />
        </li>
      ))}
      {talk.phase === "loading" && [72, 48, 60, 40, 66].map((wide, n) => <Ghost key={n} wide={wide} />)}
      {talk.phase === "more" && <Ghost wide={60} />}
      {talk.cursor && talk.phase === "ready" && <li><button className="plain" onClick={talk.more}>Show more</button></li>}
      {isEmpty && (
        <li className="empty">
          <MessageCircle />
          <b>{video.allow_comments === false ? "Comments are off" : "No comments yet"}</b>
          <span>{video.allow_comments === false ? "Nobody said anything here." : "Say the first word."}</span>
        </li>
      )}
      {talk.phase === "error" && (
        <li className="empty" role="alert"><b>{talk.error}</b><button className="button quiet" onClick={() => talk.load()}>Retry</button></li>
      )}
    </ol>
  );
}

function Ghost({ wide }) {
  return <li className="ghost" aria-hidden="true"><i /><span><b /><b style={{ width: `${wide}%` }} /></span></li>;
}

function Replies({ thread, acts }) {
  const { replies, reply_count: count } = thread;
  if (!count && !replies?.items.length) return null;
  const shown = replies?.items.length ?? 0;
  const rest = count - shown;
  const isLoading = replies?.phase === "loading";
  return (
    <div className="replies">
      {shown > 0 && <ol>{replies.items.map((reply) => <li key={reply.id}><Comment comment={reply} acts={acts} isReply /></li>)}</ol>}
      {replies?.phase === "error" && <p className="wrong" role="alert">{replies.error}</p>}
      <p>
        {rest > 0 && (
          <button type="button" className="unfold" disabled={isLoading} onClick={() => acts.replies(thread)} aria-expanded={shown > 0}>
            {isLoading ? "Loading …" : shown ? `View ${rest} more` : `View ${count} ${count === 1 ? "reply" : "replies"}`}
          </button>
        )}
        {shown > 0 && <button type="button" className="unfold" onClick={() => acts.hide(thread)}>Hide</button>}
      </p>
    </div>
  );
}
