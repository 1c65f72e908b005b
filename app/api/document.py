"""The OpenAPI document as a product: who may, exact refusals, examples and names that stay."""

from typing import Any

from fastapi import FastAPI

from app.accounts.rights import RIGHTS, SCOPES
from app.api.examples import Examples
from app.api.idempotency import ELSEWHERE
from app.api.policy import POLICIES, PREFIX, Policy, told
from app.api.summaries import SUMMARIES

START = """
Everything that Zoetrope's own pages do, for your programs.

**Getting started.** Log in with a browser, open *Settings → Developer* and make a token. Then
`curl -H "Authorization: Bearer zt_…" {url}/api/v1/auth/me`. Reading what everybody may see needs no token.

**Lists** answer `items` and `next_cursor`; send that back as `cursor`. **Refusals** are
`{{"error": {{"code", "message", "fields"}}}}`. **Limits** are told in `RateLimit-Policy` and `RateLimit`; a
429 says `Retry-After`. **Send again** without fear: any POST that makes something takes `X-Idempotency-Key`,
a UUID. Files come by [tus 1.0.0](https://tus.io/protocols/resumable-upload) at `/api/v1/uploads`.
Every answer has an `X-Request-ID`.
"""
TAGS = {
    "accounts": "Registering, logging in, sessions, one's own settings.",
    "tokens": "Personal access tokens for other programs.",
    "users": "Profiles, follows, blocks, and what people published.",
    "uploads": "Files on their way here, by tus 1.0.0; they survive lost networks.",
    "videos": "Making, changing, deleting videos, and reactions to them.",
    "comments": "Threads below a video.",
    "feed": "For You and Following, and reports of what was watched.",
    "steering": "What viewers tell their feed, and what it knows.",
    "search": "Finding videos, people, hashtags and sounds.",
    "sounds": "The library of sounds and who uses them.",
    "notifications": "What happened, and what one wants to be told.",
    "admin": "For moderators and administrators.",
    "public": "What other sites fetch.",
}
# Name of the shared answer, its code, a sentence.
REFUSALS: dict[str, tuple[str, str, str]] = {
    "400": ("BadRequest", "bad_request", "The request itself cannot be read."),
    "401": ("NotSignedIn", "not_signed_in", "Log in first."),
    "403": ("Forbidden", "forbidden", "This is not allowed."),
    "404": ("NotFound", "not_found", "There is no video 412."),
    "409": ("Conflict", "conflict", "This does not go with what is there."),
    "410": ("Gone", "gone", "This was here and is gone."),
    "412": ("OtherVersion", "tus_version", "Speak tus 1.0.0, and say so in Tus-Resumable."),
    "413": ("TooLarge", "too_large", "This is too large; the limit is 1024 KB."),
    "415": ("WrongType", "wrong_type", "Send this as application/json."),
    "416": ("OutOfRange", "out_of_range", "The file has no such part."),
    "422": ("Invalid", "invalid", "Something in this request is not right."),
    "429": ("TooMany", "too_many", "That was too often. Wait a moment, then try again."),
    "460": ("ChecksumMismatch", "checksum_mismatch", "These bytes are not those that were sent."),
    "503": ("Unavailable", "unavailable", "A part of this site is down. Try again in a moment."),
}
# A token may be refused anywhere; anything may be too often, or down.
ALWAYS = ("401", "403", "429", "503")
# Beside what follows from method, parameters and body.
FURTHER: dict[str, tuple[str, ...]] = {
    "POST /auth/register": ("409",),
    "POST /uploads": ("400", "409", "412", "413", "415", "460"),
    "HEAD /uploads/{upload_id}": ("400", "409", "410", "412"),
    "PATCH /uploads/{upload_id}": ("400", "409", "410", "412", "413", "415", "460"),
    "DELETE /uploads/{upload_id}": ("400", "409", "410", "412"),
    "GET /uploads/{upload_id}/content": ("416",),
    "GET /users/me/originals": ("404",),
    "GET /users/me/export": ("404",),
    "POST /auth/reset/confirm": ("410",),
    "POST /auth/verify": ("410",),
    "POST /auth/email": ("409",),
    "POST /videos": ("400", "404", "409"),
    "PATCH /videos/{video_id}": ("409",),
    "DELETE /feed/reset": ("409",),
    "POST /videos/{video_id}/comments": ("409",),
}
VERBS = ("get", "head", "options", "post", "put", "patch", "delete")
SCHEMES = {
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "Set by /auth/login for browsers; changes need an Origin of ours.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "zt_…",
        "description": "A personal access token. "
        + " ".join(f"`{key}`: {text}" for key, text in SCOPES.items()),
    },
}
KEY = {
    "name": "X-Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
    "description": "Sent again within 24 hours with the same body, the same answer; nothing is made twice.",
}


def install_document(api: FastAPI, *, public_url: str) -> None:
    """Completed once, when it is first asked for."""
    plain = api.openapi

    def whole() -> dict[str, Any]:
        if not api.openapi_schema:
            api.openapi_schema = complete(plain(), public_url=public_url)
        return api.openapi_schema

    api.openapi = whole  # type: ignore[method-assign]


def complete(document: dict[str, Any], *, public_url: str) -> dict[str, Any]:
    parts = document["components"]
    examples = Examples(parts["schemas"])
    document["info"]["description"] = START.format(url=public_url).strip()
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    parts["securitySchemes"] = SCHEMES
    parts["responses"] = {name: _refusal(code, text) for name, code, text in REFUSALS.values()}
    for path, verbs in document["paths"].items():
        for method in VERBS:
            if method in verbs:
                _complete_one(verbs[method], f"{method.upper()} {path.removeprefix(PREFIX)}", examples)
    return document


def _complete_one(operation: dict[str, Any], route: str, examples: Examples) -> None:
    method, path = route.split(" ")
    operation["operationId"] = "_".join([method.lower(), *_words(path)])
    operation["summary"] = SUMMARIES.get(route) or _first_sentence(operation)
    if policy := POLICIES.get(route):
        operation["description"] = f"{operation.get('description', '')}\n\n{told(policy)}".strip()
        operation["security"] = _security(policy)
    if method == "POST" and path not in ELSEWHERE:
        operation.setdefault("parameters", []).append(KEY)
    _refuse(operation, route)
    for content in _contents(operation):
        if "schema" in content and "example" not in content and "examples" not in content:
            content["example"] = examples.of(content["schema"])


def _words(path: str) -> list[str]:
    return [part.strip("{}").replace("-", "_") for part in path.split("/") if part]


def _first_sentence(operation: dict[str, Any]) -> str:
    return str(operation.get("description", "")).split("\n")[0].split(". ")[0].rstrip(".")


def _security(policy: Policy) -> list[dict[str, list[str]]]:
    token: list[dict[str, list[str]]] = [{"token": []}] if policy.scope else []
    stranger: list[dict[str, list[str]]] = [{}] if None in RIGHTS[policy.act] else []
    return [*stranger, {"cookie": []}, *token]


def _refuse(operation: dict[str, Any], route: str) -> None:
    """Exact statuses in place of the ranges that every router brings."""
    method, path = route.split(" ")
    answers = operation["responses"]
    answers.pop("4XX", None)
    answers.pop("5XX", None)
    wanted = {*ALWAYS, *FURTHER.get(route, ())}
    if "{" in path:
        wanted |= {"404", "422"}
    if operation.get("parameters"):
        wanted.add("422")
    if method == "POST" and path not in ELSEWHERE:
        wanted.add("409")
    if operation.get("requestBody"):
        wanted |= {"400", "404", "413", "415", "422"}
    if method in {"HEAD", "OPTIONS"}:
        wanted.discard("415")
    for status in sorted(wanted):
        answers[status] = {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}


def _refusal(code: str, text: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Refusal"}
    example = {"error": {"code": code, "message": text, "fields": {}}}
    return {"description": text, "content": {"application/json": {"schema": schema, "example": example}}}


def _contents(operation: dict[str, Any]) -> list[dict[str, Any]]:
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    return [
        body["content"]["application/json"]
        for body in bodies
        if "application/json" in body.get("content", {})
    ]
