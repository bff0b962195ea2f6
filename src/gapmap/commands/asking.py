"""Asking the person at the terminal before something is replaced."""

from __future__ import annotations

import sys

from gapmap.errors import SettingsError

_YES = {"y", "yes", "j", "ja"}


def agreed(question: str, *, yes: bool, where: str, what: str) -> bool:
    """Question -> whether the person, or --yes, agrees.

    Args:
        question: What is asked.
        yes: Whether --yes was given; then nobody is asked.
        where: What the error is about when nobody can be asked.
        what: What would be done, for that error.

    Raises:
        SettingsError: Nobody can be asked.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise SettingsError.of(where, f"{what}, and nobody can be asked", "add --yes to agree")
    return input(f"{question} [y/N] ").strip().lower() in _YES
