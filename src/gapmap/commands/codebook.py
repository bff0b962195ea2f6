"""gapmap codebook validate, diff and history."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gapmap.codebook.model import Codebook
    from gapmap.store import Store


def add_codebook(commands: Any) -> None:
    """Adds the commands to the others."""
    codebook = commands.add_parser("codebook", help="look after the themes that people have named")
    of_codebook = codebook.add_subparsers(title="commands", metavar="COMMAND", required=True)
    validate = of_codebook.add_parser(
        "validate", help="say what is wrong with codebook.yaml, after an edit by hand"
    )
    validate.set_defaults(command=_validate)
    diff = of_codebook.add_parser("diff", help="say in words what differs between two versions")
    diff.add_argument("old", metavar="OLD", nargs="?", type=int, help="default: the version before")
    diff.add_argument(
        "new", metavar="NEW", nargs="?", type=int, help="default: the one that counts"
    )
    diff.set_defaults(command=_diff)
    history = of_codebook.add_parser("history", help="say who changed which theme, when and why")
    history.set_defaults(command=_history)


def _validate(project: Path, _: argparse.Namespace) -> None:
    from gapmap.codebook.check import check_codebook

    for line in check_codebook(project):
        print(line)


def _diff(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.codebook.changes import describe_changes
    from gapmap.codebook.words import say
    from gapmap.settings_file import read_project
    from gapmap.store import Store

    store = Store(project)
    language = read_project(store.settings_path).project.languages[0]
    books = dict(_versions(store))
    numbers = sorted(books)
    new = parsed.new if parsed.new is not None else numbers[-1]
    old = parsed.old if parsed.old is not None else max((n for n in numbers if n < new), default=0)
    for line in describe_changes(_book(books, old), _book(books, new), language) or [
        say("diff.same", language)
    ]:
        print(line)


def _history(project: Path, _: argparse.Namespace) -> None:
    from gapmap.codebook.words import called
    from gapmap.run import project_codebook
    from gapmap.settings_file import read_project
    from gapmap.store import Store

    store = Store(project)
    language = read_project(store.settings_path).project.languages[0]
    codebook = project_codebook(store)
    told = [(one.when, theme, one) for theme in codebook.themes for one in theme.changes]
    print(f"codebook.yaml: version {codebook.version}")
    for when, theme, one in sorted(told, key=lambda entry: entry[0]):
        print(f"{when}  {called(theme, language)}: {one.what}  ({one.who}: {one.why})")


def _versions(store: Store) -> Iterator[tuple[int, Codebook]]:
    from gapmap.codebook.files import read_codebook
    from gapmap.codebook.model import EMPTY
    from gapmap.run import project_codebook

    yield 0, EMPTY
    for version, path in store.codebook_versions().items():
        yield version, read_codebook(path.read_bytes(), path.name)
    codebook = project_codebook(store)
    yield codebook.version, codebook


def _book(books: dict[int, Codebook], version: int) -> Codebook:
    from gapmap.errors import SettingsError

    if version not in books:
        known = ", ".join(map(str, sorted(books)))
        raise SettingsError.of(f"version {version}", "is not there", f"there are: {known}")
    return books[version]
