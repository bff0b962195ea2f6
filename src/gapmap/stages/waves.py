"""What has changed from one wave to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from gapmap.codebook.model import Codebook
from gapmap.errors import SettingsError
from gapmap.stages.alignment import Wave, certain_links, compare_themes, likely_links
from gapmap.stages.arrays import Floats
from gapmap.stages.contrasts import control
from gapmap.stages.intervals import Z, difference_interval, wilson
from gapmap.stages.weights import effective_n, rake
from gapmap.tables import NOT_STATED, TABLES
from gapmap.text.encoders import Encoder

Shares = tuple[Floats, Floats, Floats]
"""Values, and the lower and upper ends of their intervals."""

_COMPARED = ("demand", "gap")
_MIX = ("respondent_type", "region")
_CAP = 5.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two waves compared.

    Attributes:
        trends: The table of that name.
        mix_distance: How far the waves differ in who answered, by respondent type: the share
            of people who would have to be of another type (total variation distance), 0 to 1;
            NaN where there is no wave to compare with.
        n_again: Respondents of this wave who answered in the wave before, too.
    """

    trends: pd.DataFrame
    mix_distance: float = float("nan")
    n_again: int = 0


def compare_waves(
    now: Wave, then: Wave | None, *, codebook: Codebook, encoder: Encoder
) -> Comparison:
    """Two waves -> Trends of their themes.

    Themes are the same by the codebook; those that it does not know are paired by likeness
    (`alignment`). Where a theme has one partner its change is this wave's share less that of
    the wave before, with the interval of Newcombe (1998), from the intervals of the two; where
    respondents answered in both, their correlation narrows it (Zou 2007). q is the p-value at
    which that interval of demand would just hold 0, controlled over the themes (Benjamini &
    Hochberg 1995). Beside it stands the change if this wave had been answered by the same mix
    of types and regions as the wave before. A theme that was split or merged, is new or gone, or
    is hidden in a wave, has no change.

    Args:
        now: This wave.
        then: The wave before; None where there is none.
        codebook: As it is now.
        encoder: For what the codebook does not know.

    Returns:
        Trends sorted by theme, empty where nothing can be compared.
    """
    if then is None:
        return Comparison(TABLES["trends"].empty())
    partners = _partners(then, now, codebook, encoder)
    rows = [*_events(then, now, partners)]
    distance, again = _mix_distance(then, now), _again(then, now)
    if not rows:
        return Comparison(TABLES["trends"].empty(), distance, len(again))
    trends = pd.DataFrame(rows).sort_values("theme_id", ignore_index=True)
    trends["previous_wave"] = then.name
    for label in ("label_da", "label_en"):
        named = pd.concat([then.themes, now.themes]).drop_duplicates("theme_id", keep="last")
        trends[label] = trends["theme_id"].map(named.set_index("theme_id")[label])
    pairs = [
        (theme, old[0] if event == "kept" else "")
        for theme, old, event in zip(
            trends["theme_id"], trends["previous_theme_ids"], trends["event"], strict=True
        )
    ]
    together = _correlation(then, now, pairs, again)
    for name in _COMPARED:
        first = _shares(now, [theme for theme, _ in pairs], name)
        second = _shares(then, [old for _, old in pairs], name)
        change, low, high = _change(first, second, together)
        columns = {"": change, "_low": low, "_high": high}
        trends = trends.assign(**{f"{name}_change{end}": part for end, part in columns.items()})
        if name == "demand":
            trends["q"] = control(_p(first, second, together))
            trends = trends.assign(**_in_the_same_mix(then, now, pairs, first, second))
    changed = [_is_redefined(then, now, theme, old) for theme, old in pairs]
    trends["codebook_changed"] = pd.array(changed, dtype="boolean")
    return Comparison(TABLES["trends"].shape(trends), distance, len(again))


def _partners(
    then: Wave, now: Wave, codebook: Codebook, encoder: Encoder
) -> dict[str, tuple[str, ...]]:
    """Theme now -> the themes then that it is, or was made of."""
    old, new = (_mentioned(wave) for wave in (then, now))
    links = certain_links(then.themes["theme_id"], now.themes["theme_id"], codebook)
    left = (
        sorted(old - {link.then for link in links}),
        sorted(new - {link.now for link in links}),
    )
    if all(left):
        links += likely_links(compare_themes(then, now, left, encoder))
    partners: dict[str, list[str]] = {}
    for link in links:
        if link.then in old:
            partners.setdefault(link.now, []).append(link.then)
    return {theme: tuple(sorted(olds)) for theme, olds in partners.items()}


def _mentioned(wave: Wave) -> set[str]:
    """The themes that somebody mentions."""
    return set(wave.assignments["theme_id"])


def _events(
    then: Wave, now: Wave, partners: Mapping[str, tuple[str, ...]]
) -> list[dict[str, object]]:
    new = _mentioned(now)
    rows: list[dict[str, object]] = []
    for theme in sorted(new):
        olds = partners.get(theme, ())
        heirs = [one for one in new if set(partners.get(one, ())) & set(olds)]
        event = "new" if not olds else "merged" if len(olds) > 1 else "kept"
        if event == "kept" and len(heirs) > 1 and theme not in olds:
            event = "split"
        rows.append({"theme_id": theme, "previous_theme_ids": list(olds), "event": event})
    alive = {old for theme in new for old in partners.get(theme, ())}
    rows += [
        {"theme_id": theme, "previous_theme_ids": [theme], "event": "gone"}
        for theme in sorted(_mentioned(then) - alive - new)
    ]
    return rows


def _shares(wave: Wave, themes: Sequence[str], name: str) -> Shares:
    """Themes, one of _COMPARED -> its values among all; NaN for no theme and where hidden.

    Demand has Wilson's interval on the effective number, which is what Newcombe's is made of;
    the gap, which depends on offers as well, the one it is printed with.
    """
    pooled = wave.gaps[wave.gaps["segment_kind"] == "all"].set_index("theme_id")
    asked = pooled.reindex(list(themes))
    ends = ("", "_low", "_high")
    value, low, high = (asked[f"{name}{end}"].to_numpy(dtype=float) for end in ends)
    if name == "demand":
        low, high = wilson(value, asked["n"].to_numpy(dtype=float) / wave.design_effect)
    return value, low, high


def _change(first: Shares, second: Shares, together: Floats) -> Shares:
    """Shares now and then, their correlation -> the change with its interval."""
    low, high = difference_interval(first, second)
    change = first[0] - second[0]
    down, up = change - low, high - change
    shared_down = 2 * together * (first[0] - first[1]) * (second[2] - second[0])
    shared_up = 2 * together * (first[2] - first[0]) * (second[0] - second[1])
    narrow = np.sqrt(np.maximum(down**2 - shared_down, 0))
    other = np.sqrt(np.maximum(up**2 - shared_up, 0))
    known = ~np.isnan(change)
    low = np.where(known & (together != 0), np.maximum(change - narrow, -1), low)
    high = np.where(known & (together != 0), np.minimum(change + other, 1), high)
    return change, low, high


def _p(now: Shares, then: Shares, together: Floats) -> Floats:
    """Two-sided p: how far 0 lies from the change, in units of the interval's nearer side."""
    change = now[0] - then[0]
    up = change > 0
    mine = np.where(up, now[0] - now[1], now[2] - now[0])
    others = np.where(up, then[2] - then[0], then[0] - then[1])
    squared = mine**2 + others**2 - 2 * together * mine * others
    towards_zero = np.sqrt(np.maximum(squared, 0))
    distance = np.divide(
        np.abs(change), towards_zero, out=np.full_like(change, np.inf), where=towards_zero > 0
    )
    p = 2 * norm.sf(Z * np.where(change == 0, 0.0, distance))
    return np.where(np.isnan(change), np.nan, p)


def _again(then: Wave, now: Wave) -> list[str]:
    """Respondents with a real answer in both waves."""
    old, new = (
        set(wave.respondents.loc[wave.respondents["answered"].astype(bool), "respondent_id"])
        for wave in (then, now)
    )
    return sorted(old & new)


def _correlation(
    then: Wave, now: Wave, pairs: Sequence[tuple[str, str]], again: Sequence[str]
) -> Floats:
    """Pairs of themes -> correlation of the two shares, 0 where nobody answered twice.

    That of the mentions among those who answered twice, times their number over the geometric
    mean of the numbers of both waves.
    """
    if not again:
        return np.zeros(len(pairs))
    sizes = [int(wave.respondents["answered"].sum()) for wave in (then, now)]
    part = len(again) / float(np.sqrt(np.prod(sizes)))
    found = []
    for theme, old in pairs:
        one, other = (
            np.isin(again, list(_who(wave, named))) for wave, named in ((now, theme), (then, old))
        )
        varies = one.any() and other.any() and not one.all() and not other.all()
        found.append(part * float(np.corrcoef(one, other)[0, 1]) if varies else 0.0)
    return np.array(found)


def _who(wave: Wave, theme: str) -> set[str]:
    said = wave.assignments.loc[wave.assignments["theme_id"] == theme, "statement_id"]
    return set(wave.statements.loc[wave.statements["statement_id"].isin(said), "respondent_id"])


def _mix(wave: Wave, variable: str) -> pd.Series[float]:
    told = wave.respondents[wave.respondents["answered"].astype(bool)]
    known = told.loc[~told[variable].isin(["", NOT_STATED]), variable]
    return known.value_counts(normalize=True)


def _mix_distance(then: Wave, now: Wave) -> float:
    old, new = _mix(then, "respondent_type"), _mix(now, "respondent_type")
    if old.empty or new.empty:
        return float("nan")
    return float(new.sub(old, fill_value=0).abs().sum() / 2)


def _in_the_same_mix(
    then: Wave, now: Wave, pairs: Sequence[tuple[str, str]], first: Shares, second: Shares
) -> dict[str, Floats]:
    """Columns demand_change_mix: the change if this wave had the mix of the wave before."""
    columns = [f"demand_change_mix{end}" for end in ("", "_low", "_high")]
    told = now.respondents[now.respondents["answered"].astype(bool)]
    weights = _weights_of_mix(then, now, told)
    if weights is None:
        return dict.fromkeys(columns, np.full(len(pairs), np.nan))
    share = np.array(
        [
            weights[told["respondent_id"].isin(_who(now, theme)).to_numpy()].sum() / weights.sum()
            for theme, _ in pairs
        ]
    )
    share = np.where(np.isnan(first[0]), np.nan, np.minimum(share, 1.0))  # hidden stays hidden
    low, high = wilson(share, np.full(len(pairs), effective_n(weights)))
    change, low, high = _change((share, low, high), second, np.zeros(len(pairs)))
    return dict(zip(columns, (change, low, high), strict=True))


def _weights_of_mix(then: Wave, now: Wave, told: pd.DataFrame) -> Floats | None:
    """Weights that give this wave the mix of the wave before; None where that cannot be."""
    margins = {}
    for variable in _MIX:
        old, new = _mix(then, variable), _mix(now, variable)
        if len(old) and set(old.index) == set(new.index):
            margins[variable] = {str(name): float(share) for name, share in old.items()}
    if not margins or told.empty:
        return None
    try:
        return rake(told, margins, _CAP)
    except SettingsError:
        return None


def _is_redefined(then: Wave, now: Wave, theme: str, old: str) -> bool | None:
    """Whether what the codebook says of a theme has changed; None for what it does not know."""
    mine, before = _definition(now, theme), _definition(then, old)
    return mine != before if mine and before else None


def _definition(wave: Wave, theme: str) -> str:
    found = wave.themes.loc[wave.themes["theme_id"] == theme, "definition"]
    return str(found.iloc[0]) if len(found) else ""
