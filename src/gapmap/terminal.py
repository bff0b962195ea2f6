"""How commands print: tables on a terminal, tabs between columns elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_table(
    console: Console, title: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Rows, printed under a title if there is one; nothing for no rows."""
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        return
    if title:
        say(console, f"\n{title}")
    if not console.is_terminal:
        for row in (header, *cells):
            console.file.write("\t".join(row) + "\n")  # rich would turn tabs into spaces
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)


def say(console: Console, line: str) -> None:
    """One line, as it is."""
    console.print(line, markup=False, highlight=False, soft_wrap=True)
