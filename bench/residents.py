"""People of the demo before a browser: a creator with a full inbox, and a moderator with work to do."""

import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
from sqlmodel import col, select

from app import db
from app.accounts import sessions
from app.demo.residents import DOMAIN
from app.models import Role, User, Video, VideoStatus
from app.settings import ffmpeg_path
from bench.views import MEMBER, MODERATOR, Places

LINES = (
    "That last second! How long did you wait for it?",
    "Saved. This is my new favourite hour of the day.",
    "@{member} please make a longer one",
)


@dataclass(frozen=True, slots=True)
class Scene:
    url: str
    places: Places
    sessions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who speaks REST as the pages do."""

    id: int
    name: str
    session: str
    http: httpx.Client

    def ask(self, method: str, path: str, **request: object) -> httpx.Response:
        return self.http.request(method, path, **request)  # type: ignore[arg-type]


def furnish(url: str) -> Scene:
    """What the pictures need and the demo does not make: friends, requests, mentions, work for moderators."""
    people = [_enter(url, user) for user in _makers()]
    member, star, judge, *others = people
    _befriend(member, others)
    _talk(member, others)
    _flag(judge, star)
    _complain(judge, star, others)
    _forget_drafts(member)
    return Scene(url, _places(member, star), {MEMBER: member.session, MODERATOR: judge.session})


def _makers() -> list[User]:
    """Creators of the demo, in the order in which they came; the third becomes a moderator."""
    with db.transaction() as session:
        published = select(Video.creator_id).where(Video.status == VideoStatus.PUBLISHED)
        demo = col(User.email).endswith(f"@{DOMAIN}") & col(User.id).in_(published)
        found = list(session.exec(select(User).where(demo).order_by(col(User.id))))
        found[2].role = Role.MODERATOR
        session.flush()
        for user in found:
            session.expunge(user)
        return found


def _enter(url: str, user: User) -> Resident:
    token = sessions.start(user.id, agent="Firefox on Linux")
    cookies = {"session": token}
    return Resident(
        user.id, user.username, token, httpx.Client(base_url=f"{url}/api/v1", cookies=cookies, timeout=30)
    )


def _befriend(member: Resident, others: list[Resident]) -> None:
    friends, asking = others[:4], others[4:7]
    member.ask("PATCH", "/users/me", json={"is_private": False})
    for friend in friends:
        friend.ask("PUT", f"/users/{member.id}/follow")
        member.ask("PUT", f"/users/{friend.id}/follow")
    member.ask("PATCH", "/users/me", json={"is_private": True})
    for one in asking:  # who follows already has nothing to ask for
        one.ask("DELETE", f"/users/{member.id}/follow")
        one.ask("PUT", f"/users/{member.id}/follow")


def _talk(member: Resident, others: list[Resident]) -> None:
    member.ask("DELETE", "/auth/sessions")
    own = _newest(member)
    for comment in member.ask("GET", f"/videos/{own}/comments").json()["items"]:
        member.ask("DELETE", f"/comments/{comment['id']}")
    for line, friend in zip(LINES, others, strict=False):
        friend.ask("PUT", f"/videos/{own}/like")
        friend.ask("POST", f"/videos/{own}/comments", json={"text": line.format(member=member.name)})
    for friend in others[:4]:
        member.ask("PUT", f"/videos/{_newest(friend)}/save")


def _forget_drafts(member: Resident) -> None:
    for draft in member.ask("GET", "/users/me/drafts").json()["items"]:
        member.ask("DELETE", f"/videos/{draft['id']}")


def _flag(judge: Resident, star: Resident) -> None:
    """Somebody sends another's clip again, a little smaller."""
    if judge.ask("GET", "/admin/videos/flagged").json()["items"]:
        return
    original = star.ask("GET", f"/videos/{_newest(star)}").json()
    with tempfile.TemporaryDirectory() as folder:
        clip, copy = Path(folder) / "clip.mp4", Path(folder) / "copy.mp4"
        clip.write_bytes(httpx.get(f"{_site(star)}{original['mp4_url']}").content)
        smaller = ["-vf", "scale=360:-2", "-c:v", "libx264", "-crf", "30", "-c:a", "aac"]
        subprocess.run([ffmpeg_path(), "-v", "error", "-y", "-i", str(clip), *smaller, str(copy)], check=True)
        files = {"file": ("copy.mp4", copy.read_bytes(), "video/mp4")}
        key = {"X-Idempotency-Key": str(uuid4())}
        judge.ask(
            "POST", "/videos", files=files, data={"description": "Look what I found #loop"}, headers=key
        )


def _complain(judge: Resident, star: Resident, others: list[Resident]) -> None:
    """Two people report a comment of a third."""
    if judge.ask("GET", "/admin/reports").json()["items"]:
        return
    spammer, *witnesses = others[:3]
    words = {"text": "10,000 followers for 5 $, look into my profile!"}
    said = spammer.ask("POST", f"/videos/{_newest(star)}/comments", json=words).json()
    for witness in witnesses:
        told = {"reason": "spam", "note": "Below every clip the same."}
        witness.ask("POST", f"/comments/{said['id']}/report", json=told)


def _places(member: Resident, star: Resident) -> Places:
    video = star.ask("GET", f"/videos/{_talked_about(star)}").json()
    clip = Path(tempfile.mkdtemp()) / "evening-tide.mp4"
    clip.write_bytes(httpx.get(f"{_site(star)}{video['mp4_url']}").content)
    return Places(
        video=video["id"],
        own=_newest(member),
        sound=_sound(star),
        creator=star.name,
        member=member.name,
        tag=video["hashtags"][0],
        word=video["hashtags"][0],
        clip=clip,
    )


def _site(one: Resident) -> str:
    return str(one.http.base_url).removesuffix("/api/v1/")


def _newest(one: Resident) -> int:
    return int(one.ask("GET", f"/users/{one.id}/videos").json()["items"][0]["id"])


def _talked_about(one: Resident) -> int:
    videos = one.ask("GET", f"/users/{one.id}/videos").json()["items"]
    return int(max(videos, key=lambda video: (bool(video["hashtags"]), video["comment_count"]))["id"])


def _sound(one: Resident) -> int:
    """The one that most clips play."""
    return int(one.ask("GET", "/sounds").json()["items"][0]["id"])
