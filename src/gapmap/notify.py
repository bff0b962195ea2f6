"""Telling people what the schedule met: by webhook, by e-mail, or not at all.

Nothing is sent anywhere unless gapmap.toml names where to. What is sent names the wave, what
became of it and what is wrong with it, as an error says it: files, rows, headings, counts.
"""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from http.client import HTTPException
from typing import Literal

from gapmap.settings import Email, Notify

TIMEOUT_SECONDS = 20

_SAID = {"failed": "failed", "draft": "has a new draft of its report"}


@dataclass(frozen=True, slots=True)
class Message:
    """What is told.

    Attributes:
        wave: The wave it is about; empty when it is about the schedule as a whole.
        state: What became of it.
        faults: What is wrong, one line each; never the content of a cell.
        address: Where to see more; empty when there is no such page.
    """

    wave: str
    state: Literal["failed", "draft"]
    faults: tuple[str, ...] = ()
    address: str = ""

    @property
    def subject(self) -> str:
        """What became of what, in a line."""
        return f"gapmap: {f'wave {self.wave}' if self.wave else 'new-waves'} {_SAID[self.state]}"

    @property
    def text(self) -> str:
        """All of it, for people."""
        return "\n".join(filter(None, (self.subject, *self.faults, self.address)))


def notify(
    settings: Notify, message: Message, *, webhook: str = "", password: str = ""
) -> list[str]:
    """[notify], message -> what could not be sent, and why; a failure here fails nothing else.

    Args:
        settings: Where to send.
        message: What to send.
        webhook: Takes the place of the one in the settings; such addresses are often secret.
        password: Of `settings.email.user`.
    """
    tried = _ways(settings, message, webhook=webhook or settings.webhook, password=password)
    return [failure for way, send in tried if (failure := _failure(way, send))]


def _ways(
    settings: Notify, message: Message, *, webhook: str, password: str
) -> Iterator[tuple[str, Callable[[], None]]]:
    if message.state == "draft" and not settings.drafts:
        return
    if webhook:
        yield "webhook", lambda: _post(webhook, message)
    if settings.email.host:
        yield "e-mail", lambda: _write(settings.email, message, password)


def _failure(way: str, send: Callable[[], None]) -> str:
    """What went wrong, by the kind of error alone: its message may hold the address."""
    try:
        send()
    except (OSError, ValueError, HTTPException, smtplib.SMTPException) as error:
        return f"the {way} could not be sent: {type(error).__name__}"
    return ""


def _post(webhook: str, message: Message) -> None:
    """As JSON; `text` is what Slack, Mattermost, Teams and the like show."""
    if not webhook.startswith(("https://", "http://")):
        raise ValueError("not an address of the web")
    content = {
        "text": message.text,
        "wave": message.wave,
        "state": message.state,
        "faults": list(message.faults),
        "address": message.address,
    }
    request = urllib.request.Request(  # noqa: S310 (https or http, see above)
        webhook,
        data=json.dumps(content).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
        pass


def _write(email: Email, message: Message, password: str) -> None:
    letter = EmailMessage()
    letter["Subject"] = message.subject
    letter["From"] = email.sender
    letter["To"] = ", ".join(email.recipients)
    letter.set_content(message.text)
    context = ssl.create_default_context()
    with _server(email, context) as server:
        if email.security == "starttls":
            server.starttls(context=context)
        if email.user:
            server.login(email.user, password)
        server.send_message(letter)


def _server(email: Email, context: ssl.SSLContext) -> smtplib.SMTP:
    if email.security == "tls":
        return smtplib.SMTP_SSL(email.host, email.port, timeout=TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(email.host, email.port, timeout=TIMEOUT_SECONDS)
