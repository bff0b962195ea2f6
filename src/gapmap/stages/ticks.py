"""Ticked options -> the themes of the codebook that they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from gapmap.notices import Notice
from gapmap.stages.redact import redact_text
from gapmap.stages.rejects import RejectList
from gapmap.stages.tick_lists import NOTHING_TICKED, plain_option
from gapmap.tables import ASKED, PROMPTED

_QUESTION = re.compile(r"ticks_\d+")
_LONGEST_NAMED = 200


@dataclass(frozen=True, slots=True)
class Ticks:
    """What was ticked.

    `asked.n_ticks` add up to the rows of prompted + n_repeated + n_set_aside + n_unmapped.

    Attributes:
        asked: The table of that name.
        prompted: The table of that name.
        n_repeated: Ticks of a theme that the respondent ticked in the same list already.
        n_set_aside: Ticks of options that stand for no theme, as the settings say.
        n_unmapped: Ticks of options that the settings do not name.
        rejects: The table of that name: the cells with such an option.
        notices: What the reader should know.
    """

    asked: pd.DataFrame
    prompted: pd.DataFrame
    n_repeated: int
    n_set_aside: int
    n_unmapped: int
    rejects: pd.DataFrame
    notices: tuple[Notice, ...]

    def counts(self) -> dict[str, int]:
        """Ticks delivered, and what became of them."""
        return {
            "ticks": int(self.asked["n_ticks"].sum()),
            "prompted": len(self.prompted),
            "ticks_repeated": self.n_repeated,
            "ticks_set_aside": self.n_set_aside,
            "ticks_unmapped": self.n_unmapped,
        }


def tick_questions(responses: pd.DataFrame) -> list[str]:
    """Responses -> their tick-lists, in the order of the columns."""
    return [str(name) for name in responses.columns if _QUESTION.fullmatch(str(name))]


def find_ticks(responses: pd.DataFrame, themes: Mapping[str, str], *, min_cell: int) -> Ticks:
    """Responses -> Asked, prompted: the ticks that stand for a theme, and the others counted.

    An option that the settings do not name can be what somebody wrote under "other". So its
    text is told only where at least min_cell respondents ticked the same one, it is short and
    it holds no personal data.

    Args:
        responses: With pseudonymous ids; ticked options are one a line. Unchanged.
        themes: Option -> theme of the codebook, "" for none.
        min_cell: Least number of respondents by whom an option is named.
    """
    theme_of = {plain_option(option): theme for option, theme in themes.items()}
    answers = _answers(responses)
    ticks = answers[answers["option"] != NOTHING_TICKED]
    ticks = ticks.assign(plain=ticks["option"].map(plain_option, na_action=None).astype("str"))
    theme = ticks["plain"].map(theme_of)
    unmapped = ticks[theme.isna()]
    in_theme = ticks.assign(theme_id=theme)[theme.fillna("") != ""]
    prompted = in_theme.drop_duplicates(list(PROMPTED.key)).sort_values(list(PROMPTED.key))
    n_ticks = ticks.groupby(list(ASKED.key)).size()
    asked = answers[list(ASKED.key)].drop_duplicates().sort_values(list(ASKED.key))
    keys = pd.MultiIndex.from_frame(asked)
    rejects = RejectList("survey")
    for question, cells in unmapped.drop_duplicates(["source_row", "question"]).groupby("question"):
        rejects.add(cells["source_row"], "unmapped_option", column=str(question))
    return Ticks(
        asked=ASKED.shape(asked.assign(n_ticks=n_ticks.reindex(keys, fill_value=0).to_numpy())),
        prompted=PROMPTED.shape(prompted),
        n_repeated=len(in_theme) - len(prompted),
        n_set_aside=int((theme == "").sum()),
        n_unmapped=len(unmapped),
        rejects=rejects.table(),
        notices=_notices(unmapped, min_cell),
    )


def _answers(responses: pd.DataFrame) -> pd.DataFrame:
    """Responses -> one row per respondent, question and option, NOTHING_TICKED among them."""
    columns = ["respondent_id", "source_row"]
    parts = [
        responses[columns].assign(question=question, option=responses[question].str.split("\n"))
        for question in tick_questions(responses)
    ]
    if not parts:
        return pd.DataFrame({name: [] for name in (*columns, "question", "option")}, dtype="str")
    answers = pd.concat(parts, ignore_index=True).explode("option", ignore_index=True)
    return answers[answers["option"] != ""]


def _notices(unmapped: pd.DataFrame, min_cell: int) -> tuple[Notice, ...]:
    by_option = unmapped.groupby("plain").agg(
        n=("respondent_id", "nunique"), option=("option", "min")
    )
    is_named = [
        n >= min_cell and can_be_named(option)
        for n, option in zip(by_option["n"], by_option["option"], strict=True)
    ]
    named: Sequence[str] = sorted(by_option.loc[is_named, "option"])
    rare = len(by_option) - len(named)
    notices = []
    if named:
        notices.append(Notice("options_unmapped", count=len(named), names=tuple(named)))
    if rare:
        notices.append(Notice("options_rare", count=rare))
    return tuple(notices)


def can_be_named(option: str) -> bool:
    """Whether the text of an option that many ticked may be told: not long, nothing personal."""
    return len(option) <= _LONGEST_NAMED and redact_text(option)[1] == 0
