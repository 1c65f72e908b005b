"""People, videos and requests that many tests begin with."""

from collections.abc import Container, Sequence
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.schemas import Registration
from app.accounts.viewer import Viewer, signed_in
from app.models import Role, User, Video, VideoStatus
from app.models.columns import now


def make_user(session: Session, name: str = "", *, role: Role = Role.USER) -> User:
    name = name or f"user{uuid4().int % 10**12}"  # letters at random could be what a test searches for
    wanted = Registration(username=name, email=f"{name}@example.com", password="correct horse")
    return accounts.register(session, wanted, role=role)


def make_viewer(session: Session, name: str = "", *, role: Role = Role.USER) -> Viewer:
    return signed_in(make_user(session, name, role=role))


def make_video(session: Session, creator: User, **columns: object) -> Video:
    """A published video without media: enough for everything that only ranks or counts."""
    chosen = {"status": VideoStatus.PUBLISHED, "published_at": now(), "duration_seconds": 10.0, **columns}
    video = Video(creator_id=creator.id, **chosen)
    session.add(video)
    session.flush()
    return video


def sign_up(client: TestClient, name: str, *, creator: bool = False) -> dict[str, object]:
    """Register through REST; the client's cookies are this person's from now on."""
    body = {"username": name, "email": f"{name}@example.com", "password": "correct horse"}
    user = client.post("/api/v1/auth/register", json=body).json()
    return client.post("/api/v1/users/me/creator").json() if creator else user


def send_file(client: TestClient, content: bytes | Path, *, key: str = "", **form: str) -> Response:
    """POST /videos with a file; the response."""
    body = content.read_bytes() if isinstance(content, Path) else content
    return client.post(
        "/api/v1/videos",
        files={"file": ("clip.mp4", BytesIO(body), "video/mp4")},
        data=form,
        headers={"X-Idempotency-Key": key or str(uuid4())},
    )


TUS = {"Tus-Resumable": "1.0.0"}
TUS_BYTES = {**TUS, "Content-Type": "application/offset+octet-stream"}


def begin_upload(client: TestClient, length: int, first: bytes = b"") -> int:
    """Announce a file, with its first bytes; the upload's id."""
    headers = {**(TUS_BYTES if first else TUS), "Upload-Length": str(length)}
    made = client.post("/api/v1/uploads", content=first, headers=headers)
    assert made.status_code == 201, made.text
    return int(made.headers["location"].rsplit("/", 1)[1])


def send_rest(client: TestClient, upload_id: int, content: bytes, *, offset: int) -> Response:
    headers = {**TUS_BYTES, "Upload-Offset": str(offset)}
    return client.patch(f"/api/v1/uploads/{upload_id}", content=content[offset:], headers=headers)


def post_video(client: TestClient, upload_id: int, *, key: str = "", **said: object) -> Response:
    """POST /videos about an upload; the response."""
    headers = {"X-Idempotency-Key": key or str(uuid4())}
    return client.post("/api/v1/videos", json={"upload_id": upload_id, **said}, headers=headers)


def watches_of(items: Sequence[dict[str, object]], liked: Container[int]) -> list[dict[str, object]]:
    """Reports about a page of the feed: to the end what is liked, and half a second of everything else."""
    return [
        {
            "event_id": str(uuid4()),
            "video_id": item["video"]["id"],  # type: ignore[index]
            "request_id": item["request_id"],
            "watched_ms": 10_000 if item["video"]["id"] in liked else 500,  # type: ignore[index]
            "duration_ms": 10_000,
            "started_at": now().isoformat(),
        }
        for item in items
    ]
