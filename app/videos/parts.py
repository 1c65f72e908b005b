"""The stages beside the pictures: sound, fingerprint, embedding, and the original as one object."""

from sqlalchemy.dialects.postgresql import insert

from app import storage
from app.db import transaction
from app.jobs import Job, enqueue
from app.media.listening import hear
from app.media.looking import look_at
from app.media.samples import samples_of
from app.models import Stage, Video, VideoContent, VideoEmbedding
from app.models.columns import now
from app.recsys import content
from app.sounds.settling import settle
from app.uploads import pieces
from app.videos import duplicates, publishing, stages
from app.videos.work import Work


def sound(work: Work) -> None:
    """The clip's sound becomes an entry of the library, or is known as one that is there."""
    name = (work.video.media or {}).get("audio")
    key = storage.media_key(work.video.id, name) if name else None
    heard = None
    if name and work.video.sound_id is None:
        heard = hear(work.rendition(name), seconds=work.video.duration_seconds)
    with transaction() as session:
        video = publishing.must_lock(session, work.video.id)
        settle(session, video, audio_key=key, audio=heard)
        stages.finish(session, video.id, Stage.SOUND)


def fingerprint(work: Work) -> None:
    """Made with the first rung; here again from what is stored, for a video that has lost it."""
    prints = look_at(work.rendition(_smallest(work.video)), seconds=work.video.duration_seconds)
    with transaction() as session:
        publishing.must_lock(session, work.video.id)
        duplicates.keep(session, work.video.id, prints)
        stages.finish(session, work.video.id, Stage.FINGERPRINT)


def embedding(work: Work) -> None:
    """Where the video stands among others by what is seen, heard and said."""
    samples = samples_of(work.rendition(_smallest(work.video)))
    has_sound = (work.video.media or {}).get("audio") is not None
    vector = content.embedding(
        samples.frames,
        samples.audio if has_sound else None,
        caption=work.video.description,
        hashtags=work.video.hashtags,
        seconds=work.video.duration_seconds,
    )
    with transaction() as session:
        publishing.must_lock(session, work.video.id)
        fresh = {"content": vector, "updated_at": now()}
        row = insert(VideoContent).values(video_id=work.video.id, **fresh)
        session.execute(row.on_conflict_do_update(index_elements=["video_id"], set_=fresh))
        # Until somebody has watched, a clip stands where it would by its content alone.
        place = insert(VideoEmbedding).values(video_id=work.video.id, embedding=vector)
        session.execute(place.on_conflict_do_nothing())
        enqueue(session, Job.PLACE, work.video.id)
        stages.finish(session, work.video.id, Stage.EMBEDDING)


def original(work: Work) -> None:
    """The pieces of an upload become one object; the pieces go once the video knows it."""
    key, upload_id = storage.original_key(work.video.id), work.video.upload_id
    if work.video.original_key is None:
        storage.put_file(key, work.original(), content_type="application/octet-stream")
    with transaction() as session:
        video = publishing.must_lock(session, work.video.id)
        video.original_key = video.original_key or key
        stages.finish(session, video.id, Stage.ORIGINAL)
    if upload_id:
        pieces.forget_chunks(upload_id)


def _smallest(video: Video) -> str:
    """The file of the smallest rendition."""
    file: str = (video.media or {})["renditions"][-1]["file"]
    return file
