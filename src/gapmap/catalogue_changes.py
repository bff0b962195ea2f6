"""Two states of a catalogue -> which offers were added, removed and changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from gapmap.tables import OFFERS

_KEY = "offer_id"


@dataclass(frozen=True, slots=True)
class CatalogueChanges:
    """What a newer state of a catalogue changes, in the order of the ids.

    Attributes:
        added: Ids of offers that are new.
        removed: Ids of offers that are gone.
        changed: Id -> the columns that differ, in the order of the table offers.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: dict[str, tuple[str, ...]]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare_offers(before: pd.DataFrame, after: pd.DataFrame) -> CatalogueChanges:
    """Table offers, the same later -> CatalogueChanges; what is written otherwise is the same."""
    old, new = (OFFERS.shape(offers).set_index(_KEY).sort_index() for offers in (before, after))
    shared = old.index.intersection(new.index)
    was, now = old.loc[shared], new.loc[shared]
    differs = pd.DataFrame(
        {column: was[column].map(_written) != now[column].map(_written) for column in was.columns}
    )
    return CatalogueChanges(
        added=tuple(new.index.difference(old.index)),
        removed=tuple(old.index.difference(new.index)),
        changed={
            str(offer): tuple(differs.columns[row])
            for offer, row in zip(differs.index, differs.to_numpy(dtype=bool), strict=True)
            if row.any()
        },
    )


def told_changes(changes: CatalogueChanges) -> list[str]:
    """CatalogueChanges -> lines: ids and columns, never a cell."""
    lines = [f"added: {', '.join(changes.added)}"] if changes.added else []
    lines += [f"removed: {', '.join(changes.removed)}"] if changes.removed else []
    lines += [f"changed: {offer}: {', '.join(names)}" for offer, names in changes.changed.items()]
    counts = (len(changes.added), len(changes.removed), len(changes.changed))
    return [*lines, "offers: {} added, {} removed, {} changed".format(*counts)]


def _written(cell: object) -> str:
    return repr(cell) if isinstance(cell, list) else str(cell)
