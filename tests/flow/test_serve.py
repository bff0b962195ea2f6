"""`gapmap serve` for real, on SQLite and on PostgreSQL: runs, a restart, and a loss of power."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gapmap.store import Store
from tests.browser.conftest import FLAGS, find_chromium
from tests.conftest import export_rows, write_project
from tests.flow.postgres import PASSWORD, postgres
from tests.flow.serving import Serving, wait_for
from tests.test_privacy import NEEDLES

N_MISSED = 4


@dataclass
class Story:
    """What happened to one project that is served.

    Attributes:
        project: Its folder.
        serving: The process as it runs now, after a restart and after a loss of power.
        asked_for: A run of survey-wave that was started as the pages start it.
        shown: What that run shows.
        rounds: Runs of new-waves that were started at once.
        round: The one of them that went over the four waves.
        outcomes: Wave -> what became of it in that run.
        exit_code: Of the process, when it was told to stop.
        missed: The runs of new-waves that fell due while nothing ran, as they are now.
        caught_up: The runs of new-waves that did their work in the end.
        told: What the webhook got.
        said: All that the processes wrote.
    """

    project: Path
    serving: Serving
    asked_for: dict[str, Any]
    shown: dict[str, Any]
    rounds: list[dict[str, Any]]
    round: dict[str, Any]
    outcomes: dict[str, str]
    exit_code: int
    missed: list[dict[str, Any]]
    caught_up: list[dict[str, Any]]
    told: list[dict[str, Any]]
    said: str


def deliver(project: Path, wave: str, *, minutes_ago: int = 60) -> Path:
    """A wave like 2031, copied in some time ago -> its folder."""
    folder = project / "data/raw" / wave
    if not folder.exists():
        shutil.copytree(project / "data/raw/2031", folder)
    age(folder, minutes_ago=minutes_ago)
    return folder


def age(folder: Path, *, minutes_ago: int) -> None:
    then = datetime.now(UTC).timestamp() - 60 * minutes_ago
    for path in folder.iterdir():
        os.utime(path, (then, then))


@contextmanager
def webhook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An address that takes messages, and the messages it got."""
    got: list[dict[str, Any]] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as listener:
        thread = threading.Thread(target=listener.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.server_port}/hook", got
        finally:
            listener.shutdown()
            thread.join()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def story(request, tmp_path_factory) -> Iterator[Story]:
    with ExitStack() as stack:
        environment = {"GAPMAP_DATABASE_URL": ""}
        if request.param == "postgresql":
            environment["GAPMAP_DATABASE_URL"] = stack.enter_context(postgres())
        address, told = stack.enter_context(webhook())
        environment["GAPMAP_WEBHOOK"] = address
        project = write_project(tmp_path_factory.mktemp("served") / "project", export_rows())
        age(project / "data/raw", minutes_ago=60)
        deliver(project, "2031")

        serving = Serving(project, **environment)
        stack.callback(lambda: serving.stop())  # the one that runs in the end
        asked_for = serving.finished(serving.start_run("survey-wave", wave="2031"))

        deliver(project, "2032")
        (deliver(project, "2030") / "export.csv").unlink()
        deliver(project, "2033", minutes_ago=0)
        at_once = [serving.start_run("new-waves") for _ in range(3)]
        rounds = [serving.finished(run_id) for run_id in at_once]
        (a_round,) = [run for run in rounds if run["state"]["name"] == "Failed"]
        outcomes = json.loads(serving.artifacts(a_round["id"])["new-waves"])

        shutil.rmtree(project / "data/raw/2033")
        soon = datetime.now(UTC) + timedelta(seconds=13)  # later than what is fetched ahead
        due = [soon + timedelta(seconds=n / 10) for n in range(N_MISSED)]
        missed = [serving.start_run("new-waves", at=moment.isoformat()) for moment in due]
        exit_code = serving.stop()
        wait_for("the missed runs", lambda: datetime.now(UTC) > due[-1])

        serving = Serving(project, **environment)
        wait_for("a run that catches up", lambda: serving.runs("new-waves", "RUNNING"))
        serving.lose_power()

        serving = Serving(project, **environment)
        ids = {*at_once, *missed}
        done = lambda: [  # noqa: E731
            run for run in serving.runs("new-waves", "FAILED", "COMPLETED") if run["id"] not in ids
        ]
        wait_for("the run that takes up what broke off", done)
        yield Story(
            project=project,
            serving=serving,
            asked_for=asked_for,
            shown=serving.artifacts(asked_for["id"]),
            rounds=rounds,
            round=a_round,
            outcomes={row["wave"]: row["outcome"] for row in outcomes},
            exit_code=exit_code,
            missed=[serving.run(run_id) for run_id in missed],
            caught_up=done(),
            told=told,
            said=serving.said.read_text(encoding="utf-8"),
        )


def test_a_run_that_the_pages_ask_for_completes_and_shows_what_it_found(story):
    assert story.asked_for["state"]["type"] == "COMPLETED"
    assert story.shown["progress-2031"] == 100
    assert story.shown["headline-2031"].startswith("- ")
    assert json.loads(story.shown["gaps-2031"])[0]["theme_id"].startswith("2031-")


def test_the_pages_know_the_parameters_of_a_wave(story):
    wanted = story.serving.deployment("survey-wave")["parameter_openapi_schema"]
    assert wanted["required"] == ["wave"]
    assert wanted["properties"]["wave"]["description"] == "Name of a folder below data/raw."


def test_the_link_leads_to_the_pdf_and_nothing_else_is_handed_out(story):
    link = story.shown["gap-report-2031-da"]
    assert link == "[gap-report-2031-da.pdf](/reports/2031/gap-report-2031-da.pdf)"
    status, content = story.serving.fetch("/reports/2031/gap-report-2031-da.pdf")
    assert (status, content[:5]) == (200, b"%PDF-")
    for path in ("2031/run.json", "2031/..%2F..%2F.gapmap-secret", "2029/gap-report-2029-da.pdf"):
        assert story.serving.fetch(f"/reports/{path}")[0] == 404


def test_a_wave_that_was_dropped_in_is_picked_up(story):
    assert story.outcomes["2031"] == "nothing changed"
    assert story.outcomes["2032"] == "run"
    assert Store(story.project).output_paths("2032")


def test_a_broken_wave_beside_it_is_told_and_stops_nothing(story):
    assert story.outcomes["2030"] == "failed"
    assert story.round["state"]["type"] == "FAILED"
    assert "wave 2030: data/raw/2030/export.csv: no such file" in story.round["state"]["message"]
    message = story.told[0]
    assert (message["wave"], message["state"]) == ("2030", "failed")
    assert message["address"] in message["text"]
    assert message["address"].endswith(f"/runs/flow-run/{story.round['id']}")
    assert {m["wave"] for m in story.told} == {"2030"}  # nobody asked for drafts


def test_an_export_that_was_just_written_waits(story):
    assert story.outcomes["2033"].startswith("waiting: the export is still being copied")


def test_of_several_rounds_at_once_one_does_the_work(story):
    states = sorted(run["state"]["type"] for run in story.rounds)
    assert states == ["CANCELLED", "CANCELLED", "FAILED"]


def test_it_stops_cleanly(story):
    assert story.exit_code == 0
    assert "never awaited" not in story.said


def test_what_was_missed_is_caught_up_once(story):
    states = sorted(run["state"]["name"] for run in story.missed)
    assert states == ["Crashed", *["Skipped"] * (N_MISSED - 1)]
    newest = max(story.missed, key=lambda run: run["expected_start_time"])
    assert newest["state"]["name"] == "Crashed"


def test_what_broke_off_is_told_and_taken_up_again_once(story):
    (crashed,) = [run for run in story.missed if run["state"]["name"] == "Crashed"]
    assert "gapmap serve ended while this ran" in crashed["state"]["message"]
    assert len(story.caught_up) == 1


def test_the_schedule_is_on_after_a_restart_and_plans_weekdays_at_six(story):
    (schedule,) = story.serving.deployment("new-waves")["schedules"]
    assert schedule["active"]
    assert schedule["schedule"]["timezone"] == "Europe/Copenhagen"
    planned = wait_for("planned runs", lambda: story.serving.runs("new-waves", "SCHEDULED"))
    for run in planned:
        start = datetime.fromisoformat(run["expected_start_time"])
        assert start > datetime.now(UTC)
        assert start.weekday() < 5
        assert start.hour in (4, 5)  # six o'clock in Denmark, as UTC


def test_the_history_is_where_the_settings_say(story, request):
    in_a_file = (story.project / ".prefect/prefect.db").exists()
    assert in_a_file == ("sqlite" in request.node.name)


def test_only_this_machine_can_reach_it(story):
    port = int(story.serving.pages.rpartition(":")[2])
    with socket.socket() as other:
        assert other.connect_ex(("127.0.0.2", port)) != 0  # a server on every address answers here
    with socket.socket() as loopback:
        assert loopback.connect_ex(("127.0.0.1", port)) == 0


def test_no_answer_and_no_password_is_kept_or_shown(story):
    kept = [path for path in (story.project / ".prefect").rglob("*") if path.is_file()]
    texts = [story.said, json.dumps(story.told), str(story.serving.fetch("/api/admin/settings"))]
    texts += [path.read_bytes().decode("latin-1") for path in kept]
    for needle in (*NEEDLES, "risikovillig kapital til de", PASSWORD):
        assert not [text for text in texts if needle in text]


def test_the_pages_work_in_a_browser_and_ask_nobody_else(story):
    from playwright.sync_api import sync_playwright

    run_id, pages = story.asked_for["id"], story.serving.pages
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{pages}/v2/dashboard")  # the newer pages, which ask a counter of visits
        page.get_by_text("Flow Runs", exact=True).wait_for()
        page.goto(f"{pages}/runs/flow-run/{run_id}")
        page.get_by_text("Artifacts", exact=True).last.click()
        page.get_by_text("headline-2031").last.click()
        link = page.get_by_role("link", name="gap-report-2031-da.pdf")
        with page.context.expect_page() as opened:
            link.click()
        assert opened.value.url == f"{pages}/reports/2031/gap-report-2031-da.pdf"
        page.wait_for_timeout(500)
        browser.close()
    outside = [url for url in requests if not url.startswith((pages, "data:", "blob:", "ws:"))]
    assert outside == []


def test_when_the_server_dies_it_says_so_and_ends(story):
    """The last one: nothing is served any more afterwards."""
    story.serving.kill_server()
    assert story.serving.process.wait(timeout=60) == 1
    said = story.serving.said.read_text(encoding="utf-8")
    assert said.rstrip().endswith("then start `gapmap serve` again")
    assert "Prefect's server ended by itself" in said
