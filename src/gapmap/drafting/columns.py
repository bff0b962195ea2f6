"""Profiles of an export's columns -> which column is what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gapmap.drafting.categories import find_nearest, wordings_of
from gapmap.drafting.hints import (
    asks_for_personal_data,
    is_beside_the_point,
    rules_out,
    says,
)
from gapmap.drafting.profiles import Profile
from gapmap.settings import Columns, ProjectSettings
from gapmap.stages.questions import BACKGROUND
from gapmap.stages.status import read_status

SINGLE = ("respondent_id", "submitted_at", *BACKGROUND, "weight", "status")
RATINGS = ("importance", "satisfaction")
TEXTS = ("needs", "missing")

_NEARLY_ALL = 0.9
_MOST = 0.8
_HALF = 0.5
_FEW = 0.2
_CLEAR = 0.5
_LONGEST_ID = 64
_FEWEST_TEXTS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns proposed for one canonical name.

    Attributes:
        headings: The columns, in the order of the export.
        doubt: Why an analyst should look; "" where nothing speaks against it.
        runners_up: Other columns that could be meant.
        is_used: Whether the mapping is drafted; otherwise it stands in a comment.
        is_list: Whether the setting is a list even of one column.
    """

    headings: tuple[str, ...]
    doubt: str = ""
    runners_up: tuple[str, ...] = ()
    is_used: bool = True
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """How the wave before was mapped.

    Attributes:
        wave: Its name.
        columns: Its mapping.
        headings: All headings of its export: one that was left out then is left out again.
        codes: The tool's short name of a column in the new export -> its heading, where the
            mapping may name either.
        ticks: Option of a tick-list -> theme of the codebook.
    """

    wave: str
    columns: Columns
    headings: frozenset[str]
    codes: Mapping[str, str] = field(default_factory=dict)
    ticks: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Pick:
    """What is chosen so far, and what is left."""

    profiles: list[Profile]
    choices: dict[str, Choice] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def left(self) -> list[Profile]:
        return [p for p in self.profiles if p.place not in self.taken]

    def take(self, name: str, profiles: Sequence[Profile], choice: Choice) -> None:
        self.choices[name] = choice
        if choice.is_used:
            self.taken |= {p.place for p in profiles}


def propose_columns(
    profiles: Sequence[Profile],
    project: ProjectSettings,
    *,
    earlier: Earlier | None = None,
    has_status: bool = False,
    is_survey: bool = False,
) -> dict[str, Choice]:
    """Profiles, categories -> Choice by canonical name.

    What an earlier wave mapped comes first where its heading recurs. Then each column goes to
    the name that its heading and its contents speak for most, and text in people's own words
    to the questions: what is lacking in today's offers is `missing`, everything else `needs`.

    Args:
        profiles: The columns of the export.
        project: The canonical categories: a column whose values are among them is recognised
            whatever its heading.
        earlier: The mapping of the wave before.
        has_status: Whether the export itself tells which answers are finished.
        is_survey: Whether it is known to be one: then a question that one person answered in
            their own words counts, where there is no other.

    Returns:
        The names of `Columns`, those with a proposal only; needs is absent where no column
        holds text in people's own words.
    """
    pick = _Pick([p for p in profiles if p.n_filled and not p.is_personal])
    if earlier:
        _take_recurring(pick, earlier)
        known = {p.place for p in pick.left() if p.heading in earlier.headings}
        pick.profiles = [p for p in pick.profiles if p.place not in known]
    _take_singles(pick, project, without=("status",) if has_status else ())
    _take_texts(pick, is_survey=is_survey)
    _take_ratings(pick)
    return {name: pick.choices[name] for name in Columns.model_fields if name in pick.choices}


def _take_recurring(pick: _Pick, earlier: Earlier) -> None:
    by_heading = {p.heading: p for p in pick.profiles}
    plain = {code: " ".join(heading.split()) for code, heading in earlier.codes.items()}
    by_heading |= {
        code: by_heading[heading]
        for code, heading in plain.items()
        if heading in by_heading and code not in by_heading
    }
    for name in (*SINGLE, *TEXTS, *RATINGS):
        mapped: str | tuple[str, ...] = getattr(earlier.columns, name)
        wanted = [" ".join(h.split()) for h in ((mapped,) if isinstance(mapped, str) else mapped)]
        found = [by_heading[heading] for heading in wanted if heading in by_heading]
        if not found or (name in RATINGS and len(found) < len(wanted)):
            continue
        choice = Choice(tuple(p.heading for p in found), is_list=not isinstance(mapped, str))
        pick.take(name, found, choice)


def _take_singles(pick: _Pick, project: ProjectSettings, without: Sequence[str]) -> None:
    """The best column for each single name, the clearest case first."""
    wanted = [n for n in SINGLE if n not in pick.choices and n not in without]
    scores = {
        (name, profile.place): (score, profile)
        for name in wanted
        for profile in pick.left()
        if (score := _score(name, profile, project)) > 0
    }
    for name, place in sorted(
        scores, key=lambda key: (-scores[key][0], wanted.index(key[0]), key[1])
    ):
        score, profile = scores[(name, place)]
        if name in pick.choices or place in pick.taken:
            continue
        others = sorted(
            (-rival, other.place, other.heading)
            for (rival_name, _), (rival, other) in scores.items()
            if rival_name == name and other is not profile and rival >= 1 - _CLEAR
        )
        near = [heading for rival, _, heading in others if -rival > score - _CLEAR]
        is_used, doubt = _judge(name, profile, project)
        if near and not doubt:
            doubt = "other columns look much alike"
        runners_up = tuple(heading for *_, heading in others)[:3]
        choice = Choice((profile.heading,), doubt, runners_up, is_used)
        pick.take(name, [profile], choice)


def _score(name: str, profile: Profile, project: ProjectSettings) -> float:
    """How much speaks for a column: 1 for its heading, up to 2 for its contents; 0 = no."""
    if asks_for_personal_data(profile.heading) or rules_out(name, profile.heading):
        return 0.0
    named = float(says(name, profile.heading))
    if name == "respondent_id":
        fits = (
            profile.n_distinct >= _NEARLY_ALL * profile.n_filled
            and profile.n_filled >= _NEARLY_ALL * profile.n_rows
            and profile.words < 1.5
            and profile.longest <= _LONGEST_ID
            and profile.date_like < _HALF
        )
        return named + profile.n_filled / profile.n_rows if fits and named else 0.0
    if name == "submitted_at":
        return named + profile.date_like if profile.date_like >= _MOST else 0.0
    if name == "weight":
        return 2 * named if profile.numbers >= _NEARLY_ALL else 0.0
    if not profile.is_category or profile.is_tick_list:
        return 0.0
    if name == "status":
        return named * 2 * _share_read(profile)
    if not wordings_of(name, project):  # any value is taken
        return named if profile.ratings < _MOST else 0.0
    known = _known(name, profile, project)
    if named:
        return named + 2 * known.share
    # Classes of numbers are of many things: years, money, people.
    speaks = known.share == 1 and known.n_same > 1 if name == "size" else known.n_values > 1
    return 2 * known.share if speaks and known.share >= _HALF else 0.0


@dataclass(frozen=True, slots=True)
class _Known:
    """How far the values of a column are those of a background variable.

    Attributes:
        share: Share of the cells with shared values that have a canonical value near.
        n_values: Different canonical values among them.
        n_same: Values that are canonical as they are written.
    """

    share: float
    n_values: int
    n_same: int


def _known(name: str, profile: Profile, project: ProjectSettings) -> _Known:
    canonical = wordings_of(name, project)
    total = known = n_same = 0
    values = set()
    for value, n in profile.values.items():
        nearest = find_nearest(value, canonical)
        if nearest is not None and nearest.value not in canonical:
            continue  # "not stated" speaks for nothing
        total += n
        if nearest is not None:
            known += n
            n_same += nearest.is_same
            values.add(nearest.value)
    return _Known(known / total if total else 0.0, len(values), n_same)


def _share_read(profile: Profile) -> float:
    total = sum(profile.values.values())
    return sum(n for v, n in profile.values.items() if read_status(v)) / total if total else 0.0


def _judge(name: str, profile: Profile, project: ProjectSettings) -> tuple[bool, str]:
    """Whether the best column is mapped, and what speaks against it."""
    if name == "submitted_at":
        if profile.dates < _MOST:
            return False, "these dates cannot be read; write them as 2027-01-31"
        return True, "" if says(name, profile.heading) else "the heading does not say so"
    if name in BACKGROUND and wordings_of(name, project):
        content = _known(name, profile, project).share
        if content < _FEW:
            return False, f"hardly any of its values is a {name} of gapmap.toml"
        if content < _HALF:
            return True, f"most of its values are no {name} of gapmap.toml"
    return True, "" if says(name, profile.heading) else "the heading does not say so"


def _take_texts(pick: _Pick, *, is_survey: bool) -> None:
    texts = [p for p in pick.left() if _is_question(p)]
    few = is_survey and not texts
    if few:
        texts = [p for p in pick.left() if _is_question(p, fewest=1)]
    beside = [p for p in texts if is_beside_the_point(p.heading)]
    meant = [p for p in texts if p not in beside]
    missing = [p for p in meant if says("missing", p.heading)]
    needs = [p for p in meant if p not in missing]
    doubt = ""
    if "needs" not in pick.choices and not needs and (missing or beside):
        source = missing or beside
        needs = [source.pop(0)]
        doubt = "no question asks for needs as such"
    elif few:
        doubt = "hardly anybody answered these"
    n_unsure = sum(not says("needs", p.heading) for p in needs)
    if n_unsure and not doubt:
        doubt = (
            f"{n_unsure} of {len(needs)} headings do not say that they ask for needs: take out "
            "what asks for something else"
        )
    for name, found in (("needs", needs), ("missing", missing)):
        if name in pick.choices or not found:
            continue
        others = tuple(p.heading for p in beside) if name == "needs" else ()
        headings = tuple(p.heading for p in found)
        choice = Choice(headings, doubt if name == "needs" else "", others, is_list=True)
        pick.take(name, found, choice)


def _is_question(profile: Profile, fewest: int = _FEWEST_TEXTS) -> bool:
    """Whether a column holds answers in people's own words; a heading alone can tell a few."""
    if not profile.is_free_text or asks_for_personal_data(profile.heading):
        return False
    told = says("needs", profile.heading) or says("missing", profile.heading)
    return told or profile.n_filled >= fewest


def _take_ratings(pick: _Pick) -> None:
    """Ratings: one for the whole answer, or one per question in needs."""
    rated = [p for p in pick.left() if p.ratings >= _MOST and p.n_distinct <= 9]
    n_needs = len(pick.choices["needs"].headings) if "needs" in pick.choices else 0
    for name in RATINGS:
        (other,) = set(RATINGS) - {name}
        found = [p for p in rated if says(name, p.heading) and not says(other, p.heading)]
        if name in pick.choices or not found:
            continue
        headings = tuple(p.heading for p in found)
        if len(found) == 1:
            choice = Choice(headings)
        elif len(found) == n_needs:
            choice = Choice(headings, is_list=True)
        else:
            doubt = f"{len(found)} ratings for {n_needs} questions in needs: one is taken"
            choice = Choice(headings[:1], doubt, headings[1:4])
        pick.take(name, found[: len(choice.headings)], choice)


def used_headings(choices: Mapping[str, Choice]) -> set[str]:
    """Choices -> the headings that are mapped."""
    return {h for choice in choices.values() if choice.is_used for h in choice.headings}
