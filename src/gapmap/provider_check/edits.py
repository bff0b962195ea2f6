"""What came back from the providers -> what is to be written into the catalogue, or what is wrong.

Three states of an offer are compared by fingerprint: as it was exported, as it came back and as
it stands in the catalogue now. Where both the provider and somebody else changed it, that is a
conflict, which a person has to settle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from gapmap.errors import Fault
from gapmap.provider_check.ids import find_id, free_ids
from gapmap.provider_check.read import Returned, ReturnedRow
from gapmap.provider_check.values import ASKED, fingerprints, plain_rows
from gapmap.readers.export import Export
from gapmap.settings import Catalogue, ProjectSettings
from gapmap.stages.catalogue import check_offers
from gapmap.stages.cells import fold, read_dates
from gapmap.tables import REJECT_RULES

_COLUMNS_OF_RULE = {
    "no_title": ("title",),
    "no_known_audience": ("audience",),
    "no_known_region": ("regions",),
    "dates_reversed": ("open_until", "open_from"),
}
"""Rule by which a whole row cannot be used -> the columns it is about."""


@dataclass(slots=True)
class Edits:
    """What is to be written into the catalogue.

    Attributes:
        updates: Id -> column -> text, for offers that are there.
        added: New offers, each with an id of its own, by provider and title.
        discontinued: Ids of those that get a last day.
        n_checked: Offers that were confirmed, corrected, discontinued or added.
        n_unmarked: Offers that came back unchanged and without an answer.
        n_outdated: Offers that came back unchanged and were edited in the catalogue since.
        n_absent: Offers that were exported and whose rows did not come back.
    """

    updates: dict[str, dict[str, str]] = field(default_factory=dict)
    added: list[dict[str, str]] = field(default_factory=list)
    discontinued: list[str] = field(default_factory=list)
    n_checked: int = 0
    n_unmarked: int = 0
    n_outdated: int = 0
    n_absent: int = 0

    def __bool__(self) -> bool:
        return bool(self.updates or self.added)


def plan_edits(
    catalogue: pd.DataFrame, returned: Sequence[Returned], project: ProjectSettings, *, on: date
) -> tuple[Edits, list[Fault]]:
    """Rows of the catalogue, workbooks that came back -> Edits, and every fault in them.

    Args:
        catalogue: As offer_rows gives it.
        returned: In any order.
        project: The respondent types and regions.
        on: The day from which the offers count as checked.
    """
    faults = [fault for sheet in returned for fault in sheet.faults]
    compared = _Compared(catalogue, returned)
    faults += compared.faults
    edits = Edits(n_absent=compared.n_absent)
    judged: list[tuple[ReturnedRow, dict[str, str]]] = []
    for row in compared.known:
        changed = _judge(row, compared, edits=edits, faults=faults)
        if changed is None:
            continue
        changed |= _last_day(row, changed, on=on) if row.mark == "discontinued" else {}
        judged.append((row, changed))
        edits.updates[row.offer_id] = changed | {"last_checked": on.isoformat()}
        if row.mark == "discontinued":
            edits.discontinued.append(row.offer_id)
    new = sorted(compared.new, key=lambda row: [fold(row.cells[c]) for c in ("provider", "title")])
    ids = free_ids(catalogue["offer_id"], len(new))
    for offer_id, row in zip(ids, new, strict=True):
        cells = row.cells | {"last_checked": on.isoformat()}
        judged.append((replace(row, offer_id=offer_id), cells))
        edits.added.append({"offer_id": offer_id} | cells)
    faults += _unusable(judged, project)
    faults += _repeated(catalogue, new)
    edits.n_checked = len(judged)
    return edits, faults


class _Compared:
    """The rows that came back, told apart: offers that were exported, and new ones."""

    def __init__(self, catalogue: pd.DataFrame, returned: Sequence[Returned]) -> None:
        self.faults: list[Fault] = []
        self.known: list[ReturnedRow] = []
        self.new: list[ReturnedRow] = []
        self.now = dict(zip(catalogue["offer_id"], fingerprints(catalogue), strict=True))
        plain = plain_rows(catalogue[list(ASKED)]).to_dict("records")
        self.plain_now = dict(zip(catalogue["offer_id"], plain, strict=True))
        self.exported: dict[str, str] = {}
        self.n_absent = 0
        for sheet in returned:
            before = len(self.known)
            for row in sheet.rows:
                self._sort_in(row, sheet)
            self.exported |= sheet.exported
            self.n_absent += len(sheet.exported) - (len(self.known) - before)
        cells = pd.DataFrame([row.cells for row in self.known], columns=list(ASKED), dtype="str")
        self.came_back = dict(
            zip([row.offer_id for row in self.known], fingerprints(cells), strict=True)
        )
        plain = plain_rows(cells).to_dict("records")
        self.plain_back = dict(zip(self.came_back, plain, strict=True))

    def _sort_in(self, row: ReturnedRow, sheet: Returned) -> None:
        if not row.offer_id:
            cells = row.cells
            if not cells["provider"]:
                cells = cells | {"provider": sheet.provider}
            if row.mark == "discontinued":
                self._fault(row, "a new offer cannot be discontinued", "clear the row")
            self.new.append(replace(row, cells=cells))
            return
        found = find_id(row.offer_id, sheet.exported)
        if found is None:
            self._fault(
                row, "no offer was exported under this id", "leave it empty for a new offer"
            )
        elif any(found == other.offer_id for other in self.known):
            self._fault(
                row,
                "the offer came back in another row as well",
                "keep one row; clear the id of a new offer that was copied from it",
            )
        elif found not in self.now:
            self._fault(
                row, "the offer is no longer in the catalogue", "delete the row, or clear its id"
            )
        else:
            self.known.append(replace(row, offer_id=found))

    def _fault(self, row: ReturnedRow, what: str, try_this: str) -> None:
        self.faults.append(Fault(row.place.of("offer_id"), what, try_this))


def _judge(
    row: ReturnedRow, compared: _Compared, *, edits: Edits, faults: list[Fault]
) -> dict[str, str] | None:
    """A row that came back -> the cells to be changed; None where it is left as it is."""
    offer = row.offer_id
    then, back, now = compared.exported[offer], compared.came_back[offer], compared.now[offer]
    if back == then and (not row.mark or (now != then and row.mark != "discontinued")):
        edits.n_unmarked += not row.mark
        edits.n_outdated += bool(row.mark)
        return None
    if now not in (then, back):
        faults.append(
            Fault(
                row.place.of("offer_id"),
                "the offer was edited in the catalogue after the export, and here as well",
                "write into the row what is to hold in the catalogue, and delete the row here; "
                "or export it again",
            )
        )
        return None
    changed = [
        name
        for name in ASKED
        if compared.plain_back[offer][name] != compared.plain_now[offer][name]
    ]
    if row.mark == "unchanged" and changed:
        faults += [
            Fault(row.place.of(name), "differs, and the row says unchanged", "correct one of them")
            for name in changed
        ]
    return {name: row.cells[name] for name in changed}


def _last_day(row: ReturnedRow, changed: dict[str, str], *, on: date) -> dict[str, str]:
    """A discontinued offer -> its last day, unless the provider gave one or it is over already."""
    written = row.cells["open_until"]
    day = read_dates(pd.Series([written], dtype="str"))[0]
    if (written and "open_until" in changed) or (pd.notna(day) and day.date() <= on):
        return {}
    return {"open_until": on.isoformat()}


def _unusable(
    judged: Sequence[tuple[ReturnedRow, dict[str, str]]], project: ProjectSettings
) -> Iterator[Fault]:
    """Rows as they would be written -> what the catalogue's own rules say against them."""
    if not judged:
        return
    cells = pd.DataFrame(
        [row.cells | changed | {"offer_id": row.offer_id} for row, changed in judged], dtype="str"
    )
    unmapped = project.model_copy(update={"catalogue": Catalogue()})
    rejects = check_offers(Export("returned", cells), unmapped)
    for reject in rejects.to_dict("records"):
        row, changed = judged[reject["row"] - 1]
        about = (
            (reject["column"],) if reject["column"] else _COLUMNS_OF_RULE.get(reject["rule"], ())
        )
        columns = [name for name in about if name in changed]
        if columns:
            advice = REJECT_RULES[reject["rule"]]
            yield Fault(row.place.of(columns[0]), reject["rule"].replace("_", " "), advice)


def _repeated(catalogue: pd.DataFrame, new: Sequence[ReturnedRow]) -> Iterator[Fault]:
    """New offers that the catalogue has, or that came twice."""
    known = Counter(zip(catalogue["title"].map(fold), catalogue["provider"].map(fold), strict=True))
    names = [(fold(row.cells["title"]), fold(row.cells["provider"])) for row in new]
    known.update(names)
    for row, name in zip(new, names, strict=True):
        if name[0] and known[name] > 1:
            yield Fault(
                row.place.of("title"),
                "is a new row, and there is an offer of that title and provider already",
                "clear the row, or give the offer another title",
            )
