"""Messages against listeners on this machine, and no message where none was asked for."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gapmap.notify import Message, notify
from gapmap.settings import Email, Notify

FAILED = Message(
    "2031",
    "failed",
    ("data/raw/2031/export.csv: no such file\n    Try: copy the export there",),
    "http://127.0.0.1:4200/runs/flow-run/7",
)
DRAFT = Message("2031", "draft")


@contextmanager
def listening(handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    """A listener -> its port."""
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def web(
    got: list[dict[str, object]], *, status: int = 200
) -> type[http.server.BaseHTTPRequestHandler]:
    class Web(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/json"
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Web


def mail(got: list[str]) -> type[socketserver.StreamRequestHandler]:
    """As much of a mail server as a letter needs (RFC 5321), and a user who may log in."""
    answers = {
        "EHLO": "250-me\r\n250 AUTH PLAIN",
        "AUTH": "235 ok",
        "DATA": "354 go",
        "QUIT": "221 bye",
    }

    class Mail(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 me")
            for line in self.rfile:
                said = line.decode().rstrip("\r\n")
                got.append(said)
                verb = said.partition(" ")[0].upper()
                self.say(answers.get(verb, "250 ok"))
                if verb == "DATA":
                    got.extend(iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), "."))
                    self.say("250 taken")
                if verb == "QUIT":
                    return

        def say(self, answer: str) -> None:
            self.wfile.write(f"{answer}\r\n".encode())

    return Mail


def by_mail(port: int, *, user: str = "", security: str = "none") -> Notify:
    return Notify(
        email=Email(
            host="127.0.0.1",
            port=port,
            security=security,
            user=user,
            sender="gapmap@example.org",
            recipients=("ane@example.org", "bo@example.org"),
        )
    )


def test_a_webhook_gets_wave_state_faults_and_address():
    got: list[dict[str, object]] = []
    with listening(web(got)) as port:
        assert notify(Notify(webhook=f"http://127.0.0.1:{port}/hook"), FAILED) == []
    (content,) = got
    assert content["wave"] == "2031"
    assert content["state"] == "failed"
    assert content["faults"] == list(FAILED.faults)
    assert content["text"] == f"gapmap: wave 2031 failed\n{FAILED.faults[0]}\n{FAILED.address}"


def test_a_webhook_of_the_environment_takes_the_place_of_the_setting():
    got: list[dict[str, object]] = []
    with listening(web(got)) as port:
        settings = Notify(webhook="http://127.0.0.1:9/never")
        assert notify(settings, FAILED, webhook=f"http://127.0.0.1:{port}/hook") == []
    assert len(got) == 1


def test_everybody_named_gets_a_letter():
    got: list[str] = []
    with listening(mail(got)) as port:
        assert notify(by_mail(port), FAILED) == []
    assert "Subject: gapmap: wave 2031 failed" in got
    assert "rcpt to:<ane@example.org>" in [line.lower() for line in got]
    assert "rcpt to:<bo@example.org>" in [line.lower() for line in got]
    assert "data/raw/2031/export.csv: no such file" in got
    assert not [line for line in got if line.upper().startswith("AUTH")]


def test_a_user_logs_in_with_the_password():
    got: list[str] = []
    with listening(mail(got)) as port:
        assert notify(by_mail(port, user="gapmap"), FAILED, password="planted") == []
    # RFC 4616: user and password, each after a zero byte, in base64
    assert "AUTH PLAIN AGdhcG1hcABwbGFudGVk" in got


def test_a_password_is_not_said_aloud_to_a_server_without_starttls():
    got: list[str] = []
    with listening(mail(got)) as port:
        settings = by_mail(port, user="gapmap", security="starttls")
        assert notify(settings, FAILED, password="planted") == [
            "the e-mail could not be sent: SMTPNotSupportedError"
        ]
    assert not [line for line in got if line.upper().startswith("AUTH")]


@pytest.mark.parametrize(("drafts", "n_told"), [(True, 1), (False, 0)])
def test_drafts_are_told_only_where_asked_for(drafts, n_told):
    got: list[dict[str, object]] = []
    with listening(web(got)) as port:
        notify(Notify(webhook=f"http://127.0.0.1:{port}/hook", drafts=drafts), DRAFT)
    assert [content["text"] for content in got] == [
        "gapmap: wave 2031 has a new draft of its report"
    ] * n_told


def test_nothing_is_sent_where_nothing_is_set(monkeypatch):
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: pytest.fail("the network"))
    assert notify(Notify(), FAILED) == []


def test_one_way_that_fails_does_not_keep_the_other_from_being_tried():
    got: list[str] = []
    with listening(mail(got)) as port:
        settings = by_mail(port)
        failures = notify(settings, FAILED, webhook="http://127.0.0.1:9/secret-part")
    assert failures == ["the webhook could not be sent: URLError"]
    assert "Subject: gapmap: wave 2031 failed" in got


@pytest.mark.parametrize("webhook", ["file:///etc/hostname", "127.0.0.1/hook"])
def test_a_webhook_is_an_address_of_the_web(webhook):
    assert notify(Notify(), FAILED, webhook=webhook) == [
        "the webhook could not be sent: ValueError"
    ]


def test_a_refusal_is_told_without_the_address():
    with listening(web([], status=403)) as port:
        failures = notify(Notify(), FAILED, webhook=f"http://127.0.0.1:{port}/secret-part")
    assert failures == ["the webhook could not be sent: HTTPError"]
