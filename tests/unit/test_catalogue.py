from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest

from gapmap.errors import DataError
from gapmap.readers import Export
from gapmap.settings import ProjectSettings
from gapmap.stages.catalogue import Catalogue, read_offers

REGIONS = {"Syd": "South", "Nord": "North", "Øst": "East"}


def project(**columns: str) -> ProjectSettings:
    return ProjectSettings.model_validate(
        {
            "project": {"title_da": "Behov", "title_en": "Needs"},
            "respondent_types": {
                "Virksomhed": {
                    "da_plural": "virksomheder",
                    "en": "company",
                    "en_plural": "companies",
                },
                "Kommune": {
                    "da_plural": "kommuner",
                    "en": "municipality",
                    "en_plural": "municipalities",
                },
            },
            "regions": REGIONS,
            "catalogue": {"columns": columns},
        }
    )


def offer(number: int = 1, **cells: str) -> dict[str, str]:
    """An offer that can be used as it is, but for the cells given."""
    return {
        "offer_id": f"T{number}",
        "title": f"Tilbud {number}",
        "provider": "Klyngen",
        "audience": "Virksomhed",
        "regions": "Nord",
        "capacity_per_year": "10",
        "open_from": "2020-01-01",
        "open_until": "",
        **cells,
    }


def catalogue(
    *rows: dict[str, str], settings: ProjectSettings | None = None, ragged: Sequence[int] = ()
) -> Catalogue:
    cells = pd.DataFrame(list(rows), dtype="str").fillna("")
    return read_offers(Export("offers.csv", cells, tuple(ragged)), settings or project())


def rejected(read: Catalogue) -> list[tuple[int, str, str]]:
    columns = ["row", "column", "rule"]
    return list(read.rejects[columns].itertuples(index=False, name=None))


def codes(read: Catalogue) -> dict[str, int]:
    return {notice.code: notice.count for notice in read.notices}


def test_a_row_becomes_an_offer():
    read = catalogue(offer(1, languages="en; DA", last_checked="04-03-2031"))
    found = read.offers.iloc[0]
    assert found["audience"] == ["Virksomhed"]
    assert found["regions"] == ["Nord"]
    assert found["languages"] == ["da", "en"]
    assert found["capacity_per_year"] == 10
    assert found["open_from"] == pd.Timestamp("2020-01-01")
    assert pd.isna(found["open_until"])
    assert found["last_checked"] == pd.Timestamp("2031-03-04")
    assert found["description"] == ""
    assert rejected(read) == []
    assert codes(read) == {}


def test_only_the_title_is_needed():
    read = catalogue({"title": "Et tilbud"})
    assert codes(read) == {"offers_open_to_all": 1, "capacity_unknown": 1, "offer_ids_made": 1}
    assert read.offers["audience"].tolist() == [[]]


def test_columns_can_be_mapped_and_are_found_whatever_their_case():
    read = catalogue(
        {"Navn": "Et tilbud", "Offer_ID": "A", "REGIONS": "Syd", "Note": "x"},
        settings=project(title="Navn"),
    )
    assert read.offers[["offer_id", "title"]].to_numpy().tolist() == [["A", "Et tilbud"]]
    assert read.offers["regions"].tolist() == [["Syd"]]
    assert [n.names for n in read.notices if n.code == "offer_columns_not_used"] == [("Note",)]


def test_a_catalogue_without_titles_is_told_with_the_nearest_headings():
    with pytest.raises(DataError, match=r"no heading 'title'[\s\S]*'titel'") as raised:
        catalogue({"titel": "x", "provider": "y"})
    assert raised.value.__context__ is None


def test_every_mapped_heading_that_is_absent_is_told():
    with pytest.raises(DataError) as raised:
        catalogue(offer(1), settings=project(price="Pris", url="Link"))
    assert len(raised.value.faults) == 2


@pytest.mark.parametrize(
    ("cell", "regions"),
    [
        ("Hele landet", ["Nord", "Syd", "Øst"]),
        ("hele  landet; Nord", ["Nord", "Syd", "Øst"]),
        (" syd ;NORD;; Syd", ["Nord", "Syd"]),
        ("East", ["Øst"]),
        ("Syd, Nord", ["Nord", "Syd"]),
        ("Syd\nNord | Øst", ["Nord", "Syd", "Øst"]),
        ("Landsdækkende", ["Nord", "Syd", "Øst"]),
        ("", []),
    ],
)
def test_regions_are_sorted_sets(cell, regions):
    read = catalogue(offer(1, regions=cell))
    assert read.offers["regions"].tolist() == [regions]
    assert rejected(read) == []


def test_respondent_types_may_be_named_in_the_plural_or_in_english():
    read = catalogue(offer(1, audience="Kommuner; companies"))
    assert read.offers["audience"].tolist() == [["Kommune", "Virksomhed"]]


def test_a_blank_set_is_open_to_all_and_counted():
    read = catalogue(offer(1, audience=" ; "), offer(2, regions=""), offer(3))
    assert codes(read) == {"offers_open_to_all": 2}


def test_an_unknown_value_is_dropped_and_rejected():
    read = catalogue(offer(1, audience="Kommune;Borger", regions="Nord;Mars"))
    assert rejected(read) == [(1, "audience", "unknown_audience"), (1, "regions", "unknown_region")]
    assert read.offers["audience"].tolist() == [["Kommune"]]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [({"audience": "Borger"}, "no_known_audience"), ({"regions": "Mars;Venus"}, "no_known_region")],
)
def test_an_offer_for_nobody_we_know_does_not_become_open_to_all(cells, rule):
    read = catalogue(offer(1, **cells), offer(2))
    assert rejected(read) == [(1, "", rule)]
    assert read.offers["offer_id"].tolist() == ["T2"]


@pytest.mark.parametrize(
    ("cell", "places"), [("80", 80), ("80,0", 80), ("80.0", 80), ("1.200", 1200), ("0", 0)]
)
def test_places_are_whole_numbers(cell, places):
    read = catalogue(offer(1, capacity_per_year=cell))
    assert read.offers["capacity_per_year"].tolist() == [places]
    assert rejected(read) == []


@pytest.mark.parametrize("cell", ["-5", "2,5", "ca. 80", "80-100", "mange", "9" * 12])
def test_places_that_are_no_whole_number_are_rejected(cell):
    read = catalogue(offer(1, capacity_per_year=cell))
    assert rejected(read) == [(1, "capacity_per_year", "not_a_number")]
    assert codes(read) == {"capacity_unknown": 1}


def test_what_is_no_date_is_rejected_and_its_offer_kept():
    read = catalogue(offer(1, open_until="altid", last_checked="i går"))
    assert rejected(read) == [(1, "last_checked", "not_a_date"), (1, "open_until", "not_a_date")]
    assert pd.isna(read.offers["open_until"].iloc[0])


def test_an_offer_that_closes_before_it_opens_is_rejected():
    read = catalogue(
        offer(1, open_from="2020-02-01", open_until="2020-01-31"),
        offer(2, open_from="2020-02-01", open_until="2020-02-01"),
    )
    assert rejected(read) == [(1, "", "dates_reversed")]


def test_of_a_repeated_id_the_first_usable_row_counts():
    read = catalogue(offer(1, title=""), offer(1, title="Først"), offer(1, title="Sidst"))
    assert rejected(read) == [(1, "", "no_title"), (3, "", "duplicate_offer")]
    assert read.offers["title"].tolist() == ["Først"]


def test_an_id_that_is_made_does_not_depend_on_the_rows():
    first, second = ({"title": title, "provider": "P"} for title in ("A", "B"))
    one, other = catalogue(first, second), catalogue(second, first)
    assert one.offers["offer_id"].tolist() == other.offers["offer_id"].tolist()
    assert one.offers["title"].tolist() == other.offers["title"].tolist()
    assert one.offers["offer_id"].is_unique


def test_offers_come_in_the_order_of_their_ids():
    assert catalogue(offer(3), offer(1), offer(2)).offers["offer_id"].tolist() == ["T1", "T2", "T3"]


def test_rows_in_are_offers_and_rows_rejected():
    rows = (
        offer(1), dict.fromkeys(offer(1), ""), offer(2, title=" "), offer(1), offer(4),
        offer(5, audience="Borger"), offer(6, regions="Mars", open_until="2001-01-01"),
        offer(7, open_until="2001-01-01", capacity_per_year="x"),
    )  # fmt: skip
    read = catalogue(*rows, ragged=[5])
    left_out = read.rejects.loc[read.rejects["column"] == "", "row"]
    assert left_out.tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert len(rows) == len(read.offers) + left_out.nunique()


def test_nothing_left_is_told():
    with pytest.raises(DataError, match="no offer can be used"):
        catalogue(offer(1, title=""))


def test_the_export_is_unchanged():
    delivered = Export("offers.csv", pd.DataFrame([offer(1, regions="Hele landet")], dtype="str"))
    before = delivered.cells.copy(deep=True)
    read_offers(delivered, project())
    pd.testing.assert_frame_equal(delivered.cells, before)


def in_period(*rows: dict[str, str], stale_after_days: int = 365) -> dict[str, int]:
    settings = project()
    settings = settings.model_copy(
        update={
            "catalogue": settings.catalogue.model_copy(
                update={"stale_after_days": stale_after_days}
            )
        }
    )
    cells = pd.DataFrame(list(rows), dtype="str").fillna("")
    period = (date(2031, 3, 1), date(2031, 3, 31))
    return codes(read_offers(Export("offers.csv", cells), settings, period=period))


@pytest.mark.parametrize(
    ("open_from", "open_until", "n_closed"),
    [
        ("", "", 0),
        ("2031-03-31", "", 0),
        ("2031-04-01", "", 1),
        ("", "2031-03-01", 0),
        ("", "2031-02-28", 1),
    ],
)
def test_offers_closed_throughout_the_wave_are_counted(open_from, open_until, n_closed):
    found = in_period(offer(1, open_from=open_from, open_until=open_until))
    assert found.get("offers_closed", 0) == n_closed


@pytest.mark.parametrize(
    ("last_checked", "n_stale"), [("2031-03-21", 0), ("2031-03-20", 1), ("", 0), ("2035-01-01", 0)]
)
def test_offers_checked_long_before_the_end_of_the_wave_are_counted(last_checked, n_stale):
    found = in_period(offer(1, last_checked=last_checked), stale_after_days=10)
    assert found.get("offers_stale", 0) == n_stale


def test_without_the_days_of_the_wave_nothing_is_closed_or_stale():
    found = codes(catalogue(offer(1, open_until="2020-02-01", last_checked="2001-01-01")))
    assert found == {}


def test_everyone_in_the_audience_is_every_type():
    read = catalogue(offer(1, audience="Alle"))
    assert read.offers["audience"].tolist() == [["Kommune", "Virksomhed"]]


def test_offers_alike_under_other_ids_are_counted_and_kept():
    read = catalogue(offer(1), offer(2, title="Tilbud 1"), offer(3))
    assert codes(read) == {"offers_alike": 2}
    assert len(read.offers) == 3
