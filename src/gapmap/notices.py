"""What a run noticed that is no fault: told on the terminal, in run.json and in the report."""

from __future__ import annotations

from dataclasses import dataclass

NOTICES = {
    "columns_not_used": "{count} columns of the export are not mapped and were dropped: {names}",
    "offer_columns_not_used": "{count} columns of the catalogue are not used: {names}",
    "no_period": "no opens, closes or submitted_at: every offer counts as open",
    "offers_open_to_all": "{count} offers name no audience or no region and count as open to all",
    "capacity_unknown": "{count} offers state no number of places and count as unlimited",
    "respondents_admitted_by_all": "{count} respondents state no type or no region "
    "and are admitted by every offer",
    "no_ids": "the export has no respondent ids: the row number is used, "
    "so a re-sorted export gives other ids",
    "unfinished_kept": "{count} unfinished answers are used, as rules.unfinished says",
    "tests_kept": "{count} test or preview answers are used, as rules.tests says",
    "duplicates_kept": "{count} answers repeat the id of another and count as people of their own, "
    "as rules.duplicates says",
    "options_unmapped": "{count} options of tick-lists have no theme in [ticks] and are left out; "
    "ticked by more than a few: {names}",
    "options_rare": "{count} options of tick-lists that only a few ticked have no theme in [ticks] "
    "and are left out",
    "ticks_not_shown": "{count} ticks are of themes that the codebook does not hold and are not "
    "shown",
    "offers_closed": "{count} offers are closed throughout the wave and meet no need",
    "offers_stale": "{count} offers were last checked longer before the end of the wave than "
    "catalogue.stale_after_days allows",
    "offers_alike": "{count} offers have the title and the provider of another one, and another id",
    "offer_ids_made": "{count} offers have no id: one was made from title and provider",
    "earlier_wave_gone": "the tables of wave {names} are not there, so it is not compared with: "
    "run it again first",
    "other_wording": "the questions are worded otherwise than in wave {names}: changes may come "
    "from that",
    "other_questions": "another number of questions was asked than in wave {names}: changes may "
    "come from that",
    "other_mix": "other respondent types answered than in wave {names}: see the changes in the "
    "same mix",
    "answered_again": "{count} respondents answered in wave {names}, too",
    "weights_capped": "{count} weights were capped while raking",
}
"""Code -> sentence; {count} and {names} are filled in."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing noticed.

    Attributes:
        code: A key of NOTICES.
        count: How many rows, columns or offers it concerns.
        names: Headings or file names it concerns; never the content of a cell.
    """

    code: str
    count: int = 0
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return NOTICES[self.code].format(count=self.count, names=", ".join(self.names))
