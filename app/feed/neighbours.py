"""What people of one language, and of one region, watch most: for those of whom nothing else is known.

A job counts now and then and leaves the lists in Valkey; without Valkey what is hot everywhere has to do.
"""

from datetime import timedelta

import numpy as np
from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.db import new_session
from app.feed.candidates import Ids, nothing
from app.models.columns import now
from app.resilience import hints

PAST = timedelta(days=3)
MOST = 300
KEPT_SECONDS = 6 * 3600


def watched_by_neighbours(viewer: Viewer) -> Ids:
    """Videos that people of the viewer's language or region watch to the end, each once."""
    keys = _keys(viewer)
    found = hints().ask(lambda it: it.mget(keys), None) if keys else None
    lists = [np.frombuffer(one, "<i8") for one in found or () if one]
    return np.unique(np.concatenate(lists)).astype(np.int64) if lists else nothing()


def refresh() -> int:
    """Count anew what each language and region watches; how many lists there are."""
    with new_session() as session:
        lists = {
            **_counted(session, "language"),
            **_counted(session, "region"),
        }
    for key, ids in lists.items():
        _keep(key, np.array(ids, "<i8").tobytes())
    return len(lists)


def _keep(key: str, packed: bytes) -> None:
    hints().ask(lambda it: it.set(key, packed, ex=KEPT_SECONDS), None)


def _keys(viewer: Viewer) -> list[str]:
    language = viewer.user.language if viewer.user else viewer.asked_language
    said = (("language", language), ("region", viewer.user.region if viewer.user else None))
    return [_key(kind, name) for kind, name in said if name]


def _key(kind: str, name: str) -> str:
    return f"neighbours:{kind}:{name.lower()}"


def _counted(session: Session, kind: str) -> dict[str, list[int]]:
    rows = session.execute(_COUNT[kind], {"since": now() - PAST, "most": MOST})
    return {_key(kind, name): ids for name, ids in rows}


def _statement(kind: str) -> str:
    return f"""
SELECT name, array_agg(video_id ORDER BY place) FROM (
    SELECT name, video_id, row_number() OVER (PARTITION BY name ORDER BY seen DESC, video_id) AS place FROM (
        SELECT lower(u.{kind}) AS name, h.video_id, sum(h.completion_rate) AS seen
        FROM watch_history h JOIN users u ON u.id = h.user_id
        WHERE h.created_at > :since AND u.{kind} IS NOT NULL GROUP BY 1, 2
    ) counted
) ranked WHERE place <= :most GROUP BY name
"""  # noqa: S608 - one of two names of ours


_COUNT = {kind: text(_statement(kind)) for kind in ("language", "region")}
