"""Headings that the settings name -> headings of the file."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping

from gapmap.errors import DataError, Fault
from gapmap.readers.export import Export
from gapmap.stages.redact import redact_text

_SHOWN = 90
"""Characters of a heading that an error repeats."""


def find_headings(
    export: Export, wanted: Mapping[str, str], *, settings: str, advice: str
) -> dict[str, str]:
    """Setting -> heading as the settings write it, to setting -> heading as the file has it.

    They are the same but for the kind and number of spaces and the way accents are encoded; the
    survey tool's short name of a column ("Q2") does as well.

    Args:
        export: The file.
        wanted: The heading by setting.
        settings: Where the settings stand ("wave.toml, columns").
        advice: What to try when no heading of the file is near.

    Raises:
        DataError: Headings are absent; all are listed, each with the nearest of the file.
    """
    delivered = {_plain(code): heading for code, heading in export.codes.items()}
    delivered |= {_plain(heading): str(heading) for heading in export.cells.columns}
    absent = {key: name for key, name in wanted.items() if _plain(name) not in delivered}
    if absent:
        raise DataError(
            Fault(
                export.name,
                f"has no heading '{name[:_SHOWN]}', which {settings}.{key} names",
                _nearest(name, delivered.values()) or advice,
            )
            for key, name in absent.items()
        )
    return {key: delivered[_plain(name)] for key, name in wanted.items()}


def _plain(heading: str) -> str:
    return " ".join(unicodedata.normalize("NFC", heading).split())


def _nearest(name: str, delivered: Iterable[str]) -> str:
    folded = {_plain(heading).casefold(): heading for heading in delivered}
    near = difflib.get_close_matches(_plain(name).casefold(), list(folded), n=3, cutoff=0.55)
    # In a file without headings these are cells of the first respondent.
    quoted = " or ".join(f"'{redact_text(folded[heading])[0][:_SHOWN]}'" for heading in near)
    return f"the nearest in the file: {quoted}" if quoted else ""
