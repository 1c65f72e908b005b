"""/api/docs: the document to read and try, with all that it needs from here."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.errors import NotFound

router = APIRouter(include_in_schema=False)
KINDS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "zoetrope.css": "text/css"}
OWN = {"zoetrope.css": Path(__file__).with_name("docs.css")}
START = """
window.addEventListener("load", () => {
  window.SwaggerUIBundle({
    url: "/api/v1/openapi.json", dom_id: "#docs", deepLinking: true, tryItOutEnabled: false,
    persistAuthorization: false, docExpansion: "none", filter: true, defaultModelsExpandDepth: 0,
  });
});
"""
PAGE = """<!DOCTYPE html>
<html lang="en" class="dark-mode"><head><meta charset="utf-8"><title>API · Zoetrope</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#0B0B0F"><link rel="icon" href="/mark.svg">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="stylesheet" href="/api/docs/zoetrope.css"></head>
<body><header class="bar"><a href="/"><img src="/mark.svg" alt="">zoetrope</a>
<a href="/settings#developer">Your tokens</a></header>
<main id="docs"></main>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>
"""
# Swagger UI writes style attributes.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@router.get("/api/docs", response_class=HTMLResponse)
def page() -> HTMLResponse:
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})


@router.get("/api/docs/start.js")
def start() -> Response:
    return Response(START, media_type="text/javascript")


@router.get("/api/docs/{name}")
def part(name: str) -> Response:
    if name not in KINDS:
        raise NotFound("file", name)
    return Response(_read(name), media_type=KINDS[name], headers={"Cache-Control": "public, max-age=86400"})


@cache
def _read(name: str) -> bytes:
    return (OWN.get(name) or files("fastapi_swagger") / "resources" / name).read_bytes()
