"""[ticks] of a wave -> the themes that its options stand for, as the codebook has them now."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from gapmap.codebook.model import Codebook
from gapmap.errors import Fault, SettingsError
from gapmap.settings import WaveSettings


def themes_of_options(settings: WaveSettings, codebook: Codebook, *, wave: str) -> dict[str, str]:
    """Wave settings, codebook -> active theme by option, "" for an option of no theme.

    A theme that was merged counts as the one it went into. Without a codebook the ids stand as
    they are written.

    Raises:
        SettingsError: Options name themes that the codebook does not hold or has retired; all
            are told.
    """
    if not codebook.themes:
        return dict(settings.ticks)
    faults = list(_faults(settings.ticks, codebook, f"{wave}/wave.toml, ticks"))
    if faults:
        raise SettingsError(faults)
    return {option: codebook.resolve(theme) for option, theme in settings.ticks.items()}


def _faults(ticks: Mapping[str, str], codebook: Codebook, where: str) -> Iterator[Fault]:
    active = [theme.id for theme in codebook.active]
    for option, theme in ticks.items():
        if not theme or codebook.resolve(theme):
            continue
        key = f"{where}.{option}"
        if theme in codebook.by_id:
            what = f"the theme {theme} is retired"
            yield Fault(key, what, f'{_known(active)}; or "" for an option of no theme')
        else:
            near = difflib.get_close_matches(theme, active, n=2, cutoff=0.6)
            advice = f"did you mean {' or '.join(near)}?" if near else _known(active)
            yield Fault(key, f"the codebook has no theme {theme}", advice)


def _known(active: Sequence[str]) -> str:
    return f"name one of {', '.join(active)}" if active else "the codebook has no active theme"
