"""A real mail server for tests: what it took, and how it can refuse."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from sqlmodel import col, select

from app import mail
from app.accounts import letters  # noqa: F401 - the outbox knows them once they are imported
from app.db import transaction
from app.models import Mail
from tests.conftest import forget_connections
from tests.embedded.conftest import free_port

PATIENCE = 120


class Postbox:
    """Takes letters at `url`; `answer` is what it says to each recipient."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.letters: list[EmailMessage] = []
        self.answer = "250 OK"
        self.asked = 0

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.asked += 1
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        letter = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 taken"

    def text(self, number: int = -1) -> str:
        body = self.letters[number].get_body(("plain",))
        assert body is not None
        return str(body.get_content())


@contextmanager
def post_office() -> Iterator[Postbox]:
    """A server for those who are told its address."""
    port = free_port()
    box = Postbox(f"smtp://127.0.0.1:{port}")
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def mail_server() -> Iterator[Postbox]:
    """While it runs, SMTP_URL names it. It works in this process, which may have other things to do."""
    patience = mail.SECONDS
    with post_office() as box:
        os.environ["SMTP_URL"], mail.SECONDS = box.url, PATIENCE
        forget_connections()
        try:
            yield box
        finally:
            mail.SECONDS = patience
            del os.environ["SMTP_URL"]
            forget_connections()


def deliver() -> None:
    """What the worker does for each letter of the outbox."""
    with transaction() as session:
        waiting = session.exec(select(Mail.id).where(col(Mail.sent_at).is_(None)).order_by(Mail.id)).all()
    for mail_id in waiting:
        mail.send(mail_id)


def link(postbox: Postbox) -> str:
    """The token of the link in the last letter."""
    return next(line.split("#")[1] for line in postbox.text().splitlines() if "#" in line)
