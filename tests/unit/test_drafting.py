from __future__ import annotations

import math
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from gapmap.drafting.categories import find_nearest, range_of, wordings_of
from gapmap.drafting.columns import Earlier, propose_columns
from gapmap.drafting.draft import draft_wave
from gapmap.drafting.hints import asks_for_personal_data, is_beside_the_point, says
from gapmap.drafting.profiles import profile_columns
from gapmap.errors import DataError
from gapmap.init import create_project
from gapmap.readers import Export, read_export
from gapmap.settings import Categories, Columns, WaveSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.tables import NOT_STATED

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
PROJECT = read_project(ROOT / "gapmap.toml")


def texts(n: int) -> list[str]:
    """Answers in people's own words."""
    return [f"Vi skal have nogen at spørge om sag nummer {k}" for k in range(n)]


def export(**columns: list[str]) -> Export:
    """Columns by heading -> an export; short columns are repeated to 40 rows."""
    cells = {name: (cells * 40)[:40] for name, cells in columns.items()}
    return Export("svar.csv", pd.DataFrame(cells, dtype="str"))


def columns_of(**columns: list[str]) -> Columns:
    filled = {"Hvad er jeres behov?": texts(40), **columns}
    text = draft_wave(export(**filled), PROJECT, wave="2031", file="svar.csv").text
    return WaveSettings.model_validate(tomllib.loads(text)).columns


@pytest.mark.parametrize("wave", ["2019", "2024"])
def test_the_draft_of_the_sample_equals_the_mapping_made_by_hand(wave):
    by_hand = read_wave(RAW / wave / "wave.toml", PROJECT)
    delivered = read_export(RAW / wave / by_hand.wave.file, by_hand.format)
    text = draft_wave(delivered, PROJECT, wave=wave, file=by_hand.wave.file).text
    drafted = WaveSettings.model_validate(tomllib.loads(text))
    assert drafted.columns == by_hand.columns
    assert drafted.categories == by_hand.categories
    assert "UNSURE:" not in text
    assert f"# opens = {by_hand.wave.opens}" in text
    assert f"# closes = {by_hand.wave.closes}" in text


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_questionnaire_that_ships_is_mapped_as_the_wave_toml_that_ships(tmp_path, language):
    create_project(tmp_path)
    settings = read_project(tmp_path / "gapmap.toml")
    by_hand = read_wave(tmp_path / "questionnaire" / f"wave-{language}.toml", settings)
    columns, categories = by_hand.columns, by_hand.categories
    cells: dict[str, list[str]] = {}
    for name in ("respondent_type", "region", "size", "field"):
        own = list(wordings_of(name, settings))
        worded = {canonical: wording for wording, canonical in getattr(categories, name).items()}
        cells[getattr(columns, name)] = [worded.get(value, value) for value in own]
    for n, need in enumerate(columns.needs):
        cells[need] = [f"{text}, side {n}" for text in texts(70)]
        cells[columns.importance[n]] = list("12345")
        cells[columns.satisfaction[n]] = list("54321")
    cells[columns.missing[0]] = [f"Ingen svarer, når vi ringer om sag {k}" for k in range(70)]
    frame = pd.DataFrame({h: (values * 70)[:70] for h, values in cells.items()}, dtype="str")
    text = draft_wave(Export("s.csv", frame), settings, wave="1", file="s.csv").text
    drafted = WaveSettings.model_validate(tomllib.loads(text))
    assert drafted.columns == columns
    assert drafted.categories == categories


@pytest.mark.parametrize(
    ("heading", "cells", "name"),
    [
        ("Response ID", [f"R_{k}x" for k in range(40)], "respondent_id"),
        ("EndDate", ["2031-03-04 10:00"], "submitted_at"),
        ("Tidsstempel", ["04.03.2031 kl. 10.00"], "submitted_at"),
        ("Hvem er du?", ["Virksomhed", "Videninstitution"], "respondent_type"),
        ("Where in the country?", ["Funen", "North Jutland"], "region"),
        ("Headcount", ["Fewer than 10", "10 to 49", "More than 250"], "size"),
        ("Hvor tilfreds er du?", ["1", "3", "5"], "satisfaction"),
        ("Weighting", ["0,5", "1,25"], "weight"),
        ("Svarstatus", ["Gennemført", "Afgivet nogle svar"], "status"),
    ],
)
def test_a_column_is_known_by_its_heading_or_its_contents(heading, cells, name):
    assert getattr(columns_of(**{heading: cells}), name) == heading


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Email", [f"en{k}@firma.example" for k in range(40)]),
        ("IP Address", [f"10.0.0.{k}" for k in range(40)]),
        ("Seed", [f"{k}77" for k in range(40)]),
        ("Dit navn", [f"Kim Den {k}." for k in range(40)]),
        ("Startdate", ["2031-03-04"]),
        ("Hvilket land?", ["Danmark", "Sverige"]),
        ("Any other comments?", texts(40)),
        ("Andet, angiv venligst", texts(40)),
        ("Omsætning", ["Under 10", "10-49"]),
        ("Hvor mange kurser?", ["Under 10", "10-49"]),
        ("Hvad handlede det om?", ["Om forskning og kaffe", "Om ost", "Om te", "Om vand"]),
    ],
)
def test_what_is_not_asked_for_is_not_mapped(heading, cells):
    mapped = columns_of(**{heading: cells}).model_dump().values()
    assert not any(heading == m or (isinstance(m, tuple) and heading in m) for m in mapped)


def test_dates_that_may_be_either_way_round_are_told_and_not_mapped():
    delivered = export(Timestamp=["4/5/2031 10:00", "4/6/2031 11:00"], Behov=texts(40))
    text = draft_wave(delivered, PROJECT, wave="2031", file="svar.csv").text
    assert '# submitted_at = "Timestamp"' in text
    assert "UNSURE: these dates cannot be read" in text


def test_lists_of_ticks_and_choices_are_no_free_text():
    ticks = ["Kurser; Rådgivning", "Rådgivning; Penge og tid", "Kurser; Penge og tid"]
    long = ["Vi har brug for hjælp til det hele", "Vi har slet ikke brug for noget"]
    columns = columns_of(**{"Hvad har I brug for?": ticks, "Hvilke behov har I?": long})
    assert columns.needs == ("Hvad er jeres behov?",)


def test_only_missing_is_asked_for():
    text = draft_wave(
        export(**{"Hvad mangler I?": texts(40)}), PROJECT, wave="1", file="s.csv"
    ).text
    columns = WaveSettings.model_validate(tomllib.loads(text)).columns
    assert (columns.needs, columns.missing) == (("Hvad mangler I?",), ())
    assert "UNSURE: no question asks for needs as such" in text


def test_two_columns_alike_are_told_with_the_runner_up():
    cells = ["Nordjylland", "Fyn", "Bornholm"]
    text = draft_wave(
        export(Region=cells, Landsdel=cells, Behov=texts(40)), PROJECT, wave="1", file="s.csv"
    ).text
    assert '# UNSURE: other columns look much alike.\nregion = "Region"' in text
    assert '#   also possible: "Landsdel"' in text


def test_no_text_is_refused():
    with pytest.raises(DataError, match="none of its 2 columns"):
        draft_wave(export(Tal=["1", "2"], Navn=texts(40)), PROJECT, wave="1", file="s.csv")


def test_a_heading_that_is_an_answer_is_never_proposed():
    first_row = {"Ring til mig på 40 00 81 12 om behov": texts(40), "Behov": texts(40)}
    choices = propose_columns(profile_columns(export(**first_row), min_cell=5), PROJECT)
    assert choices["needs"].headings == ("Behov",)


def test_a_profile_tells_no_value_that_few_share():
    cells = ["Fyn"] * 36 + ["Læsø"] * 4
    (profile,) = profile_columns(export(Landsdel=cells), min_cell=5)
    assert dict(profile.values) == {"Fyn": 36}


@pytest.mark.parametrize(
    ("wording", "variable", "canonical"),
    [
        ("virksomhed", "respondent_type", "Virksomhed"),
        ("companies", "respondent_type", "Virksomhed"),
        ("Privat firma", "respondent_type", "Virksomhed"),
        ("Kommune eller region", "respondent_type", "Offentlig organisation"),
        ("University", "respondent_type", "Videninstitution"),
        ("Anden organisation", "respondent_type", None),
        ("Offentligt universitet", "respondent_type", None),
        ("Region Midtjylland", "region", "Midtjylland"),
        ("Region Syddanmark", "region", None),
        ("København", "region", "Hovedstaden"),
        ("Bornholms", "region", "Bornholm"),
        ("Medtech", "field", "Medicinsk udstyr"),
        ("Fiskeri", "field", None),
        ("1-9 ansatte", "size", "1-9"),
        ("Under 10", "size", "1-9"),
        ("over 249", "size", "250+"),
        ("1.000+", "size", None),
        ("1(ID253)", "size", None),
        ("1,000-10,000", "size", None),
        ("20-60", "size", "10-49"),
        ("Ved ikke", "size", NOT_STATED),
        ("Ønsker ikke at svare", "region", NOT_STATED),
        ("Prefer not to say", "respondent_type", NOT_STATED),
    ],
)
def test_the_nearest_category(wording, variable, canonical):
    nearest = find_nearest(wording, wordings_of(variable, PROJECT))
    assert (nearest.value if nearest else None) == canonical


def test_only_what_ingest_finds_by_itself_needs_no_mapping():
    canonical = wordings_of("respondent_type", PROJECT)
    same = {w: find_nearest(w, canonical).is_same for w in ("VIRKSOMHED ", "company")}
    assert same == {"VIRKSOMHED ": True, "company": False}
    assert not find_nearest("20-60", wordings_of("size", PROJECT)).is_sure


@pytest.mark.parametrize(
    ("wording", "ends"),
    [
        ("10-49", (10, 49)),
        ("10 til 49 ansatte", (10, 49)),
        ("Under 10", (0, 9)),
        ("op til 10", (0, 10)),
        ("250+", (250, math.inf)),
        ("250 eller flere", (250, math.inf)),
        ("mere end 1.000", (1001, math.inf)),
        ("5", (5, 5)),
        ("mange", None),
        ("3-2-1", None),
    ],
)
def test_a_range_of_numbers_is_read(wording, ends):
    assert range_of(wording) == ends


@pytest.mark.parametrize(
    ("heading", "role", "is_said"),
    [
        ("submitDate", "submitted_at", True),
        ("startDate", "submitted_at", False),
        ("Date of birth completed", "submitted_at", False),
        ("What do you miss today?", "missing", True),
        ("What is your mission?", "missing", False),
        ("Hvilken mission har I?", "missing", False),
        ("Which needs do you have?", "needs", True),
        ("Budget size", "size", False),
    ],
)
def test_what_a_heading_says(heading, role, is_said):
    assert says(role, heading) is is_said


def test_what_a_heading_asks_beside_needs():
    assert asks_for_personal_data("Contact_email")
    assert asks_for_personal_data("Fulde navn")
    assert not asks_for_personal_data("Hvad mangler I i tilbuddene?")
    assert is_beside_the_point("Other (please specify)")
    assert not is_beside_the_point("Hvad har I ellers brug for?")


@pytest.mark.parametrize(("n_rows", "is_survey"), [(4, False), (5, True)])
def test_a_single_text_is_proposed_where_enough_answered_the_rest(n_rows, is_survey):
    texts_of_few = ["Kom gerne ind ad den blå port", *[""] * (n_rows - 1)]
    cells = {"Notat": texts_of_few, "Antal": [f"{n}" for n in range(n_rows)]}
    frame = pd.DataFrame(cells, dtype="str")
    if is_survey:
        text = draft_wave(Export("s.csv", frame), PROJECT, wave="1", file="s.csv").text
        assert 'needs = ["Notat"]' in text
        assert "UNSURE: hardly anybody answered these" in text
    else:
        with pytest.raises(DataError):
            draft_wave(Export("s.csv", frame), PROJECT, wave="1", file="s.csv")


def test_an_earlier_mapping_by_the_codes_of_the_tool_is_taken_over():
    delivered = export(**{"Q9: Andet, angiv": texts(40), "Behov": texts(40)})
    columns = Columns(needs=("Q9",))
    earlier = Earlier("2030", columns, frozenset(), {"Q9": "Q9: Andet, angiv"})
    choices = propose_columns(profile_columns(delivered, min_cell=5), PROJECT, earlier=earlier)
    assert choices["needs"].headings == ("Q9: Andet, angiv",)


ASKS = "Hvad har I behov for?"
OPTIONS = ("Kapital", "Sundhedsdata", "Råd, hjælp")


def ticked(sign: str) -> list[str]:
    """40 cells that list options: all three, two, and one."""
    return [sign.join(OPTIONS[: 1 + k % 3]) for k in range(40)]


def boxes(question: str, yes: str, no: str) -> dict[str, list[str]]:
    """A column per option; what somebody wrote stands in the last."""
    columns = {
        f"{question} [{o}]": [yes if k % 3 >= n else no for k in range(40)]
        for n, o in enumerate(OPTIONS)
    }
    return columns | {f"{question} [Andet]": [no] * 38 + ["Ring til Bo Ek", "Flere senge"]}


def draft_of(**columns: list[str]) -> tuple[str, WaveSettings]:
    filled = {"Hvad er jeres behov?": texts(40), **columns}
    text = draft_wave(export(**filled), PROJECT, wave="2031", file="svar.csv").text
    return text, WaveSettings.model_validate(tomllib.loads(text))


@pytest.mark.parametrize("sign", ["; ", "|", "\n"])
def test_a_tick_list_that_asks_for_needs_is_drafted_with_its_options_to_map(sign):
    text, drafted = draft_of(**{ASKS: ticked(sign)})
    assert (drafted.columns.ticks, drafted.ticks) == ((ASKS,), {})
    assert '# [ticks]\n# "Kapital" = "K.."   # ticked by 40\n' in text
    assert '# "Råd, hjælp" = "K.."   # ticked by 13' in text


@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("Ja", "Nej"), ("x", ""), ("TRUE", "FALSE")])
def test_a_column_per_option_is_one_tick_list(yes, no):
    text, drafted = draft_of(**boxes(ASKS, yes, no))
    assert drafted.columns.ticks == (ASKS,)
    assert '# "Sundhedsdata" = "K.."   # ticked by 26' in text
    assert "Bo Ek" not in text
    assert "Flere senge" not in text


def test_a_tick_list_of_something_else_stands_in_a_comment():
    text, drafted = draft_of(**{"Hvilke sprog taler I?": ticked("; ")})
    assert drafted.columns.ticks == ()
    assert '# A tick-list that does not ask for needs: "Hvilke sprog taler I?"' in text
    assert "Kapital" not in text


def test_ratings_of_several_things_are_no_tick_list():
    grid = {f"{ASKS} [{o}]": list("12345") for o in OPTIONS}
    assert draft_of(**grid)[1].columns.ticks == ()


def test_an_option_that_few_ticked_is_not_told():
    cells = [*ticked("; ")[:38], "Kapital; Spørg Bo Ek", "Kapital; Spørg Bo Ek"]
    assert "Bo Ek" not in draft_of(**{ASKS: cells})[0]


def test_what_an_earlier_wave_mapped_is_taken_over():
    before = Columns(needs=("Hvad er jeres behov?",), ticks=("Sæt kryds",))
    earlier = Earlier("2029", before, frozenset({"Sæt kryds"}), ticks={"Kapital": "K01"})
    delivered = export(**{"Hvad er jeres behov?": texts(40), "Sæt kryds": ticked("; ")})
    text = draft_wave(
        delivered, PROJECT, wave="2031", file="s.csv", earlier=(earlier, Categories())
    ).text
    drafted = WaveSettings.model_validate(tomllib.loads(text))
    assert (drafted.columns.ticks, drafted.ticks) == (("Sæt kryds",), {"Kapital": "K01"})
    assert '# "Sundhedsdata" = "K.."' in text
