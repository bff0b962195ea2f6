"""What has changed from one wave to the next."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from gapmap.stages.arrays import Floats
from gapmap.stages.contrasts import control
from gapmap.stages.intervals import Z, difference_interval
from gapmap.tables import TABLES

_COMPARED = ("demand", "gap")


def compare_waves(
    gaps: pd.DataFrame,
    themes: pd.DataFrame,
    previous_gaps: pd.DataFrame | None,
    previous_themes: pd.DataFrame | None,
    *,
    previous_wave: str | None,
) -> pd.DataFrame:
    """Gaps and themes of two waves -> Trends of the themes named in the codebook.

    Only those have an id that outlives a wave; what was found in a wave is never compared.
    The waves count as independent samples: the intervals are Newcombe's (1998), from the
    intervals of the two waves; q is the p-value at which that interval of demand would just
    hold 0, controlled over the themes (Benjamini & Hochberg 1995). A theme that one wave did
    not look for, or hides, has no change. codebook_changed is left empty: definitions do not
    pass between waves.

    Args:
        gaps: Table gaps of this wave.
        themes: Table themes of this wave.
        previous_gaps: Table gaps of the wave before; None where there is none.
        previous_themes: Table themes of the wave before.
        previous_wave: Its name.

    Returns:
        Table trends, empty where nothing can be compared.
    """
    if previous_gaps is None or previous_themes is None or not previous_wave:
        return TABLES["trends"].empty()
    now, then = _pooled(gaps, themes), _pooled(previous_gaps, previous_themes)
    both = now.add_suffix("_now").join(then.add_suffix("_then"), how="outer").sort_index()
    both["event"] = _events(both)
    both = both.loc[both["event"] != ""]
    if both.empty:
        return TABLES["trends"].empty()
    trends = pd.DataFrame({"event": both["event"], "previous_wave": previous_wave})
    for name in _COMPARED:
        first, second = _share(both, name, "now"), _share(both, name, "then")
        low, high = difference_interval(first, second)
        trends = trends.assign(
            **{
                f"{name}_change": first[0] - second[0],
                f"{name}_change_low": low,
                f"{name}_change_high": high,
            }
        )
    p = _p(_share(both, "demand", "now"), _share(both, "demand", "then"))
    not_known = pd.array([pd.NA] * len(trends), dtype="boolean")
    trends = trends.assign(q=control(p), codebook_changed=not_known)
    return TABLES["trends"].shape(trends.rename_axis("theme_id").reset_index())


def _pooled(gaps: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """The codebook's themes among all respondents, by theme_id."""
    named = themes.loc[themes["source"] == "codebook", "theme_id"]
    pooled = gaps.loc[(gaps["segment_kind"] == "all") & gaps["theme_id"].isin(named)]
    # A hidden count is small, not zero.
    mentioned = (pooled["n_need"].fillna(1) > 0).astype(bool)
    shares = [f"{name}{end}" for name in _COMPARED for end in ("", "_low", "_high")]
    return pooled.assign(mentioned=mentioned).set_index("theme_id")[["mentioned", *shares]]


def _events(both: pd.DataFrame) -> list[str]:
    now, then = (both[f"mentioned_{when}"].eq(True).to_numpy() for when in ("now", "then"))
    return [str(event) for event in np.select([now & then, now, then], ["kept", "new", "gone"], "")]


def _share(both: pd.DataFrame, name: str, when: str) -> tuple[Floats, Floats, Floats]:
    share, low, high = (
        both[f"{name}{end}_{when}"].to_numpy(dtype=float) for end in ("", "_low", "_high")
    )
    return share, low, high


def _p(now: tuple[Floats, Floats, Floats], then: tuple[Floats, Floats, Floats]) -> Floats:
    """Two-sided p: how far 0 lies from the change, in units of the interval's nearer side."""
    change = now[0] - then[0]
    towards_zero = np.where(
        change > 0,
        np.hypot(now[0] - now[1], then[2] - then[0]),
        np.hypot(now[2] - now[0], then[0] - then[1]),
    )
    distance = np.divide(
        np.abs(change), towards_zero, out=np.full_like(change, np.inf), where=towards_zero > 0
    )
    p = 2 * norm.sf(Z * np.where(change == 0, 0.0, distance))
    return np.where(np.isnan(change), np.nan, p)
