from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.errors import DataError
from gapmap.readers import Export
from gapmap.settings import ProjectSettings, Rules, WaveSettings
from gapmap.stages.ingest import Ingested, read_responses
from gapmap.tables import NOT_STATED

HEADINGS = {
    "respondent_id": "Id",
    "submitted_at": "Tid",
    "respondent_type": "Type",
    "region": "Landsdel",
    "size": "Ansatte",
    "field": "Område",
    "importance": "Vigtighed",
    "satisfaction": "Tilfredshed",
    "weight": "Vægt",
}
NEED = "Hvad har I brug for?"
MISSING = "Hvad mangler?"

PROJECT = ProjectSettings.model_validate(
    {
        "project": {"title_da": "Behov", "title_en": "Needs"},
        "respondent_types": {
            "Virksomhed": {"da_plural": "v", "en": "company", "en_plural": "companies"},
            "Kommune": {"da_plural": "k", "en": "municipality", "en_plural": "m"},
        },
        "regions": {"Nord": "North", "Syd": "South"},
    }
)


def wave_settings(**columns: object) -> WaveSettings:
    """Settings that map every column, but for those given; "" leaves one out."""
    categories = columns.pop("categories", {})
    return WaveSettings.model_validate(
        {
            "wave": {"file": "export.csv", "label": "2031"},
            "columns": {**HEADINGS, "needs": (NEED,), "missing": (MISSING,), **columns},
            "categories": categories,
        }
    )


def row(number: int = 1, **cells: str) -> dict[str, str]:
    """A row that can be used as it is, but for the cells given."""
    named = {HEADINGS.get(name, name): cell for name, cell in cells.items()}
    return {
        "Id": f"{number}",
        "Tid": "2031-03-04",
        "Type": "Virksomhed",
        "Landsdel": "Nord",
        "Ansatte": "1-9",
        "Område": "Biotek",
        "Vigtighed": "4",
        "Tilfredshed": "2",
        "Vægt": "1",
        NEED: f"behov {number}",
        MISSING: "",
        **named,
    }


def export(*rows: dict[str, str], ragged: Sequence[int] = ()) -> Export:
    return Export("export.csv", pd.DataFrame(list(rows), dtype="str"), tuple(ragged))


def ingest(*rows: dict[str, str], settings: WaveSettings | None = None) -> Ingested:
    return read_responses(export(*rows), settings or wave_settings(), PROJECT, wave="2031")


def rejected(ingested: Ingested) -> list[tuple[int, str, str]]:
    columns = ["row", "column", "rule"]
    return list(ingested.rejects[columns].itertuples(index=False, name=None))


def test_a_row_becomes_a_respondent():
    ingested = ingest(row(7, missing_1="x", **{MISSING: "tid"}))
    assert ingested.responses.to_dict("records") == [
        {
            "respondent_id": "7",
            "source_row": 1,
            "wave": "2031",
            "submitted_at": pd.Timestamp("2031-03-04"),
            "respondent_type": "Virksomhed",
            "region": "Nord",
            "size": "1-9",
            "field": "Biotek",
            "importance": 4.0,
            "satisfaction": 2.0,
            "weight": 1.0,
            "need_1": "behov 7",
            "missing_1": "tid",
        }
    ]
    assert rejected(ingested) == []


def test_only_the_needs_must_be_mapped():
    only_needs = dict.fromkeys(HEADINGS, "") | {"missing": ()}
    ingested = ingest(row(1), settings=wave_settings(**only_needs))
    response = ingested.responses.iloc[0]
    assert response["respondent_type"] == response["region"] == NOT_STATED
    assert pd.isna(response["importance"])
    assert pd.isna(response["submitted_at"])
    assert response["weight"] == 1
    assert response["respondent_id"] == "1"
    assert [notice.code for notice in ingested.notices] == ["columns_not_used", "no_ids"]


def test_columns_that_are_not_mapped_are_dropped_and_named():
    ingested = ingest(row(1, IP="10.0.0.1", Kanal="mail"))
    assert [(n.code, n.names) for n in ingested.notices] == [("columns_not_used", ("IP", "Kanal"))]
    assert "IP" not in ingested.responses


def test_all_absent_headings_are_told_with_the_nearest():
    asked = wave_settings(region="Landsdelen?", weight="Vejning", needs=("Hvad har I brug for",))
    with pytest.raises(DataError) as raised:
        ingest(row(1), settings=asked)
    told = str(raised.value)
    assert len(raised.value.faults) == 3
    assert "'Landsdelen?', which wave.toml, columns.region names" in told
    assert "the nearest in the file: 'Landsdel'" in told
    assert f"'{NEED}'" in told
    assert raised.value.__context__ is None


def test_a_file_without_headings_gives_away_no_personal_data():
    first_row_as_headings = pd.DataFrame([["2"]], columns=["Ring 40 00 81 12"], dtype="str")
    with pytest.raises(DataError) as raised:
        read_responses(
            Export("export.csv", first_row_as_headings),
            wave_settings(needs=("Ring 40 00 81 13",)),
            PROJECT,
            wave="2031",
        )
    assert "40 00 81 12" not in str(raised.value)


def test_headings_may_differ_in_spaces_and_in_how_accents_are_encoded():
    decomposed = "Omra\u030ade"
    ingested = ingest(
        {key.replace("Område", decomposed).replace(" ", "\u00a0"): c for key, c in row(1).items()}
    )
    assert ingested.responses["field"].tolist() == ["Biotek"]


@pytest.mark.parametrize(
    ("cell", "category"),
    [
        ("Virksomhed", "Virksomhed"),
        (" VIRKSOMHED ", "Virksomhed"),
        ("Firma (privat)", "Virksomhed"),
        ("firma  (Privat)", "Virksomhed"),
        ("", NOT_STATED),
        ("Ikke oplyst", NOT_STATED),
    ],
)
def test_a_category_is_found_whatever_its_case_and_wording(cell, category):
    asked = wave_settings(categories={"respondent_type": {"Firma (privat)": "Virksomhed"}})
    ingested = ingest(row(1, respondent_type=cell), settings=asked)
    assert ingested.responses["respondent_type"].tolist() == [category]
    assert rejected(ingested) == []


def test_an_unknown_category_is_rejected_and_its_row_kept():
    ingested = ingest(row(1, region="Grønland"), row(2))
    assert rejected(ingested) == [(1, "region", "unknown_category")]
    assert sorted(ingested.responses["region"]) == ["Nord", NOT_STATED]
    assert "Grønland" not in ingested.rejects.to_csv()


def test_where_the_project_lists_no_categories_any_value_is_taken():
    ingested = ingest(row(1, size="  En  mands\u00a0hær "))
    assert ingested.responses["size"].tolist() == ["En mands hær"]


@pytest.mark.parametrize(
    ("cell", "rating"),
    [
        ("4", 4), ("4,0", 4), ("4.0", 4), ("3,5", 3.5), ("5 - Meget vigtigt", 5),
        ("1 – Slet ikke", 1), ("2: lidt", 2), ("3 (midt imellem)", 3), ("5 Meget vigtigt", 5),
        ("5=højest", 5),
    ],
)  # fmt: skip
def test_a_rating_is_a_number_alone_or_before_its_label(cell, rating):
    ingested = ingest(row(1, importance=cell))
    assert ingested.responses["importance"].tolist() == [rating]
    assert rejected(ingested) == []


@pytest.mark.parametrize(
    "cell", ["0", "6", "10", "10 - Meget", "4-5", "4/5", "5,5", "-3", "Meget", "5 ud af 10", "12"]
)
def test_what_is_no_rating_is_rejected(cell):
    ingested = ingest(row(1, satisfaction=cell))
    assert rejected(ingested) == [(1, "satisfaction", "not_a_rating")]
    assert ingested.responses["satisfaction"].isna().all()


def test_ratings_asked_per_need_are_kept_and_averaged():
    asked = wave_settings(
        needs=(NEED, "Andet?"), importance=("V1", "V2"), satisfaction=("T1", "T2")
    )
    ingested = ingest(
        row(1, **{"Andet?": "tid", "V1": "5", "V2": "2", "T1": "", "T2": "9"}), settings=asked
    )
    response = ingested.responses.iloc[0]
    assert (response["importance_1"], response["importance_2"], response["importance"]) == (
        5,
        2,
        3.5,
    )
    assert pd.isna(response["satisfaction"])
    assert rejected(ingested) == [(1, "satisfaction_2", "not_a_rating")]
    assert list(ingested.responses.columns)[-6:] == [
        "need_2", "missing_1", "importance_1", "importance_2", "satisfaction_1", "satisfaction_2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2031-03-04", "2031-03-04"),
        ("04-03-2031", "2031-03-04"),
        ("4.3.2031", "2031-03-04"),
        ("2031-03-04 09:05", "2031-03-04 09:05"),
        ("2031-03-04T09:05:07.123Z", "2031-03-04 09:05:07"),
        ("2031-03-04T09:05:07+02:00", "2031-03-04 09:05:07"),
        ("2031/03/04 9:05:07", "2031-03-04 09:05:07"),
        ("04.03.2031 kl. 09.05", "2031-03-04 09:05"),
    ],
)
def test_a_date_is_read(cell, moment):
    ingested = ingest(row(1, submitted_at=cell))
    assert ingested.responses["submitted_at"].tolist() == [pd.Timestamp(moment)]
    assert rejected(ingested) == []


@pytest.mark.parametrize(
    "cell", ["i går", "2031-13-01", "31-02-2031", "03/04/2031", "2031", "20310304", "0031-03-04"]
)
def test_what_is_no_date_is_rejected(cell):
    ingested = ingest(row(1, submitted_at=cell))
    assert rejected(ingested) == [(1, "submitted_at", "not_a_date")]
    assert ingested.responses["submitted_at"].isna().all()


@pytest.mark.parametrize(
    ("cell", "weight"), [("1", 1), ("0,5", 0.5), ("0.5", 0.5), ("1.250,5", 1250.5), ("", 1)]
)
def test_a_weight_is_read(cell, weight):
    ingested = ingest(row(1, weight=cell))
    assert ingested.responses["weight"].tolist() == [weight]
    assert rejected(ingested) == []


@pytest.mark.parametrize("cell", ["-1", "nan", "inf", "1e3", "en"])
def test_what_is_no_weight_is_rejected_and_counts_as_one(cell):
    ingested = ingest(row(1, weight=cell))
    assert rejected(ingested) == [(1, "weight", "not_a_weight")]
    assert ingested.responses["weight"].tolist() == [1]


def test_weights_that_are_all_zero_cannot_be_used():
    with pytest.raises(DataError, match="every weight is 0"):
        ingest(row(1, weight="0"), row(2, weight="0"))


def test_blank_and_ragged_rows_are_rejected():
    blank = dict.fromkeys(row(1), " ")
    ingested = read_responses(
        export(row(1), blank, row(3), ragged=[3]), wave_settings(), PROJECT, wave="2031"
    )
    assert rejected(ingested) == [(2, "", "blank_row"), (3, "", "ragged_row")]
    assert ingested.responses["respondent_id"].tolist() == ["1"]


def test_of_a_repeated_id_the_answer_given_last_counts():
    ingested = ingest(
        row(1, submitted_at="2031-03-05", **{NEED: "sidst"}),
        row(1, submitted_at="2031-03-04", **{NEED: "først"}),
        row(2, **{NEED: "i filen først"}),
        row(2, **{NEED: "i filen sidst"}),
        row(3, submitted_at="", **{NEED: "uden tid"}),
        row(3, **{NEED: "med tid"}),
    )
    assert rejected(ingested) == [
        (2, "", "duplicate_id"),
        (3, "", "duplicate_id"),
        (5, "", "duplicate_id"),
    ]
    assert set(ingested.responses["need_1"]) == {"sidst", "i filen sidst", "med tid"}


def test_rows_without_an_id_are_people_of_their_own():
    ingested = ingest(row(1), row(2, respondent_id=""), row(3, respondent_id=" "))
    assert rejected(ingested) == [(2, "respondent_id", "no_id"), (3, "respondent_id", "no_id")]
    assert ingested.responses["respondent_id"].is_unique
    assert len(ingested.responses) == 3


def test_an_id_column_without_any_id_is_none():
    ingested = ingest(row(1, respondent_id=""), row(2, respondent_id=""))
    assert [notice.code for notice in ingested.notices] == ["no_ids"]
    assert rejected(ingested) == []


def test_nothing_left_is_told():
    with pytest.raises(DataError, match="no row can be used") as raised:
        read_responses(export(row(1), ragged=[1]), wave_settings(), PROJECT, wave="2031")
    assert raised.value.__context__ is None


def test_texts_are_cleaned_of_what_cannot_be_seen_and_of_nothing_else():
    ingested = ingest(row(1, **{NEED: "  a\r\nb\u200b\x07 — «c» 🙂 \u00ad"}))
    assert ingested.responses["need_1"].tolist() == ["a\nb — «c» 🙂"]


def test_the_export_is_unchanged():
    delivered = export(row(1, region=" NORD "), row(1))
    before = delivered.cells.copy(deep=True)
    read_responses(delivered, wave_settings(), PROJECT, wave="2031")
    pd.testing.assert_frame_equal(delivered.cells, before)


CELLS = st.fixed_dictionaries(
    {
        "Id": st.sampled_from(["", "1", "2", "3"]),
        "Tid": st.sampled_from(["", "2031-03-04", "05-03-2031", "x"]),
        "Type": st.sampled_from(["", "Virksomhed", "kommune", "x"]),
        "Landsdel": st.sampled_from(["", "Nord", "x"]),
        "Vigtighed": st.sampled_from(["", "5 - Meget", "x"]),
        "Vægt": st.sampled_from(["", "2", "x"]),
        NEED: st.sampled_from(["", "penge", "tid"]),
    }
)
FEW = dict.fromkeys(("size", "field", "satisfaction"), "") | {"missing": ()}
ROWS = st.lists(
    st.tuples(CELLS, st.sampled_from(["fine", "fine", "fine", "blank", "ragged"])), min_size=4
)


@given(rows=ROWS)
@settings(max_examples=25, deadline=None)
def test_rows_in_are_rows_kept_and_rows_rejected(rows):
    delivered = [dict.fromkeys(cells, "") if fate == "blank" else cells for cells, fate in rows]
    delivered.append(row(9))  # at least one row can be used
    ragged = [number for number, (_, fate) in enumerate(rows, 1) if fate == "ragged"]
    cells = pd.DataFrame(delivered, dtype="str").fillna("")
    ingested = read_responses(
        Export("export.csv", cells, tuple(ragged)), wave_settings(**FEW), PROJECT, wave="2031"
    )
    left_out = ingested.rejects.loc[ingested.rejects["column"] == "", "row"]
    assert left_out.is_unique
    assert sorted([*left_out, *ingested.responses["source_row"]]) == list(range(1, len(cells) + 1))
    assert ingested.responses["respondent_id"].is_unique


@given(cells=st.lists(CELLS, min_size=1, max_size=15), data=st.data())
@settings(max_examples=20, deadline=None)
def test_a_shuffled_export_gives_the_same_responses(cells, data):
    numbered = [{**c, "Id": f"{number}"} for number, c in enumerate(cells)]
    shuffled = data.draw(st.permutations(numbered))
    one, other = (
        read_responses(export(*rows), wave_settings(**FEW), PROJECT, wave="2031").responses
        for rows in (numbered, shuffled)
    )
    pd.testing.assert_frame_equal(one.drop(columns="source_row"), other.drop(columns="source_row"))


@given(cells=st.lists(CELLS, min_size=1, max_size=15), data=st.data())
@settings(max_examples=10, deadline=None)
def test_the_order_of_the_responses_does_not_follow_the_ids(cells, data):
    ids = data.draw(st.permutations([f"{number}" for number in range(len(cells))]))
    one, other = (
        read_responses(
            export(*({**c, "Id": i} for c, i in zip(cells, given_ids, strict=True))),
            wave_settings(**FEW),
            PROJECT,
            wave="2031",
        ).responses
        for given_ids in (sorted(ids), ids)
    )
    who = ["respondent_id", "source_row"]
    pd.testing.assert_frame_equal(one.drop(columns=who), other.drop(columns=who))


def with_status(*rows: dict[str, str], status: Sequence[str], **rules: str) -> Ingested:
    settings = wave_settings().model_copy(update={"rules": Rules.model_validate(rules)})
    told = dataclasses.replace(export(*rows), status=tuple(status))
    return read_responses(told, settings, PROJECT, wave="2031")


def test_tests_and_unfinished_answers_are_left_out_as_the_export_tells_them():
    ingested = with_status(row(1), row(2), row(3), status=["complete", "test", "unfinished"])
    assert rejected(ingested) == [(2, "", "test_answer"), (3, "", "unfinished")]
    assert ingested.responses["respondent_id"].tolist() == ["1"]
    assert ingested.notices == ()


def test_tests_and_unfinished_answers_can_be_kept_and_are_counted():
    ingested = with_status(
        row(1),
        row(2),
        row(3),
        status=["test", "unfinished", "unfinished"],
        tests="keep",
        unfinished="keep",
    )
    assert rejected(ingested) == []
    assert len(ingested.responses) == 3
    assert [(n.code, n.count) for n in ingested.notices] == [
        ("unfinished_kept", 2),
        ("tests_kept", 1),
    ]


def test_of_a_repeated_id_the_last_complete_answer_counts():
    ingested = with_status(
        row(1, **{NEED: "færdig"}),
        row(1, submitted_at="2031-03-09", **{NEED: "ufærdig"}),
        status=["complete", "unfinished"],
        unfinished="keep",
    )
    assert rejected(ingested) == [(2, "", "duplicate_id")]
    assert ingested.responses["need_1"].tolist() == ["færdig"]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("Complete", None),
        ("TRUE", None),
        ("Gennemført", None),
        ("", None),
        ("Partial", "unfinished"),
        ("Afgivet nogle svar", "unfinished"),
        ("False", "unfinished"),
        ("Survey Preview", "test_answer"),
        ("afbrudt", "unfinished"),
    ],
)
def test_a_mapped_column_tells_the_status(cell, rule):
    asked = wave_settings(status="Svar", categories={"status": {"Afbrudt": "unfinished"}})
    ingested = ingest(row(1, Svar=""), row(2, Svar=cell), settings=asked)
    assert rejected(ingested) == ([(2, "", rule)] if rule else [])


def test_of_several_status_columns_the_worst_counts():
    asked = wave_settings(status=("Status", "Finished"))
    ingested = ingest(
        row(1, Status="Survey Preview", Finished="True"),
        row(2, Status="IP Address", Finished="False"),
        row(3, Status="IP Address", Finished="True"),
        settings=asked,
    )
    assert rejected(ingested) == [(1, "", "test_answer"), (2, "", "unfinished")]
    assert "status_1" not in ingested.responses


def test_a_status_that_tells_nothing_is_rejected_and_its_row_kept():
    ingested = ingest(row(1, Svar="grøn"), settings=wave_settings(status="Svar"))
    assert rejected(ingested) == [(1, "status", "unknown_status")]
    assert len(ingested.responses) == 1


def test_repeated_ids_can_be_kept_as_people_of_their_own_whatever_their_order():
    rows = [row(1, **{NEED: text}) for text in ("a", "b", "c")]
    asked = wave_settings().model_copy(update={"rules": Rules(duplicates="keep")})
    one, other = (ingest(*order, settings=asked) for order in (rows, rows[::-1]))
    assert rejected(one) == []
    assert [(n.code, n.count) for n in one.notices] == [("duplicates_kept", 2)]
    assert one.responses["respondent_id"].tolist() == ["1", "1 answer 2", "1 answer 3"]
    pd.testing.assert_frame_equal(
        one.responses.drop(columns="source_row"), other.responses.drop(columns="source_row")
    )


def test_nothing_but_tests_is_told():
    with pytest.raises(DataError, match="unfinished or a test"):
        with_status(row(1), status=["test"])


def test_a_category_may_stand_for_not_stated():
    asked = wave_settings(categories={"region": {"Ønsker ikke at svare": NOT_STATED}})
    ingested = ingest(row(1, region="Ønsker ikke at svare"), settings=asked)
    assert ingested.responses["region"].tolist() == [NOT_STATED]
    assert rejected(ingested) == []


ASKS = "Sæt kryds"


def test_a_tick_list_of_one_column_and_of_several_become_one_column_each():
    rows = [
        row(1, **{ASKS: "Kapital, Data", "Flere? [Data]": "1", "Flere? [Råd]": "1"}),
        row(2, **{ASKS: "", "Flere? [Data]": "0", "Flere? [Råd]": "0"}),
        row(3, **{ASKS: "Data", "Flere? [Data]": "", "Flere? [Råd]": ""}),
    ]
    settings = wave_settings(ticks=(ASKS, "Flere?"))
    found = ingest(*rows, settings=settings)
    by_row = found.responses.sort_values("source_row")
    assert by_row["ticks_1"].tolist() == ["Kapital\nData", "", "Data"]
    assert by_row["ticks_2"].tolist() == ["Data\nRåd", "-", ""]
    assert not any(notice.code == "columns_not_used" for notice in found.notices)


def test_a_tick_list_that_is_absent_is_told_with_the_others():
    with pytest.raises(DataError) as told:
        ingest(row(), settings=wave_settings(ticks=("Afkryds",), missing=("Savn?",)))
    assert len(told.value.faults) == 2
