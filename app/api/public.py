"""What other sites and their programs fetch: a page with its tags, oEmbed, a player for frames, a QR code."""

from functools import cache
from html import escape
from io import BytesIO
from typing import Annotated, Literal

import segno
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from app.accounts import sessions
from app.accounts.service import viewer_named
from app.accounts.viewer import Viewer
from app.api.names import SESSION
from app.db import new_session
from app.errors import AppError, NotFound
from app.resilience import hints
from app.settings import REPOSITORY, settings
from app.videos import public
from app.videos.public import OEmbed
from app.videos.schemas import VideoCard

router = APIRouter(tags=["public"])
VideoId = Annotated[int, Path(gt=0, lt=2**53)]
# The page that the browser's router makes into any other; it is there once the pages are built.
SHELL = REPOSITORY / ".web" / "build" / "client" / "__spa-fallback.html"
PLAIN = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"></head><body></body></html>'
EVERYWHERE = {"Access-Control-Allow-Origin": "*"}
# Programs that check links ask for the head alone.
LOOKS = ["GET", "HEAD"]
A_WHILE = "public, max-age=300"


class NotMade(AppError):
    status, code = 501, "not_implemented"


@router.api_route("/v/{number}", methods=LOOKS, response_class=HTMLResponse, include_in_schema=False)
def page(number: str, request: Request) -> HTMLResponse:
    """The page of every visitor; programs that run no scripts read its head."""
    shown = _shown(number, request)
    head = _tags(shown) if shown else '<meta name="robots" content="noindex">'
    whole = _shell().replace("</head>", f"{head}</head>", 1)
    return HTMLResponse(whole, status_code=200 if shown else 404, headers={"Cache-Control": "no-cache"})


@router.get("/oembed", include_in_schema=False)
def oembed(
    response: Response,
    url: Annotated[str, Query(max_length=500, description="Of a video's page.")],
    format: Literal["json", "xml"] = "json",
    maxwidth: Annotated[int | None, Query(gt=0, le=10_000)] = None,
    maxheight: Annotated[int | None, Query(gt=0, le=10_000)] = None,
) -> OEmbed:
    """A video for somebody's page, as oembed.com describes it: 404 unknown, 401 not public, 501 for XML."""
    if format == "xml":
        raise NotMade("This site answers in JSON only.")
    response.headers.update({**EVERYWHERE, "Cache-Control": A_WHILE})
    with new_session() as session:
        return public.oembed(session, url, most_wide=maxwidth, most_high=maxheight)


@router.api_route("/embed/{number}", methods=LOOKS, response_class=HTMLResponse, include_in_schema=False)
def embed(number: str, request: Request) -> HTMLResponse:
    """A player without anything around it, for a frame on any site."""
    shown = _shown(number, request)
    body = _player(shown) if shown else GONE
    title = escape(public.title_of(shown)) if shown else "This video is not here"
    whole = FRAME.format(title=title, body=body)
    return HTMLResponse(whole, status_code=200 if shown else 404, headers=_framed())


@router.get("/v/{video_id}/qr.svg", include_in_schema=False)
def qr(video_id: VideoId) -> Response:
    """The address of a video's page, for a camera."""
    drawn = BytesIO()
    segno.make(public.page_of(video_id), error="m").save(drawn, kind="svg", border=2, scale=8, dark="#0B0B0F")
    return Response(
        drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"}
    )


def _shown(number: str, request: Request) -> VideoCard | None:
    if not number.isdecimal() or not number.isascii() or len(number) > 15:
        return None
    try:
        with new_session() as session:
            return public.open_video(session, int(number), asked_by=_asker(session, request))
    except NotFound:
        return None


def _asker(session: Session, request: Request) -> Viewer:
    """Whoever is signed in here, as far as Valkey can tell at once; everybody else is a stranger."""
    token = request.cookies.get(SESSION, "")
    user_id = hints().ask(lambda it: sessions.user_id_of(token, client=it), None) if token else None
    return viewer_named(session, user_id, visitor="") if user_id else public.STRANGER


@cache
def _shell() -> str:
    return SHELL.read_text() if SHELL.exists() else PLAIN


def _tags(shown: VideoCard) -> str:
    """OpenGraph, Twitter's player card, and where oEmbed is found."""
    named = {f"og:{name}": value for name, value in _graph(shown).items()}
    cards = {f"twitter:{name}": value for name, value in _twitter(shown).items()}
    metas = [f'<meta property="{name}" content="{escape(value)}">' for name, value in named.items() if value]
    metas += [f'<meta name="{name}" content="{escape(value)}">' for name, value in cards.items() if value]
    links = (
        f'<link rel="canonical" href="{escape(public.page_of(shown.id))}">'
        f'<link rel="alternate" type="application/json+oembed" href="{escape(public.discovery(shown.id))}" '
        f'title="{escape(public.title_of(shown))}">'
    )
    # Who has the link may open it; who searches shall not find it.
    hidden = '<meta name="robots" content="noindex">' if shown.visibility != "public" else ""
    return "".join(metas) + links + hidden


def _graph(shown: VideoCard) -> dict[str, str]:
    size = {"video:width": str(shown.width), "video:height": str(shown.height)}
    return {
        "site_name": "Zoetrope",
        "type": "video.other",
        "url": public.page_of(shown.id),
        "title": public.title_of(shown),
        "description": _facts(shown),
        "image": public.absolute(shown.poster_url),
        "image:alt": f"A picture of the video by @{shown.creator.username}",
        "video": public.absolute(shown.mp4_url),
        "video:type": "video/mp4" if shown.mp4_url else "",
        **(size if shown.mp4_url else {}),
    }


def _twitter(shown: VideoCard) -> dict[str, str]:
    return {
        "card": "player",
        "title": public.title_of(shown),
        "description": _facts(shown),
        "image": public.absolute(shown.poster_url),
        "player": f"{settings().public_url}/embed/{shown.id}",
        "player:width": str(public.WIDTH),
        "player:height": str(public.HEIGHT),
        "player:stream": public.absolute(shown.mp4_url),
        "player:stream:content_type": "video/mp4" if shown.mp4_url else "",
    }


def _facts(shown: VideoCard) -> str:
    name = shown.creator.display_name or shown.creator.username
    return f"{shown.like_count} likes, {shown.comment_count} comments. Watch {name} on Zoetrope."


def _framed() -> dict[str, str]:
    """Any site may show it; nothing in it comes from elsewhere than here and the store of media."""
    media = f"'self' {settings().cdn_base_url}".strip()
    policy = (
        f"default-src 'none'; media-src {media}; img-src {media} data:; style-src 'self'; script-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors *"
    )
    return {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}


def _player(shown: VideoCard) -> str:
    name, words = escape(shown.creator.username), escape(" ".join(shown.description.split()))
    home, number = settings().public_url, shown.id
    poster, film = escape(shown.poster_url or ""), escape(shown.mp4_url or "")
    return PLAYER.format(name=name, words=words, home=home, number=number, poster=poster, film=film)


FRAME = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="robots" content="noindex">'
    '<link rel="stylesheet" href="/embed.css"></head><body><main>{body}</main></body></html>'
)
PLAYER = (
    '<video src="{film}" poster="{poster}" playsinline loop preload="metadata"></video>'
    '<a class="mark" href="{home}/v/{number}" target="_blank" rel="noopener" aria-label="Watch on Zoetrope">'
    '<img src="/mark.svg" alt="" width="22" height="22">zoetrope</a>'
    '<div class="words"><a class="name" href="{home}/@{name}" target="_blank" rel="noopener">@{name}</a>'
    '<a class="title" href="{home}/v/{number}" target="_blank" rel="noopener">{words}</a></div>'
    '<button class="play" aria-label="Play" disabled><svg viewBox="0 0 24 24" aria-hidden="true">'
    '<path d="M7 4.5v15l12-7.5z"/></svg></button>'
    '<button class="sound" aria-label="Turn sound off" hidden></button><i class="played"></i>'
    '<script src="/embed.js?2" defer></script>'
)
GONE = (
    '<div class="gone"><img src="/mark.svg" alt="" width="40" height="40">'
    "<p>This video is not here any more, or not for everyone.</p></div>"
)
