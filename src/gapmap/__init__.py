"""From a needs survey and a catalogue of offers to a report of the gaps between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gapmap.runner import RunSummary, run_wave

__version__ = "0.1.0"
__all__ = ["RunSummary", "__version__", "run_wave"]


def __getattr__(name: str) -> object:
    """Load the runner when it is first asked for: its libraries take seconds to import."""
    if name in {"RunSummary", "run_wave"}:
        from gapmap import runner

        return getattr(runner, name)
    raise AttributeError(f"module 'gapmap' has no attribute {name!r}")
