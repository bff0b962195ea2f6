"""How many ticked each theme, of how many who were asked, and which of that must be hidden.

Ticks are counted beside what people say in their own words and never among it: nothing here
touches another column of the gaps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Flags
from gapmap.stages.segments import divide
from gapmap.stages.suppression import Cells, Counts, Sum, hide_more, is_small


def count_prompted(
    gaps: pd.DataFrame, respondents: pd.DataFrame, asked: pd.DataFrame, prompted: pd.DataFrame
) -> pd.DataFrame:
    """Gaps, respondents, asked, prompted -> Gaps with n_asked and n_prompted.

    All respondents of a segment count, also those without a real answer in their own words;
    each once, however many lists ask for the theme.

    Args:
        gaps: Table gaps, nothing hidden.
        respondents: Table respondents.
        asked: Table asked.
        prompted: Table prompted; themes that the gaps do not hold are left out.

    Returns:
        Table gaps, same rows, all other columns unchanged.
    """
    ids = pd.Index(respondents["respondent_id"])
    was_asked = ids.isin(asked["respondent_id"])
    once = prompted.drop_duplicates(["respondent_id", "theme_id"])
    person = ids.get_indexer(pd.Index(once["respondent_id"]))
    segments = divide(respondents, respondent_types=(), regions=(), sizes=())
    n_asked = {(one.kind, one.name): int((one.members & was_asked).sum()) for one in segments}
    n_prompted = {
        (one.kind, one.name): Counter(once.loc[one.members[person], "theme_id"]) for one in segments
    }
    keys = list(zip(gaps["segment_kind"], gaps["segment"], strict=True))
    themes = list(gaps["theme_id"])
    counts = [n_prompted[key][theme] for key, theme in zip(keys, themes, strict=True)]
    return gaps.assign(
        n_asked=pd.array([n_asked[key] for key in keys], dtype="Int64"),
        n_prompted=pd.array(counts, dtype="Int64"),
    )


def hide_asked(asked: Counts, closed: Flags, sums: Sequence[Sum], *, least: int) -> Flags:
    """Who was asked in each segment -> where that is hidden, array (n_segments,).

    Args:
        asked: Array (n_segments,).
        closed: Array (n_segments,), segments in which no figure is shown.
        sums: How the segments add up.
        least: Least number of respondents asked that figures are shown for.
    """
    cells = Cells(asked, (~closed).astype(np.int64), tuple(sums))
    return hide_more(cells, closed | is_small(asked, least))


def hide_prompted(
    prompted: Counts, asked: Counts, closed: Flags, sums: Sequence[Sum], *, min_cell: int
) -> Flags:
    """Who ticked a theme in each segment -> where that is hidden, array (n_segments,).

    Where it, or the number of those asked who did not tick it, is 1 to min_cell - 1; where who
    was asked is hidden; and where a hidden one would follow from the sums of the others.

    Args:
        prompted: Array (n_segments,).
        asked: Array (n_segments,).
        closed: Array (n_segments,), where the number of those asked is hidden.
        sums: How the segments add up.
        min_cell: Least count above 0 that is shown.
    """
    rest = asked - prompted
    cells = Cells(prompted, (~closed).astype(np.int64), tuple(sums), rest=rest)
    return hide_more(cells, closed | is_small(prompted, min_cell) | is_small(rest, min_cell))
