"""/unsubscribe: the link and the button with which letters end, without a log-in (RFC 8058)."""

from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.db import transaction
from app.errors import NotFound
from app.notifications import unsubscribing

router = APIRouter(prefix="/unsubscribe", include_in_schema=False)


@router.get("/{token}")
def ask(token: str) -> HTMLResponse:
    """A look must not end anything: programs open links before people do."""
    try:
        _, _, name = unsubscribing.named(token)
    except NotFound:
        return _page("This link leads nowhere", "It may be cut off. Your settings can do the same.", 404)
    return _page("No more of these letters?", f"You will get no more letters about {name}.", button=True)


@router.post("/{token}")
def end(token: str) -> HTMLResponse:
    with transaction() as session:
        name = unsubscribing.unsubscribe(session, token)
    return _page("Done", f"You get no more letters about {name}.")


def _page(title: str, text: str, status: int = 200, *, button: bool = False) -> HTMLResponse:
    form = '<form method="post"><button class="button">Yes, end them</button></form>' if button else ""
    settings = '<a class="button quiet" href="/settings#notifications">All settings</a>'
    body = f"<h1>{escape(title)}</h1><p>{escape(text)}</p>{form}{settings}"
    return HTMLResponse(_WHOLE.format(title=escape(title), body=body), status_code=status)


_WHOLE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} · Zoetrope</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer"><link rel="stylesheet" href="/plain.css"></head>
<body><main>{body}</main></body></html>"""
