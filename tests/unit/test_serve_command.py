"""`gapmap serve` where it cannot serve: told at once, before a server is started."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gapmap import cli


def serve(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gapmap.cli", "--project", str(project), "serve", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "42.0"])
def test_a_port_is_a_number_from_1_to_65535(project, port):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--project", str(project), "serve", "--port", port])
    assert ended.value.code == 2


def test_help_says_where_history_is_kept(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["serve", "--help"])
    assert ended.value.code == 0
    assert "GAPMAP_DATABASE_URL" in capsys.readouterr().out


def test_settings_that_cannot_be_used_are_told_first(project):
    (project / "gapmap.toml").write_text("[project]\n", encoding="utf-8")
    done = serve(project)
    assert done.returncode == 2
    assert "title_da" in done.stderr
    assert not (project / ".prefect").exists()


def test_a_cron_that_makes_no_sense_and_a_port_in_use_are_told(project):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = serve(project, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "is in use" in done.stderr
    with (project / "gapmap.toml").open("a", encoding="utf-8") as settings:
        settings.write('[schedule]\ncron = "0 25 * * *"\n')
    done = serve(project)
    assert done.returncode == 2
    assert "schedule.cron" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_none_is_told_without_its_address(project):
    done = serve(project, GAPMAP_DATABASE_URL="mysql://u:hidden@host/x")
    assert done.returncode == 2
    assert "GAPMAP_DATABASE_URL: names no PostgreSQL database" in done.stderr
    assert "hidden" not in done.stderr


def test_a_record_of_a_server_that_is_gone_is_no_server(project):
    from gapmap.prefect_environment import running_server

    record = project / ".prefect" / "server.json"
    record.parent.mkdir()
    for content in ("", "{}", json.dumps({"url": "http://127.0.0.1:9/api"}), '{"url": "ftp://x"}'):
        record.write_text(content, encoding="utf-8")
        assert running_server(project) == ""
