"""The steps of a run on the terminal: a bar where there is one, plain lines elsewhere."""

from __future__ import annotations

import logging
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class StepProgress(logging.Handler):
    """Shows what the logger "gapmap" says of a run's steps while it is open.

    Args:
        console: Where to show it; standard error, so that output can be piped.
        n_steps: How many steps a run has.
    """

    def __init__(self, console: Console, *, n_steps: int) -> None:
        super().__init__()
        self._console = console
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("starting Prefect", total=n_steps)
        self._logger = logging.getLogger("gapmap")

    def emit(self, record: logging.LogRecord) -> None:
        """Show a step that starts, or the counts of one that is done."""
        if getattr(record, "done", False):
            self._console.print(f"  {record.getMessage()}", highlight=False, markup=False)
            self._bar.advance(self._task)
        else:
            self._bar.update(self._task, description=record.getMessage())

    def __enter__(self) -> StepProgress:
        self._logger.addHandler(self)
        self._logger.setLevel(logging.INFO)
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
        self._logger.removeHandler(self)
