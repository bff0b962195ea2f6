"""What Prefect is told before it is imported, and what it must not inherit."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from gapmap.errors import SettingsError
from gapmap.prefect_environment import database_url, prepare_prefect


@pytest.fixture
def environment() -> Iterator[os._Environ[str]]:
    """The environment, put back afterwards whatever is set in it."""
    before = dict(os.environ)
    yield os.environ
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://u:p@host/gapmap", "postgresql+asyncpg://u:p@host/gapmap"),
        ("postgres://u@host/gapmap", "postgresql+asyncpg://u@host/gapmap"),
        ("postgresql+asyncpg:///gapmap?host=/run", "postgresql+asyncpg:///gapmap?host=/run"),
    ],
)
def test_a_postgresql_database_is_named_as_prefect_wants_it(url, told):
    assert database_url(url) == told


@pytest.mark.parametrize(
    "url", ["mysql://u:hidden@host/x", "sqlite:///x.db", "postgresql://", "hidden"]
)
def test_another_database_is_refused_without_saying_its_address(url):
    with pytest.raises(SettingsError, match="names no PostgreSQL database") as raised:
        database_url(url)
    assert "hidden" not in str(raised.value)


def test_the_database_is_a_file_of_the_project_unless_one_is_named(environment, tmp_path):
    environment.pop("GAPMAP_DATABASE_URL", None)
    prepare_prefect(tmp_path, quiet=True)
    assert "PREFECT_SERVER_DATABASE_CONNECTION_URL" not in environment
    environment["GAPMAP_DATABASE_URL"] = "postgresql://u@host/gapmap"
    prepare_prefect(tmp_path, quiet=True)
    told = environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"]
    assert told == "postgresql+asyncpg://u@host/gapmap"


@pytest.mark.parametrize(
    "name",
    [
        "PREFECT_API_URL",
        "PREFECT_API_KEY",
        "PREFECT_PROFILE",
        "PREFECT_API_DATABASE_CONNECTION_URL",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL",
        "PREFECT_SERVER_DATABASE_PASSWORD",
    ],
)
def test_what_an_analyst_set_for_another_prefect_is_not_inherited(environment, tmp_path, name):
    environment.pop("GAPMAP_DATABASE_URL", None)
    environment[name] = "theirs"
    prepare_prefect(tmp_path, quiet=True)
    assert name not in environment
