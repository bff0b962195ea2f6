"""The sheets of a coded random sample: how far people agree, and the corrected shares."""

from __future__ import annotations

from gapmap.report.lookup import Lookup
from gapmap.report.rounding import as_printed, share_as_printed
from gapmap.report.rows import records
from gapmap.report.sheets import Sheet, heading, sheet


def coding_sheets(lookup: Lookup) -> tuple[Sheet, ...]:
    """Tables -> a sheet for each table that holds anything; none where nobody has coded."""
    made = (_agreement_sheet(lookup), _corrected_sheet(lookup))
    tables = (lookup.inputs.agreement, lookup.inputs.corrected)
    return tuple(one for one, table in zip(made, tables, strict=True) if not table.empty)


def _agreement_sheet(lookup: Lookup) -> Sheet:
    words = lookup.words
    ends = ("alpha", "alpha_low", "alpha_high")
    headings = (
        heading(words, "agreement", "theme", width=32),
        heading(words, "agreement", "kind", width=24),
        *(heading(words, "agreement", name, "count") for name in ("n_statements", "n_coders")),
        *(heading(words, "agreement", name, "ratio") for name in ends),
    )
    rows = [
        (
            lookup.label(row["theme_id"]) if row["theme_id"] else words.say("coding.all_themes"),
            words.say(f"coding.by_{row['kind']}"),
            row["n_statements"],
            row["n_coders"],
            *(None if row[end] is None else as_printed(row[end], "ratio") for end in ends),
        )
        for row in records(lookup.inputs.agreement)
    ]
    return sheet(words, "agreement", headings, rows)


def _corrected_sheet(lookup: Lookup) -> Sheet:
    words = lookup.words
    shares = ("share_machine", "share", "share_low", "share_high")
    headings = (
        heading(words, "corrected", "code"),
        heading(words, "corrected", "theme", width=32),
        heading(words, "corrected", "n_coded", "count"),
        *(heading(words, "corrected", name, "share") for name in shares),
    )
    rows = [
        (
            lookup.codes.row(row["theme_id"]),
            lookup.label(row["theme_id"]),
            row["n_coded"],
            *(share_as_printed(row[share]) for share in shares),
        )
        for row in records(lookup.inputs.corrected)
        if row["theme_id"] in lookup.theme_ids
    ]
    return sheet(words, "corrected", headings, rows)
