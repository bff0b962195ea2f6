"""[schedule] and [notify]: what is refused, and that a report does not depend on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gapmap.errors import SettingsError
from gapmap.run import open_run
from gapmap.settings_file import read_project

MAIL = '[notify.email]\nhost = "mail"\nsender = "a@example.org"\nrecipients = ["b@example.org"]\n'


def add(project: Path, text: str) -> Path:
    path = project / "gapmap.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return path


def test_without_a_word_the_schedule_is_weekdays_at_six_and_nobody_is_told(project):
    settings = read_project(project / "gapmap.toml")
    assert settings.schedule.cron == "0 6 * * 1-5"
    assert settings.schedule.timezone == "Europe/Copenhagen"
    assert settings.notify.webhook == settings.notify.email.host == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[schedule]\ncron = "0 6 * *"\n', "schedule.cron: is not minute, hour"),
        ('[schedule]\ntimezone = "Europe/Kopenhagen"\n', "did you mean Europe/Copenhagen"),
        ('[schedule]\ntimezone = "Europe"\n', "schedule.timezone: is no time zone"),
        ('[schedule]\ntimezone = "../../etc/passwd"\n', "schedule.timezone: is no time zone"),
        ('[schedule]\ncorn = ""\n', "did you mean cron"),
        ('[notify]\nwebhook = "example.org/hook"\n', "notify.webhook: is no address"),
        ('[notify]\naddress = "gapmap"\n', "notify.address: is no address"),
        ("[notify.email]\nport = 25\n", "notify.email.host: is needed"),
        ('[notify.email]\nhosts = "mail"\n', "did you mean host"),
        (MAIL.replace('"b@example.org"', ""), "notify.email.recipients: names nobody"),
        (MAIL.replace("a@example.org", ""), "are to be plain addresses"),
        (MAIL.replace("b@example.org", "Bo <b@example.org>"), "are to be plain addresses"),
        (MAIL.replace("b@example.org", "b@example.org\\nBcc: c@x"), "are to be plain addresses"),
    ],
)
def test_what_cannot_be_used_is_told(project, text, told):
    with pytest.raises(SettingsError) as raised:
        read_project(add(project, text))
    assert told in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        '[schedule]\ncron = ""\n',
        '[schedule]\ncron = "*/15 7-17 * * MON-FRI"\ntimezone = "UTC"\n',
        '[notify]\nwebhook = "https://example.org/hook"\ndrafts = true\n',
        MAIL + 'security = "tls"\nport = 465\nuser = "gapmap"\n',
    ],
)
def test_a_report_does_not_depend_on_when_it_is_made_and_who_is_told(project, text):
    before = open_run(project, "2031")
    read_project(add(project, text))
    after = open_run(project, "2031")
    assert after.run_id == before.run_id
    assert after.project.of_a_report() == before.project.of_a_report()
    assert "example.org" not in str(after.project.of_a_report())
