// The unread badge of the navigation, and what just happened: shown for some seconds, read out politely.
import { useEffect, useRef, useState } from "react";
import { X } from "lucide-react";
import { useTold } from "./live_store.js";
import { Faces, Sentence } from "./notice_row.jsx";
import "./live.css";

const SECONDS = 6;

export function InboxBadge() {
  const { count, requests } = useTold();
  const unread = count + (requests ? 1 : 0);
  if (!unread) return null;
  return <span className="badge"><span aria-hidden="true">{unread > 99 ? "99+" : unread}</span><span className="unseen">, {unread > 99 ? "more than 99" : unread} unread</span></span>;
}

export function LiveNotice() {
  const { notice } = useTold();
  const [shown, setShown] = useState(null);
  const known = useRef(null);
  useEffect(() => {
    const news = notice && `${notice.id} ${notice.count} ${notice.created_at}`;
    if (!news || news === known.current || window.location.pathname.startsWith("/inbox")) return undefined;
    known.current = news;
    setShown(notice);
    return undefined;
  }, [notice]);
  useEffect(() => {
    if (!shown) return undefined;
    const timer = setTimeout(() => setShown(null), SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [shown]);
  const picture = shown?.video?.poster_url;
  return (
    <div className="live-notice" role="status" aria-live="polite">
      {shown && (
        <div className="live-card" key={`${shown.id} ${shown.created_at}`}>
          <a href={shown.href}>
            <Faces notice={shown} size={46} />
            <span className="live-says"><Sentence notice={shown} />{shown.quote && <small>{shown.quote}</small>}</span>
            {picture && <img src={picture} alt="" />}
          </a>
          <button type="button" className="round plainly" aria-label="Close" onClick={() => setShown(null)}><X /></button>
        </div>
      )}
    </div>
  );
}
