"""A browser for the tests of the page: Chromium as the system installs it, driven offline."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Opened:
    """A page in the browser.

    Attributes:
        page: Playwright's handle of it.
        complaints: What it wrote to the console, and errors that nobody caught.
        requests: Every address it asked for.
        outside: Those that its own policy let through to the outside; they go nowhere.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


def find_chromium() -> str:
    """The system's Chromium; without one the test is skipped, or fails where it must run."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.environ.get("GAPMAP_REQUIRE_BROWSER") == "1":
        pytest.fail("no Chromium, and GAPMAP_REQUIRE_BROWSER is set: run tests/browser/install.sh")
    if found is None:
        pytest.skip("no Chromium on this machine: tests/browser/install.sh installs it")
    return found


# Of the module, not the session: Playwright holds the thread's event loop while it runs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens a file in a fresh context; a request for anything but files and data is blocked."""
    contexts = []

    def open_file(path: Path, address: str = "", **settings: Any) -> Opened:
        context = browser.new_context(**settings)
        contexts.append(context)
        opened = Opened(context.new_page())

        def only_files(route: Route) -> None:
            if route.request.url.startswith(("file:", "data:")):
                route.continue_()
            else:
                opened.outside.append(route.request.url)
                route.abort()

        context.route("**/*", only_files)
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("console", lambda message: opened.complaints.append(message.text))
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.goto(f"{path.as_uri()}{address}")
        return opened

    yield open_file
    for context in contexts:
        context.close()
