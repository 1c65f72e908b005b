"""What its creator changes about a video: everything about a draft, the words around a published one."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from app.accounts.viewer import Viewer
from app.db import after_commit
from app.errors import Conflict, Forbidden
from app.media.edit import Edit
from app.models import Stage, StageState, Upload, User, Video, VideoStage, VideoStatus, Visibility
from app.models.columns import now
from app.videos import audience, queries, stages
from app.videos.access import forget_open
from app.videos.beginning import begin_or_wait
from app.videos.cards import card
from app.videos.hashtags import hashtags_in
from app.videos.rules import check_edit, check_schedule, check_sound
from app.videos.schemas import Change, VideoCard

PLAIN = ("description", "allow_comments")
LISTED = {Visibility.PUBLIC, Visibility.FOLLOWERS}
OF_DRAFTS = frozenset({"sound_id", "edit", "draft"})


def change(session: Session, viewer: Viewer, video_id: int, wanted: Change) -> VideoCard:
    """What was not sent stays as it is."""
    viewer.must_be_signed_in()
    said = {name: getattr(wanted, name) for name in wanted.model_fields_set}
    upload, video = _locked(session, viewer, video_id)
    _refuse_what_is_settled(video, said)
    _set_words(video, session.get_one(User, video.creator_id), said)
    if video.is_draft:
        _set_draft(session, video, said)
    if "scheduled_at" in said:
        _set_schedule(video, wanted.scheduled_at)
    if "cover" in said:
        _set_cover(session, video, wanted.cover)
    session.add(video)
    if video.status is VideoStatus.UPLOADING and upload:
        begin_or_wait(session, video, upload)
    after_commit(session, lambda: forget_open(video_id))
    session.flush()
    return card(session, video_id, viewer)


def _locked(session: Session, viewer: Viewer, video_id: int) -> tuple[Upload | None, Video]:
    """Creator before upload before video, as the request that brings the last byte does."""
    seen = queries.must_see(session, viewer, video_id)
    if seen.creator_id != viewer.id:
        raise Forbidden("Only its creator may change a video.", code="not_yours")
    audience.lock_creator(session, seen.creator_id)
    upload = None
    if seen.upload_id is not None:
        upload = session.exec(select(Upload).where(Upload.id == seen.upload_id).with_for_update()).first()
    session.refresh(seen, with_for_update=True)
    return upload, seen


def _refuse_what_is_settled(video: Video, said: dict[str, Any]) -> None:
    if video.status in {VideoStatus.REJECTED, VideoStatus.DELETED}:
        raise Conflict(f"This video is {video.status}; it can no longer be changed.")
    settled = set() if video.is_draft else OF_DRAFTS & set(said)
    if video.status is VideoStatus.PUBLISHED:
        settled |= {"scheduled_at"} & set(said)
    if video.restricted_at and said.get("visibility") in LISTED:
        told = "A moderator took this video out of the lists, so it cannot be public."
        raise Forbidden(told, code="restricted", visibility=told)
    if settled:
        fields = dict.fromkeys(sorted(settled), "It is settled.")
        raise Conflict("This can be changed while a video is a draft only.", code="not_a_draft", **fields)


def _set_words(video: Video, creator: User, said: dict[str, Any]) -> None:
    for name in PLAIN:
        if name in said:
            setattr(video, name, said[name])
    if "visibility" in said:
        audience.choose(video, creator, said["visibility"])
    video.hashtags = hashtags_in(video.description)


def _set_draft(session: Session, video: Video, said: dict[str, Any]) -> None:
    if "sound_id" in said:
        check_sound(session, said["sound_id"])
        video.sound_id = said["sound_id"]
    if "edit" in said:
        check_edit(session, said["edit"])
        video.edit = said["edit"].model_dump(mode="json") if said["edit"] else None
    if said.get("draft") is False:
        if "scheduled_at" not in said:
            check_schedule(video.scheduled_at)
        video.is_draft = False


def _set_schedule(video: Video, moment: datetime | None) -> None:
    check_schedule(moment)
    # Who publishes what is ready looks for moments that have come.
    is_called_off = moment is None and video.scheduled_at is not None and not video.is_draft
    video.scheduled_at = now() if is_called_off else moment


def _set_cover(session: Session, video: Video, cover: float | None) -> None:
    edit = Edit.model_validate(video.edit or {}).model_copy(update={"cover": cover})
    check_edit(session, edit)
    video.edit = edit.model_dump(mode="json")
    stills = session.get(VideoStage, (video.id, Stage.STILLS))
    if video.status is VideoStatus.PUBLISHED or (stills and stills.state is not StageState.WAITING):
        session.flush()
        stages.redo(session, video.id, Stage.STILLS)
