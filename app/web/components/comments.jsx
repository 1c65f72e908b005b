// The talk under a clip: a sheet under the thumb on phones, a panel beside the video on a desk.
import { useEffect, useRef, useState } from "react";
import { ArrowUp, MessageCircle, X } from "lucide-react";
import { api } from "./api.js";
import { Avatar, Dialog, Grip, age } from "./ui.jsx";

const LENGTH = 500;

export function Comments({ open, video, onClose, setNotice, onCount }) {
  const desk = useDesk();
  return (
    <Dialog key={desk ? "desk" : "phone"} open={open && Boolean(video)} onClose={onClose} label="Comments"
      className="comments" modal={!desk}>
      {!desk && <Grip onClose={onClose} />}
      {video && <Talk key={video.id} video={video} onClose={onClose} setNotice={setNotice} onCount={onCount} />}
    </Dialog>
  );
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

function Talk({ video, onClose, setNotice, onCount }) {
  const talk = useTalk(video.id);
  const add = (comment) => {
    talk.put(comment);
    onCount(video.id, 1);
  };
  return (
    <>
      <header>
        <h2>Comments <small>{video.comment_count}</small></h2>
        <button className="round plainly" onClick={onClose} aria-label="Close comments"><X /></button>
      </header>
      <ol className="talk">
        {threads(talk.items).map((comment) => <Comment key={comment.id} comment={comment} creatorId={video.creator.id} />)}
        {talk.cursor && <li><button className="plain" onClick={talk.more}>Show more</button></li>}
        {talk.phase === "loading" && [0, 1, 2].map((n) => <li key={n} className="ghost" aria-hidden="true" />)}
        {talk.phase === "ready" && talk.items.length === 0 && (
          <li className="empty"><MessageCircle /><b>No comments yet</b><span>Say the first word.</span></li>
        )}
        {talk.phase === "error" && (
          <li className="empty"><b>{talk.error}</b><button className="button quiet" onClick={talk.more}>Retry</button></li>
        )}
      </ol>
      {video.allow_comments === false ? (
        <p className="closed">The creator has switched comments off.</p>
      ) : (
        <Write video={video} onAdd={add} setNotice={setNotice} />
      )}
    </>
  );
}

// Replies stand below what they answer, in the order they were given.
function threads(comments) {
  const known = new Set(comments.map((comment) => comment.id));
  const answers = (to) => comments.filter((comment) => comment.parent_id === to).reverse();
  return comments
    .filter((comment) => !known.has(comment.parent_id))
    .flatMap((comment) => [comment, ...answers(comment.id)]);
}

function useTalk(id) {
  const [state, set] = useState({ items: [], cursor: null, phase: "loading" });
  const more = async () => {
    set((old) => ({ ...old, phase: "loading" }));
    try {
      const cursor = state.cursor ? `&cursor=${encodeURIComponent(state.cursor)}` : "";
      const page = await api("GET", `/videos/${id}/comments?limit=20${cursor}`);
      set((old) => ({ items: [...old.items, ...page.items], cursor: page.next_cursor, phase: "ready" }));
    } catch (error) {
      set((old) => ({ ...old, phase: "error", error: error.message }));
    }
  };
  useEffect(() => {
    more();
  }, [id]);
  const put = (comment) => set((old) => ({ ...old, items: [comment, ...old.items] }));
  return { ...state, more, put };
}

function Comment({ comment, creatorId }) {
  const { author } = comment;
  return (
    <li className={comment.parent_id ? "reply" : ""}>
      <a href={`/@${author.username}`} tabIndex={-1} aria-hidden="true"><Avatar person={author} size={36} /></a>
      <div>
        <a className="name" href={`/@${author.username}`}>{author.display_name || author.username}</a>
        {author.id === creatorId && <em>Creator</em>}
        {comment.is_pinned && <em>Pinned</em>}
        <p>{comment.text}</p>
        <time dateTime={comment.created_at}>{age(comment.created_at)}</time>
      </div>
    </li>
  );
}

function Write({ video, onAdd, setNotice }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const [sending, setSending] = useState(false);
  const field = useRef(null);
  const send = async (event) => {
    event.preventDefault();
    if (!text.trim() || sending) return;
    setSending(true);
    setProblem("");
    try {
      onAdd(await api("POST", `/videos/${video.id}/comments`, { text: text.trim() }));
      setText("");
    } catch (error) {
      if (error.status === 401) setNotice({ signIn: "comment" });
      else setProblem(error.fields.text || error.message);
    } finally {
      setSending(false);
      field.current?.focus();
    }
  };
  return (
    <form className="write" onSubmit={send}>
      <input ref={field} value={text} maxLength={LENGTH} onChange={(event) => setText(event.target.value)}
        placeholder="Add a comment" aria-label="Your comment" aria-invalid={Boolean(problem)} autoComplete="off" />
      <button className="round send" disabled={!text.trim() || sending} aria-label="Post comment"><ArrowUp /></button>
      {problem && <p className="wrong" role="alert">{problem}</p>}
    </form>
  );
}
