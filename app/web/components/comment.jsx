// One comment: who, what, when, and what may be done with it.
import { useEffect, useRef, useState } from "react";
import { Ellipsis, EyeOff, Flag, Heart, Pencil, Pin, PinOff, Trash2, UserRoundX } from "lucide-react";
import { Avatar, age, short } from "./ui.jsx";
import { linked } from "./words.jsx";

export function Comment({ comment, acts, isReply = false }) {
  const [open, setOpen] = useState(false);
  const dots = useRef(null);
  const fold = () => {
    dots.current?.focus();
    setOpen(false);
  };
  if (comment.is_deleted) return <article className="comment gone"><i /><p>Comment deleted</p></article>;
  const { author } = comment;
  const sought = acts.sought === comment.id;
  return (
    <article tabIndex={sought ? -1 : undefined} className={`comment ${sought ? "sought" : ""} ${isReply ? "reply" : ""} ${comment.sending ? "sending" : ""} ${comment.is_filtered ? "kept-out" : ""}`}
      aria-label={`Comment by ${author.username}`} data-comment={comment.id}>
      <a href={`/@${author.username}`} tabIndex={-1} aria-hidden="true"><Avatar person={author} size={isReply ? 28 : 36} /></a>
      <div>
        <p className="by">
          <a className="name" href={`/@${author.username}`}>{author.display_name || author.username}</a>
          {comment.is_by_creator && <em>Creator</em>}
          {comment.is_pinned && <span className="pinned"><Pin /> Pinned</span>}
        </p>
        <p className="text">{linked(comment.text, comment.mentions)}</p>
        {comment.is_filtered && <p className="note"><EyeOff /> Hidden by your words. Only its author and you see it.</p>}
        <p className="meta">
          <time dateTime={comment.created_at}>{comment.sending ? "Sending …" : age(comment.created_at)}</time>
          {comment.edited_at && <span>edited</span>}
          {comment.is_liked_by_creator && <span className="blessed"><Heart /> by creator</span>}
          {!comment.sending && <button type="button" onClick={() => acts.reply(comment)}>Reply</button>}
          {!comment.sending && (
            <button ref={dots} type="button" className="dots" onClick={() => setOpen(!open)} aria-expanded={open} aria-label={`More for the comment by ${author.username}`}><Ellipsis /></button>
          )}
        </p>
        {open && <Choices comment={comment} acts={acts} close={fold} />}
      </div>
      <button type="button" className={`heart ${comment.is_liked ? "on" : ""}`} disabled={comment.sending} onClick={() => acts.like(comment)}
        aria-pressed={Boolean(comment.is_liked)} aria-label={`Like the comment by ${author.username}, ${comment.like_count}`}>
        <Heart /><span>{comment.like_count ? short(comment.like_count) : ""}</span>
      </button>
    </article>
  );
}

function Choices({ comment, acts, close }) {
  const [sure, setSure] = useState(false);
  useEffect(() => setSure(false), [comment.id]);
  const act = (verb) => () => {
    close();
    verb(comment);
  };
  const leave = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  const isOwn = comment.may_edit || (comment.may_delete && !comment.may_pin && !comment.is_filtered);
  return (
    <div className="choices" role="group" aria-label="What to do with this comment" onKeyDown={leave}>
      {comment.may_pin && (
        <button type="button" onClick={act(acts.pin)}>{comment.is_pinned ? <><PinOff /> Unpin</> : <><Pin /> Pin</>}</button>
      )}
      {comment.may_edit && <button type="button" onClick={act(acts.edit)}><Pencil /> Edit</button>}
      {!isOwn && <button type="button" onClick={act(acts.report)}><Flag /> Report</button>}
      {!isOwn && <button type="button" onClick={act(acts.reportAuthor)}><UserRoundX /> Report @{comment.author.username}</button>}
      {comment.may_delete && (
        <button type="button" className="bad" onClick={sure ? act(acts.remove) : () => setSure(true)}><Trash2 /> {sure ? "Delete for everyone" : "Delete"}</button>
      )}
    </div>
  );
}
