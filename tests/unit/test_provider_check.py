"""Offers go out to their providers in a workbook and come back into the catalogue."""

from __future__ import annotations

import csv
import io
import random
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from gapmap import cli
from gapmap.errors import DataError, MachineError, SettingsError
from gapmap.provider_check.receive import prepare_import, write_import
from gapmap.provider_check.send import export_offers, file_name
from gapmap.provider_check.values import plain_rows
from gapmap.provider_check.words import SHEET_COLUMNS, heading, said
from gapmap.readers import read_export
from gapmap.settings import Format
from gapmap.settings_file import read_project
from gapmap.stages.catalogue import offer_rows
from tests.conftest import OFFER_HEADINGS, SETTINGS, as_csv
from tests.conftest import OFFERS as ROWS

ON = date(2031, 5, 2)
CATALOGUE = "data/raw/offers.csv"
HEADINGS = {name: heading(name, "da") for name in SHEET_COLUMNS}


class Sheet:
    """A workbook in the hands of a provider."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(path)
        self.page: Any = self.book["Tilbud"]

    def column(self, name: str) -> int:
        return next(c.column for c in self.page[1] if c.value == HEADINGS[name])

    def row(self, offer: str) -> int:
        ids = self.page.iter_rows(min_col=self.column("offer_id"), max_col=self.column("offer_id"))
        return next(cell.row for (cell,) in ids if cell.value == offer)

    def answer(self, offer: str, **cells: object) -> Sheet:
        return self.put(self.row(offer), **cells)

    def add(self, **cells: object) -> Sheet:
        return self.put(self.page.max_row + 1, **cells)

    def put(self, row: int, **cells: object) -> Sheet:
        for name, value in cells.items():
            cell = self.page.cell(row, self.column(name))
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
        return self

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path

    def mark_all(self, mark: str = "uændret") -> Sheet:
        for row in range(2, self.page.max_row + 1):
            if self.page.cell(row, self.column("title")).value:
                self.put(row, mark=mark)
        return self


@pytest.fixture
def sheet(project: Path) -> Sheet:
    return sent_out(project)


def sent_out(project: Path) -> Sheet:
    return Sheet(export_offers(project, project / "ud", by_provider=False)[0])


def write_catalogue(project: Path, text: str, encoding: str = "utf-8") -> Path:
    path = project / CATALOGUE
    path.write_bytes(text.encode(encoding))
    return path


def offers(project: Path, file: str = CATALOGUE) -> dict[str, dict[str, str]]:
    rows = offer_rows(read_export(project / file, Format()), read_project(project / "gapmap.toml"))
    return {row["offer_id"]: row for row in rows.drop(columns="row").to_dict("records")}


def imported(project: Path, *files: Path) -> dict[str, dict[str, str]]:
    write_import(project, prepare_import(project, files, on=ON))
    return offers(project)


def faults(project: Path, *files: Path) -> list[str]:
    before = (project / CATALOGUE).read_bytes()
    with pytest.raises(DataError) as raised:
        prepare_import(project, files, on=ON)
    assert (project / CATALOGUE).read_bytes() == before
    return [str(fault) for fault in raised.value.faults]


# What goes out


def test_a_provider_gets_its_own_rows_alone(project):
    books = export_offers(project, project / "ud", by_provider=True)
    assert [path.name for path in books] == [
        "tilbud-aftenskolen.xlsx", "tilbud-fonden.xlsx", "tilbud-hospitalet.xlsx",
    ]  # fmt: skip
    cells = [
        str(value)
        for page in load_workbook(books[1])
        for row in page.iter_rows(values_only=True)
        for value in row
    ]
    assert "Investorforum" in cells
    assert not {"Klinikdøren", "Hospitalet", "A2", "A3"} & set(cells)


def test_one_spelling_more_of_a_provider_is_no_other_provider(project):
    rows = [
        row | {"provider": name} for row, name in zip(ROWS, ("Fonden", "FONDEN ", ""), strict=True)
    ]
    write_catalogue(project, as_csv(rows, OFFER_HEADINGS))
    books = export_offers(project, project / "ud", by_provider=True)
    assert [path.name for path in books] == ["tilbud-uden-udbyder.xlsx", "tilbud-fonden.xlsx"]


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ('Østjyllands Å/S: "Ærø"', "oestjyllands-aa-s-aeroe"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con"),
        ("Café  Élan…", "cafe-elan"),
        ("漢字", ""),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_file_is_named_so_that_every_system_takes_it(provider, name):
    assert file_name(provider) == name


def test_providers_of_one_file_name_get_a_file_each(project):
    rows = [row | {"provider": name} for row, name in zip(ROWS, ("A/B", "A-B", "A.B"), strict=True)]
    write_catalogue(project, as_csv(rows, OFFER_HEADINGS))
    books = export_offers(project, project / "ud", by_provider=True)
    assert [path.stem for path in books] == ["tilbud-a-b", "tilbud-a-b-2", "tilbud-a-b-3"]


def test_every_column_is_there_and_choices_are_offered(sheet):
    assert [cell.value for cell in sheet.page[1]] == list(HEADINGS.values())
    lists = {
        str(rule.sqref).split("2:")[0]: rule
        for rule in sheet.page.data_validations.dataValidation
        if rule.type == "list"
    }
    letter = {name: sheet.page.cell(1, sheet.column(name)).column_letter for name in HEADINGS}
    for name in ("mark", "offer_type", "audience", "regions", "languages"):
        assert letter[name] in lists
    assert lists[letter["mark"]].showErrorMessage
    assert not lists[letter["regions"]].showErrorMessage
    held = [[c.value for c in column if c.value] for column in sheet.book["gapmap-lists"].columns]
    assert held == [
        ["uændret", "rettet", "udgår"], ["Finansiering", "Kursus", "Testfacilitet"],
        ["Virksomhed", "Kommune"], ["Hele landet", "Nord", "Syd"], ["da", "en"],
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_instruction_names_the_sheet_and_headings_as_they_are(language):
    text = "\n".join(said("guide", "lines", language))
    for name in (
        said("sheet", "offers", language),
        *(heading(c, language) for c in ("mark", "open_until")),
    ):
        assert f"»{name}«" in text or f"“{name}”" in text


def test_the_id_is_protected_and_the_rest_is_not(sheet):
    assert sheet.page.protection.sheet
    locked = {name for name in HEADINGS if sheet.page.cell(2, sheet.column(name)).protection.locked}
    assert locked == {"offer_id", "last_checked"}


def test_what_looks_like_a_formula_is_text(project):
    dangerous = ["=1+1", "+45 12", "-2", "@SUM(A1)"]
    rows = [
        ROWS[0] | {"offer_id": f"B{n}", "price": text, "title": f"{text} {n}"}
        for n, text in enumerate(dangerous)
    ]
    write_catalogue(project, as_csv(rows, OFFER_HEADINGS))
    sheet = sent_out(project)
    for n, text in enumerate(dangerous):
        cell = sheet.page.cell(sheet.row(f"B{n}"), sheet.column("price"))
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_the_language_is_the_first_of_the_project(project):
    toml = project / "gapmap.toml"
    toml.write_text(SETTINGS.replace('["da", "en"]', '["en", "da"]'), "utf-8")
    path = export_offers(project, project / "ud", by_provider=False)[0]
    book = load_workbook(path)
    assert path.name == "offers.xlsx"
    assert book["Offers"]["B1"].value == "Unchanged, corrected or discontinued?"
    assert "company" in [cell.value for cell in book["gapmap-lists"]["C"]]
    book["Offers"]["B2"] = "Unchanged"
    book.save(path)
    assert imported(project, path)["A1"]["last_checked"] == "2031-05-02"


def test_the_same_catalogue_gives_the_same_bytes(project):
    one, other = (
        export_offers(project, project / name, by_provider=False)[0] for name in ("a", "b")
    )
    assert one.read_bytes() == other.read_bytes()


def test_a_workbook_that_may_hold_answers_is_never_overwritten(project, sheet):
    before = sheet.path.read_bytes()
    with pytest.raises(SettingsError, match="stands there already"):
        export_offers(project, project / "ud", by_provider=False)
    assert sheet.path.read_bytes() == before


def test_a_cell_that_no_workbook_holds_is_told_and_nothing_is_written(project):
    write_catalogue(project, as_csv([ROWS[0] | {"description": "x" * 40_000}], OFFER_HEADINGS))
    with pytest.raises(DataError, match="row 1, description"):
        export_offers(project, project / "ud", by_provider=False)
    assert not (project / "ud").exists()


# What comes back


def test_confirmed_offers_change_by_the_day_of_the_check_alone(project, sheet):
    before = offers(project)
    after = imported(project, sheet.mark_all().save())
    assert after == {name: row | {"last_checked": "2031-05-02"} for name, row in before.items()}


def test_a_workbook_without_answers_changes_nothing(project, sheet):
    before = (project / CATALOGUE).read_bytes()
    prepared = prepare_import(project, [sheet.path], on=ON)
    assert (prepared.edits.n_unmarked, prepared.edits.n_checked) == (3, 0)
    assert write_import(project, prepared) == ()
    assert (project / CATALOGUE).read_bytes() == before


def test_a_correction_is_taken_over_and_the_rest_of_the_file_stays(project, sheet):
    old = (project / CATALOGUE).read_text("utf-8").splitlines()
    sheet.answer("A2", mark="rettet", price="Gratis; æøå", regions="Nord;Syd", capacity_per_year=15)
    after = imported(project, sheet.save())
    assert after["A2"]["price"] == "Gratis; æøå"
    assert after["A2"]["regions"] == "Nord;Syd"
    assert after["A2"]["capacity_per_year"] == "15"
    new = (project / CATALOGUE).read_text("utf-8").splitlines()
    assert new[0] == f"{old[0]};last_checked"
    assert [new[1], new[3]] == [old[1], old[3]]


def test_a_correction_without_a_mark_counts(project, sheet):
    after = imported(project, sheet.answer("A2", price="5 kr.").save())
    assert (after["A2"]["price"], after["A2"]["last_checked"]) == ("5 kr.", "2031-05-02")
    assert after["A1"]["last_checked"] == ""


@pytest.mark.parametrize(
    ("given_by_provider", "expected"),
    [(None, "2031-05-02"), ("2031-12-31", "2031-12-31"), (datetime(2031, 6, 1), "2031-06-01")],
)
def test_a_discontinued_offer_gets_its_last_day(project, sheet, given_by_provider, expected):
    sheet.answer("A1", mark="Udgår ", open_until=given_by_provider)
    assert imported(project, sheet.save())["A1"]["open_until"] == expected


def test_an_offer_that_was_over_already_keeps_its_last_day(project):
    write_catalogue(project, as_csv([ROWS[0] | {"open_until": "31-12-2030"}], OFFER_HEADINGS))
    sheet = sent_out(project).answer("A1", mark="udgår")
    assert imported(project, sheet.save())["A1"]["open_until"] == "31-12-2030"


def test_an_offer_cannot_end_before_it_begins(project):
    write_catalogue(project, as_csv([ROWS[0] | {"open_from": "2031-09-01"}], OFFER_HEADINGS))
    sheet = sent_out(project).answer("A1", mark="udgår")
    assert "dates reversed" in faults(project, sheet.save())[0]


def test_new_offers_get_free_ids_whatever_the_order_of_the_rows(project):
    books = export_offers(project, project / "ud", by_provider=True)
    one = (
        Sheet(books[0])
        .add(title="Ny b", regions="Nord")
        .add(title="Ny a", audience="Kommune")
        .save()
    )
    other = Sheet(books[1]).add(title="Ny c", provider="En anden").save()
    after = imported(project, other, one)
    new = {name: (row["title"], row["provider"]) for name, row in after.items() if name > "A3"}
    assert new == {
        "A4": ("Ny a", "Aftenskolen"), "A5": ("Ny b", "Aftenskolen"), "A6": ("Ny c", "En anden"),
    }  # fmt: skip
    assert after["A4"]["last_checked"] == "2031-05-02"


@pytest.mark.parametrize(
    ("ids", "new"),
    [
        (("T001", "T009", "X5"), "T010"),
        (("7", "10", "9"), "11"),
        (("alfa", "beta", "gamma"), "N1"),
        (("", "", ""), None),
    ],
)
def test_a_new_id_goes_on_as_the_others_do(project, ids, new):
    rows = [row | {"offer_id": name} for row, name in zip(ROWS, ids, strict=True)]
    headings = OFFER_HEADINGS if any(ids) else OFFER_HEADINGS[1:]
    rows = [{name: cell for name, cell in row.items() if name in headings} for row in rows]
    write_catalogue(project, as_csv(rows, headings))
    before = set(offers(project))
    after = imported(project, sent_out(project).add(title="Ny", provider="P").save())
    (made,) = set(after) - before
    assert made == new if new else len(made) == 12


def test_rows_that_did_not_come_back_stay_and_are_counted(project, sheet):
    sheet.page.delete_rows(sheet.row("A2"))
    prepared = prepare_import(project, [sheet.mark_all().save()], on=ON)
    assert (prepared.edits.n_checked, prepared.edits.n_absent) == (2, 1)


# Excel's habits


def test_rows_columns_and_sheets_may_be_moved(project, sheet):
    grid = [[cell.value for cell in row] for row in sheet.page.iter_rows()]
    grid[1][1] = "uændret"
    chance = random.Random(5)
    order = list(range(len(grid[0])))
    chance.shuffle(order)
    below = grid[1:]
    chance.shuffle(below)
    sheet.page.delete_rows(1, 100)
    sheet.page.append(["Kære alle"])
    sheet.page.append([])
    for row in [grid[0], below[0], [], *below[1:]]:
        sheet.page.append([row[at] for at in order if row] + (["en note"] if row else []))
    sheet.page.title = "Vores tilbud"
    sheet.book.move_sheet(sheet.page, -1)
    sheet.page.row_dimensions[4].hidden = True
    prepared = prepare_import(project, [sheet.save()], on=ON)
    assert prepared.edits.updates == {"A1": {"last_checked": "2031-05-02"}}


@pytest.mark.parametrize(
    ("as_written", "came_back"),
    [("007", 7), ("12", 12.0), ("1E3", 1000), ("1E3", "1000"), ("2.50", "2,5")],
)
def test_ids_that_became_numbers_are_known_again(project, as_written, came_back):
    write_catalogue(project, as_csv([ROWS[0] | {"offer_id": as_written}], OFFER_HEADINGS))
    sheet = sent_out(project).answer(as_written, mark="uændret", offer_id=came_back)
    assert list(imported(project, sheet.save())) == [as_written]


@pytest.mark.parametrize(
    "came_back",
    [43831, 43831.0, "43831", datetime(2020, 1, 1), date(2020, 1, 1), "01.01.2020", "2020-01-01"],
)
def test_dates_that_became_something_else_are_known_again(project, sheet, came_back):
    sheet.answer("A1", mark="uændret", open_from=came_back)
    prepared = prepare_import(project, [sheet.save()], on=ON)
    assert prepared.edits.updates["A1"] == {"last_checked": "2031-05-02"}


def test_days_are_counted_from_where_the_workbook_says(project, sheet):
    sheet.book.epoch = datetime(1904, 1, 1)
    sheet.answer("A1", mark="uændret", open_from=43831 - 1462)
    assert prepare_import(project, [sheet.save()], on=ON).edits.n_checked == 1


@pytest.mark.parametrize(
    ("column", "came_back"),
    [
        ("capacity_per_year", "20,0"),
        ("capacity_per_year", 20.0),
        ("audience", " virksomhed "),
        (
            "description",
            "Iværksættere møder  investorer med risikovillig\r\nkapital til tidlige faser. ",
        ),
        ("title", "\u200bInvestorforum"),
    ],
)
def test_what_says_the_same_is_no_change(project, sheet, column, came_back):
    sheet.answer("A1", mark="uændret", **{column: came_back})
    assert prepare_import(project, [sheet.save()], on=ON).edits.n_checked == 1


def test_a_workbook_that_is_open_elsewhere_is_told(project, sheet):
    path = sheet.save()
    lock = path.with_name("~$tilbud.xlsx")
    lock.touch()
    told = faults(project, path, lock)
    assert len(told) == 2
    assert all("tilbud.xlsx: is open in Excel" in fault for fault in told)


# What is wrong with what comes back


@pytest.mark.parametrize(
    ("cells", "cell", "what"),
    [
        ({"mark": "måske"}, "B2", "none of the answers"),
        ({"mark": "uændret", "price": "9"}, "K2", "says unchanged"),
        ({"open_from": "til sommer"}, "L2", "not a date"),
        ({"capacity_per_year": "mange"}, "J2", "not a number"),
        ({"audience": "Virksomhed;Rumvæsner"}, "F2", "unknown audience"),
        ({"regions": "Månen"}, "G2", "no known region"),
        ({"open_until": "2019-12-31"}, "M2", "dates reversed"),
        ({"title": ""}, "C2", "no title"),
        ({"offer_id": "A77"}, "A2", "no offer was exported under this id"),
        ({"offer_id": "A2"}, "A3", "another row as well"),
        ({"offer_id": ""}, "C2", "of that title and provider already"),
    ],
)
def test_a_fault_names_file_sheet_and_cell(project, sheet, cells, cell, what):
    told = faults(project, sheet.answer("A1", **cells).save())
    assert len(told) == 1
    assert f"tilbud.xlsx, sheet 'Tilbud', cell {cell}: " in told[0]
    assert what in told[0]
    assert "\n    Try: " in told[0]


def test_a_formula_is_refused(project, sheet):
    sheet.page.cell(2, sheet.column("price")).value = "=1+1"
    assert "cell K2: holds a formula" in faults(project, sheet.save())[0]


def test_a_new_row_needs_a_title_and_comes_once(project, sheet):
    sheet.add(description="uden navn").add(title="X", provider="P").add(title="x ", provider="P")
    told = faults(project, sheet.save())
    assert [("C5" in fault, "C6" in fault, "C7" in fault) for fault in told] == [
        (True, False, False), (False, True, False), (False, False, True),
    ]  # fmt: skip


def test_all_faults_of_all_workbooks_are_told_and_no_cell_is(project):
    books = export_offers(project, project / "ud", by_provider=True)
    secret = "Gudrun Ellegaard"
    one = Sheet(books[0]).answer("A3", open_from=secret, capacity_per_year=secret).save()
    other = Sheet(books[1]).answer("A1", mark=secret, regions=secret).save()
    told = faults(project, one, other, project / "nope.xlsx")
    assert len(told) == 5
    assert not any(secret in fault for fault in told)


def test_a_bad_cell_that_was_in_the_catalogue_before_stops_nobody(project):
    write_catalogue(project, as_csv([ROWS[0] | {"open_from": "snart"}], OFFER_HEADINGS))
    sheet = sent_out(project).answer("A1", mark="rettet", price="7")
    assert imported(project, sheet.save())["A1"]["price"] == "7"


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def foreign(project: Path) -> Path:
    book = Workbook()
    book.active.append(list(HEADINGS.values()))
    book.save(project / "fremmed.xlsx")
    return project / "fremmed.xlsx"


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda folder: folder / "nope.xlsx", "no such file"),
        (lambda folder: write(folder / "a.xlsx", b""), "cannot be read as a workbook"),
        (lambda folder: write(folder / "a.xlsx", b"PK\x03\x04 damaged"), "cannot be read"),
        (
            lambda folder: write(folder / "a.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600),
            "cannot be read",
        ),
        (foreign, "is no workbook that gapmap catalogue export wrote"),
    ],
)
def test_a_file_of_another_kind_is_told(project, make, what):
    assert what in faults(project, make(project))[0]


def test_a_heading_that_is_gone_is_told(project, sheet):
    sheet.page.cell(1, sheet.column("price")).value = "Noget andet"
    assert "has no column 'Pris'" in faults(project, sheet.save())[0]
    sheet.page.cell(1, sheet.column("title")).value = None
    assert "has 0 sheets" in faults(project, sheet.save())[0]


# The catalogue was edited in between


def edit(project: Path, **cells: str) -> None:
    write_catalogue(project, as_csv([ROWS[0] | cells, *ROWS[1:]], OFFER_HEADINGS))


def test_both_having_changed_an_offer_is_a_conflict(project, sheet):
    edit(project, price="100")
    told = faults(project, sheet.answer("A1", price="200").save())
    assert "cell A2: the offer was edited in the catalogue after the export" in told[0]


def test_both_having_changed_it_alike_is_none(project, sheet):
    edit(project, price="100")
    after = imported(project, sheet.answer("A1", mark="rettet", price="100").save())
    assert after["A1"]["last_checked"] == "2031-05-02"


def test_a_confirmation_of_what_has_been_edited_since_does_not_count(project, sheet):
    edit(project, price="100")
    prepared = prepare_import(project, [sheet.mark_all().save()], on=ON)
    assert (prepared.edits.n_checked, prepared.edits.n_outdated) == (2, 1)
    assert "A1" not in prepared.edits.updates


def test_an_edit_of_another_offer_is_no_conflict(project, sheet):
    edit(project, price="100")
    after = imported(project, sheet.answer("A2", price="200").save())
    assert (after["A1"]["price"], after["A2"]["price"]) == ("100", "200")


def test_an_offer_that_was_taken_out_is_told(project, sheet):
    write_catalogue(project, as_csv(ROWS[1:], OFFER_HEADINGS))
    assert "no longer in the catalogue" in faults(project, sheet.mark_all().save())[0]


def test_a_catalogue_that_changes_while_a_person_is_asked_is_left_alone(project, sheet):
    prepared = prepare_import(project, [sheet.mark_all().save()], on=ON)
    edit(project, price="100")
    before = (project / CATALOGUE).read_bytes()
    with pytest.raises(MachineError, match="meanwhile"):
        write_import(project, prepared)
    assert (project / CATALOGUE).read_bytes() == before


# The catalogue keeps its own form


@pytest.mark.parametrize(
    ("encoding", "delimiter", "line_end", "quoting"),
    [
        ("utf-8", ",", "\n", csv.QUOTE_MINIMAL),
        ("utf-8-sig", ";", "\r\n", csv.QUOTE_MINIMAL),
        ("cp1252", ";", "\r\n", csv.QUOTE_ALL),
        ("utf-16", "\t", "\r\n", csv.QUOTE_MINIMAL),
        ("utf-8", "\t", "\n", csv.QUOTE_ALL),
    ],
)
def test_a_text_file_stays_as_it_was_written(project, encoding, delimiter, line_end, quoting):
    headings = [*OFFER_HEADINGS, "last_checked", "Noter"]
    rows = [[row.get(name, "") for name in headings] for row in ROWS]
    rows[1][7] = 'Linje "et"\nog to, æøå; slut'

    def written(last_checked: str) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
        writer.writerow(headings)
        writer.writerows([*row[:-2], last_checked, row[-1]] for row in rows)
        return text.getvalue().encode(encoding)

    path = project / CATALOGUE
    path.write_bytes(written(""))
    imported(project, sent_out(project).mark_all().save())
    assert path.read_bytes() == written("2031-05-02")


def test_the_line_that_tells_excel_the_delimiter_stays(project):
    path = write_catalogue(project, "sep=;\n" + as_csv(ROWS, OFFER_HEADINGS))
    imported(project, sent_out(project).mark_all().save())
    assert path.read_text("utf-8").startswith("sep=;\noffer_id;title;")


def test_headings_of_its_own_are_kept(project):
    toml = project / "gapmap.toml"
    toml.write_text(
        SETTINGS + '[catalogue.columns]\ntitle = "Navn"\nlast_checked = "Tjekket"\n', "utf-8"
    )
    text = as_csv(ROWS, OFFER_HEADINGS).replace(";title;", ";Navn;", 1)
    first, _, rest = text.partition("\n")
    rest = "".join(f"{line};\n" for line in rest.splitlines())
    path = write_catalogue(project, f"{first};Tjekket\n{rest}")
    after = imported(
        project, sent_out(project).mark_all().answer("A1", mark="rettet", title="Nyt").save()
    )
    assert after["A1"]["title"] == "Nyt"
    assert path.read_text("utf-8").splitlines()[0] == f"{first};Tjekket"


def test_a_character_that_the_encoding_lacks_is_told(project):
    write_catalogue(project, as_csv(ROWS, OFFER_HEADINGS), "cp1252")
    told = faults(project, sent_out(project).answer("A1", price="→ 漢字").save())
    assert "lacks a character" in told[0]


def as_workbook(project: Path, ending: str = "xlsx") -> Path:
    """The catalogue as a workbook with a title row, notes beside it and typed cells."""
    toml = project / "gapmap.toml"
    toml.write_text(SETTINGS + f'[catalogue]\nfile = "data/raw/offers.{ending}"\n', "utf-8")
    book = Workbook()
    page = book.active
    page.title = "Katalog"
    page.append([*OFFER_HEADINGS, "Noter"])
    for row in ROWS:
        page.append([row.get(name) for name in OFFER_HEADINGS] + ["vores note"])
    page["I2"] = 20
    page["L2"] = datetime(2020, 1, 1)
    book.create_sheet("Andet")["A1"] = "bliver"
    path = project / f"data/raw/offers.{ending}"
    book.save(path)
    return path


def test_a_workbook_stays_a_workbook(project):
    path = as_workbook(project)
    sheet = sent_out(project).mark_all()
    sheet.answer("A2", mark="rettet", price="=1+1", open_until=datetime(2032, 1, 1))
    sheet.add(title="Nyt tilbud", capacity_per_year=3)
    write_import(project, prepare_import(project, [sheet.save()], on=ON))
    after = offers(project, "data/raw/offers.xlsx")
    assert after["A2"]["price"] == "=1+1"
    assert after["A4"]["title"] == "Nyt tilbud"
    book = load_workbook(path)
    page = book["Katalog"]
    assert book["Andet"]["A1"].value == "bliver"
    assert [cell.value for cell in page["N"]] == [
        "Noter",
        "vores note",
        "vores note",
        "vores note",
        None,
    ]
    assert (page["I2"].value, page["L2"].value) == (20, datetime(2020, 1, 1))
    assert page["J3"].data_type == "s"
    assert page["M3"].value == datetime(2032, 1, 1)
    assert page["O1"].value == "last_checked"
    assert page["O2"].value == datetime(2031, 5, 2)


def test_a_catalogue_whose_formulas_would_lose_their_values_is_left_alone(project):
    path = as_workbook(project)
    book = load_workbook(path)
    book["Katalog"]["J2"] = "=1+1"
    book.save(path)
    saved_by_excel = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(saved_by_excel, "w") as new:
        for name in old.namelist():
            content = re.sub(rb"(<f>1\+1</f>)<v ?/?>(</v>)?", rb"\1<v>2</v>", old.read(name))
            new.writestr(name, content)
    path.write_bytes(saved_by_excel.getvalue())
    assert offers(project, "data/raw/offers.xlsx")["A1"]["price"] == "2"
    with pytest.raises(DataError, match="cannot be changed safely"):
        prepare_import(project, [sent_out(project).mark_all().save()], on=ON)
    assert path.read_bytes() == saved_by_excel.getvalue()


def test_a_catalogue_that_is_open_in_excel_is_left_alone(project):
    path = as_workbook(project)
    prepared = prepare_import(project, [sent_out(project).mark_all().save()], on=ON)
    path.with_name("~$offers.xlsx").touch()
    before = path.read_bytes()
    with pytest.raises(MachineError, match="open in Excel"):
        write_import(project, prepared)
    assert path.read_bytes() == before


def test_a_catalogue_that_cannot_be_written_is_told(project):
    sheet = sent_out(project).mark_all().save()
    toml = project / "gapmap.toml"
    toml.write_text(SETTINGS + '[catalogue]\nfile = "data/raw/offers.json"\n', "utf-8")
    (project / "data/raw/offers.json").write_text('[{"title": "x"}]', "utf-8")
    with pytest.raises(DataError, match="cannot be written"):
        prepare_import(project, [sheet], on=ON)


def test_the_old_catalogue_is_kept_with_the_day(project, sheet):
    old = (project / CATALOGUE).read_bytes()
    path = sheet.mark_all().save()
    written = write_import(project, prepare_import(project, [path], on=ON))
    assert [p.name for p in written] == ["offers.csv", "offers-before-2031-05-02.csv"]
    assert written[1].read_bytes() == old
    later = prepare_import(project, [path], on=ON)
    assert [p.name for p in write_import(project, later)][1] == "offers-before-2031-05-02-2.csv"


# Laws

_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"))
    | st.sampled_from("=+-@;\n\"'æøå "),
    max_size=12,
)
_ROW = st.fixed_dictionaries(
    {
        "title": _WORDS.filter(str.strip).map(lambda text: f"x{text}"),
        "provider": _WORDS,
        "offer_type": _WORDS,
        "audience": st.sampled_from(["", "Virksomhed", "kommune; Virksomhed", "Marsboer"]),
        "regions": st.sampled_from(["", "Nord", "Syd|Nord", "Hele landet"]),
        "description": _WORDS,
        "capacity_per_year": st.sampled_from(["", "7", "1.200", "mange", "80,0"]),
        "open_from": st.sampled_from(["", "2020-01-01", "01.02.2021", "2020-01-01 12:30", "snart"]),
        "url": _WORDS,
    }
)


@settings(max_examples=12)
@given(rows=st.lists(_ROW, min_size=1, max_size=5), chance=st.randoms(use_true_random=False))
def test_what_is_confirmed_comes_back_as_it_went_out(rows: Sequence[Mapping[str, str]], chance):
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "data/raw").mkdir(parents=True)
        (project / "gapmap.toml").write_text(SETTINGS, "utf-8")
        named = [ROWS[0], *({"offer_id": f"T{n}", **row} for n, row in enumerate(rows))]
        write_catalogue(project, as_csv(named, OFFER_HEADINGS))
        before = offers(project)
        books = export_offers(project, project / "ud", by_provider=True)
        chance.shuffle(books)
        for path in books:
            sheet = Sheet(path).mark_all()
            below = [[c.value for c in row] for row in sheet.page.iter_rows(min_row=2)]
            chance.shuffle(below)
            for number, values in enumerate(below, start=2):
                for at, value in enumerate(values, start=1):
                    cell = sheet.page.cell(number, at)
                    cell.value = value
                    cell.data_type = "s" if isinstance(value, str) else cell.data_type
            sheet.save()
        prepared = prepare_import(project, books, on=ON)
        assert not prepared.changes
        write_import(project, prepared)
        after = offers(project)
        assert after == {name: row | {"last_checked": "2031-05-02"} for name, row in before.items()}


@given(text=_WORDS)
def test_the_plain_form_of_a_plain_form_is_itself(text):
    once = plain_rows(pd.DataFrame({"title": [text], "regions": [text], "open_from": [text]}))
    assert plain_rows(once).equals(once)


# The command


def test_the_command_shows_what_changes_asks_and_writes(project, sheet, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    path = str(
        sheet.mark_all()
        .answer("A1", mark="rettet", price="hemmelig")
        .answer("A2", mark="udgår")
        .save()
    )
    command = ["--project", str(project), "catalogue", "import", path, "--date", "2031-05-02"]
    before = (project / CATALOGUE).read_bytes()
    assert cli.main(command) == 2
    told = capsys.readouterr()
    assert "changed: A1: price" in told.out
    assert "discontinued: A2" in told.out
    assert "3 offers count as checked on 2031-05-02" in told.out
    assert "--yes" in told.err
    assert "hemmelig" not in told.out + told.err
    assert (project / CATALOGUE).read_bytes() == before
    assert cli.main([*command, "--yes"]) == 0
    assert offers(project)["A1"]["price"] == "hemmelig"


def test_the_command_exports(project, capsys):
    folder = project / "ud"
    command = ["--project", str(project), "catalogue", "export", "--by-provider", str(folder)]
    assert cli.main(command) == 0
    assert capsys.readouterr().out.count(".xlsx") == 3
    assert cli.main(command) == 2


def test_a_day_that_is_none_is_wrong_usage(project, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--project", str(project), "catalogue", "import", "x.xlsx", "--date", "i går"])
    assert ended.value.code == 2
    assert "2027-01-31" in capsys.readouterr().err
