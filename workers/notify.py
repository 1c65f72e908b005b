"""Jobs that tell people: letters from the outbox, and what happened to them by push and mail."""

from app import mail
from app.accounts import letters as account_letters
from app.notifications import delivery, following, letters

# The outbox knows the letters that somebody composes.
COMPOSING = (account_letters, letters)


def send_mail(mail_id: int) -> None:
    mail.send(mail_id)


def sweep_mail() -> None:
    mail.sweep()


def deliver(user_id: int) -> None:
    delivery.deliver(user_id)


def tell_of_video(video_id: int) -> None:
    named = following.tell_named(video_id)
    following.tell_followers(video_id, but=named)


def tell_milestone(user_id: int) -> None:
    following.tell_milestone(user_id)


def queue_digests() -> None:
    letters.queue_digests()
