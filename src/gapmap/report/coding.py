"""What a coded random sample says of the themes: whether people agree, and what shares would be."""

from __future__ import annotations

import pandas as pd

from gapmap.report.lookup import Lookup
from gapmap.report.parts import QualityBlock, Table


def coding(lookup: Lookup) -> tuple[QualityBlock, ...]:
    """Tables -> agreement and corrected shares; nothing where nobody has coded a sample."""
    inputs, words = lookup.inputs, lookup.words
    if inputs.agreement.empty and inputs.corrected.empty:
        return ()
    sentences = [words.say("coding.meaning")]
    overall = inputs.agreement[inputs.agreement["theme_id"] == ""]
    for row in overall.to_dict("records"):
        if not pd.isna(row["alpha"]):
            values = {
                "statements": words.counted("statement", int(row["n_statements"])),
                "coders": int(row["n_coders"]),
                "alpha": words.number(row["alpha"], 2),
                "low": words.number(row["alpha_low"], 2),
                "high": words.number(row["alpha_high"], 2),
            }
            sentences.append(words.say(f"coding.{row['kind']}", values))
    if not inputs.corrected.empty:
        sentences.append(words.say("coding.corrected"))
    tables = (_agreement(lookup), _corrected(lookup))
    return (
        QualityBlock(
            words.say("coding.title"),
            tuple(sentences),
            tuple(table for table in tables if table is not None),
        ),
    )


def _agreement(lookup: Lookup) -> Table | None:
    words, agreement = lookup.words, lookup.inputs.agreement
    by_theme = agreement[(agreement["theme_id"] != "") & agreement["alpha"].notna()]
    known = by_theme[by_theme["theme_id"].isin(lookup.theme_ids)]
    if known.empty:
        return None
    return Table(
        number=lookup.next_table(),
        caption=words.say("coding.agreement_caption"),
        header=tuple(words.say(f"coding.{name}") for name in ("theme", "who", "alpha", "interval")),
        align="llrr",
        rows=tuple(
            (
                lookup.label(row["theme_id"]),
                words.say(f"coding.by_{row['kind']}"),
                words.number(row["alpha"], 2),
                words.say(
                    "coding.from_to",
                    {end: words.number(row[f"alpha_{end}"], 2) for end in ("low", "high")},
                ),
            )
            for row in known.sort_values(["theme_id", "kind"]).to_dict("records")
        ),
    )


def _corrected(lookup: Lookup) -> Table | None:
    words, corrected = lookup.words, lookup.inputs.corrected
    known = corrected[corrected["theme_id"].isin(lookup.theme_ids)]
    if known.empty:
        return None
    columns = ("theme", "share_machine", "share_corrected", "interval")
    return Table(
        number=lookup.next_table(),
        caption=words.say("coding.corrected_caption"),
        header=tuple(words.say(f"coding.{name}") for name in columns),
        align="lrrr",
        rows=tuple(
            (
                lookup.label(row["theme_id"]),
                words.percent(row["share_machine"]),
                words.percent(row["share"]),
                words.say(
                    "coding.from_to",
                    {end: words.percent(row[f"share_{end}"]) for end in ("low", "high")},
                ),
            )
            for row in known.sort_values("share", ascending=False, kind="stable").to_dict("records")
        ),
    )
