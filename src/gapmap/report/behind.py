"""What stands behind the figures of a theme in a segment: its statements and its offers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gapmap.report.codes import Segment
from gapmap.report.lookup import Lookup
from gapmap.report.rows import records
from gapmap.stages.match_evidence import label_evidence
from gapmap.stages.reach import find_reach
from gapmap.tables import NOT_STATED, SEGMENT_JOIN

MOST_IDS = 500
"""Ids of statements that are written out; one cell of a workbook holds no more than 32,767
characters."""


class Behind:
    """Finds the statements and offers behind a theme in a segment, in words."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._none = lookup.inputs.listed.head(0)
        self._listed = {
            str(theme_id): rows for theme_id, rows in lookup.inputs.listed.groupby("theme_id")
        }
        serving = lookup.inputs.matches
        serving = serving[(serving["grade"] != "none") & (serving["status"] != "rejected")]
        served = serving.sort_values(["theme_id", "rank", "offer_id"]).merge(
            lookup.inputs.offers, on="offer_id"
        )
        self._offers = {
            str(theme_id): rows.assign(told=[self._offer(one) for one in records(rows)])
            for theme_id, rows in served.groupby("theme_id")
        }

    def statements(self, theme_id: str, segment: Segment) -> tuple[int | None, str]:
        """A theme shown in a segment -> how many of its statements are listed, and their ids."""
        words, (kind, name) = self._lookup.words, segment
        if kind not in ("all", "respondent_type"):
            return None, words.say("trace.see_types")
        n_statements = self._lookup.theme(theme_id)["n_statements"]
        if n_statements is None:
            return None, words.say("trace.withheld")
        listed = self._listed.get(theme_id, self._none)
        chosen = listed if kind == "all" else listed[listed["respondent_type"] == name]
        ids = list(chosen["statement_id"])
        text = ", ".join(ids[:MOST_IDS])
        if len(ids) > MOST_IDS:
            rest = words.counted("statement", len(ids) - MOST_IDS)
            values = {"statements": rest, "sheet": words.say("sheet.statements")}
            text += words.say("trace.more", values)
        elsewhere = int(n_statements) - len(listed)
        if kind == "all" and elsewhere > 0:
            values = {"statements": words.counted("statement", elsewhere)}
            text = f"{text}. {words.say('trace.also', values)}".removeprefix(". ")
        return len(ids), text

    def offers(self, theme_id: str, segment: Segment) -> str:
        """A theme, a segment -> its suitable offers open to the segment, best first."""
        words = self._lookup.words
        served = self._offers.get(theme_id)
        if served is None:
            return words.say("trace.no_offers")
        facts = self._lookup.inputs.facts
        reach = find_reach(_someone(segment), served, opens=facts.opens, closes=facts.closes)[0]
        return "\n".join(served.loc[reach, "told"]) or words.say("trace.no_offers")

    def _offer(self, offer: dict[str, Any]) -> str:
        words = self._lookup.words
        evidence = label_evidence(
            offer["evidence"], words.language, vocabulary=self._lookup.inputs.vocabulary
        )
        return words.say(
            "trace.offer",
            {
                "title": offer["title"],
                "offer_id": offer["offer_id"],
                "grade": words.say(f"grade.{offer['grade']}"),
                "fit": "–" if offer["fit"] is None else words.percent(offer["fit"]),
                "shared": words.say("trace.shared", {"shared": ", ".join(evidence)})
                if evidence
                else "",
                "status": words.say(f"match_status.{offer['status']}"),
            },
        )


def _someone(segment: Segment) -> pd.DataFrame:
    """A segment -> one respondent in it who left the rest blank: every offer open to some."""
    kind, name = segment
    parts = {"respondent_type": NOT_STATED, "region": NOT_STATED}
    if kind == "respondent_type_region":
        parts["respondent_type"], _, parts["region"] = name.partition(SEGMENT_JOIN)
    elif kind in parts:
        parts[kind] = name
    return pd.DataFrame([parts])
