"""The columns of a tick-list -> what each respondent ticked, as one cell per question.

A survey tool delivers such a question as one column whose cells list options, or as a column
per option that says whether it was ticked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import pandas as pd

from gapmap.readers.export import Export
from gapmap.stages.cells import by_distinct, fold

NOTHING_TICKED = "-"
"""In place of options: answered, and ticked none."""

SIGNS = (";", "|", "\n", ",")
"""What stands between the options of a cell; a comma last, because options hold commas too."""

_TICKED = frozenset(
    {
        "1", "1.0", "1,0", "x", "ja", "j", "yes", "y", "true", "sand", "sandt", "valgt",
        "selected", "checked", "ticked", "markeret", "afkrydset", "✓", "✔", "☑", "☒",
    }
)  # fmt: skip
_NOT_TICKED = frozenset(
    {
        "0", "0.0", "0,0", "nej", "no", "n", "false", "falsk", "ikke valgt", "not selected",
        "unchecked", "not checked", "unticked", "ikke markeret", "ikke afkrydset", "☐",
        NOTHING_TICKED,
    }
)  # fmt: skip
_NOT_SHOWN = frozenset({"n/a", "#n/a", "#null!"})
"""What tools write where a question was not put."""

_CODE = re.compile(r"^[A-Za-z]\w*(?:\[[^\]]*\])*\. ")
_FREE_TEXT = re.compile(r"_te[kx]s?t$|[-–]\s*te[kx]s?t$", re.IGNORECASE)
_CHOICE = re.compile(r"^(?:selected choice|valgt svar)\s*[-–]\s*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[\[(](?P<option>.+)[\])]", re.DOTALL)
_AT_THE_END = re.compile(r".*(?:\[(?P<bracket>[^\]]+)\]|\s[-–]\s(?P<dash>.+))", re.DOTALL)
_BEFORE_OPTION = ("[", "(", "-", "–", ":", "/")
_BEFORE_CODE = ("[", "_", ".")


def tick_columns(export: Export, questions: Sequence[str]) -> dict[str, str]:
    """Tick-lists as the settings name them -> canonical column to heading.

    A question is the heading (or short name) of one column, or what the headings (or short
    names) of several begin with: "Which? [Money]", "Which? - Advice"; "Q3_1", "Q3[2]". The text
    written beside an option ("Q3_9_TEXT") is none of them.

    Returns:
        ticks_1 for a question of one column, ticks_2_1, ticks_2_2 ... for one of several; a
        question that is not there stands for itself, for `find_headings` to refuse.
    """
    found: dict[str, str] = {}
    for number, question in enumerate(questions, 1):
        several = [] if _is_column(export, question) else list(_begun_by(export, question))
        if several:
            found |= {f"ticks_{number}_{n}": heading for n, heading in enumerate(several, 1)}
        else:
            found[f"ticks_{number}"] = question
    return found


def read_tick_list(
    cells: Mapping[str, pd.Series[str]], question: str, known: Iterable[str]
) -> pd.Series[str]:
    """The columns of a tick-list by heading -> the options ticked, one a line.

    In one column, a cell lists options. In several, a cell says whether the option of its
    heading was ticked; the name of an option that is known counts for itself, and any other
    text for the heading's option: what somebody wrote beside it is not looked at.

    Args:
        cells: Cleaned text by heading; all of the same rows.
        question: As the settings name it.
        known: Options as the settings write them; capitals, spaces and the kind of sign
            inside them make no difference.

    Returns:
        Each option once, a known one as the settings write it; NOTHING_TICKED where the
        question was answered without a tick, "" where it was not answered.
    """
    wordings = {plain_option(option): " ".join(option.split()) for option in known}
    columns = {heading: given.map(_shown, na_action=None) for heading, given in cells.items()}
    if len(columns) == 1:
        ((heading, given),) = columns.items()
        sign = _sign_between(Counter(given[given != ""]), wordings)
        option = option_of(heading, question, wordings)
        read = partial(_listed, option=option, sign=sign, wordings=wordings)
        return by_distinct(given, read).astype("str")
    said: pd.Series[str] | None = None
    for heading, given in columns.items():
        option = option_of(heading, question, wordings)
        mine = by_distinct(given, partial(_said, option=option, wordings=wordings))
        said = mine if said is None else said + "\n" + mine
    if said is None:
        return pd.Series(dtype="str")
    return by_distinct(said, lambda told: _as_cell(told.split("\n"))).astype("str")


def plain_option(option: str) -> str:
    """Option -> the form in which two spellings of it are compared.

    Readers turn a semicolon inside an option into a comma where options are joined.
    """
    return fold(re.sub(r"\s*[;,]\s*", ", ", option))


def option_of(heading: str, question: str, wordings: Mapping[str, str]) -> str:
    """Heading of a column, its question -> the option that the column stands for.

    What follows the question, or stands in brackets or after a dash at the end; the heading
    itself where nothing tells it. A known option goes before any other.
    """
    parts = [heading, *_parts_of_heading(heading, question)]
    named = [wordings[plain_option(part)] for part in parts if plain_option(part) in wordings]
    return named[0] if named else " ".join(parts[-1].split())


def is_tick(cell: str, option: str) -> bool:
    """Whether a cell says of an option that it was ticked or not, or names it."""
    word = fold(cell)
    return word in _TICKED | _NOT_TICKED | _NOT_SHOWN or plain_option(cell) == plain_option(option)


def _is_column(export: Export, question: str) -> bool:
    names = {*map(str, export.cells.columns), *export.codes}
    return fold(question) in {fold(name) for name in names}


def _begun_by(export: Export, question: str) -> Iterator[str]:
    """The headings that begin with a question, or whose short name does, in file order."""
    codes = {heading: code for code, heading in export.codes.items()}
    asked = fold(question)
    for heading in map(str, export.cells.columns):
        code = codes.get(heading, "")
        if _FREE_TEXT.search(code) or _FREE_TEXT.search(heading):
            continue
        names = ((fold(_CODE.sub("", heading)), _BEFORE_OPTION), (fold(code), _BEFORE_CODE))
        for name, signs in names:
            if name.startswith(asked) and name[len(asked) :].lstrip().startswith(signs):
                yield heading
                break


def _parts_of_heading(heading: str, question: str) -> Iterator[str]:
    bare = " ".join(_CODE.sub("", heading).split())
    if fold(bare).startswith(fold(question)) and fold(bare) != fold(question):
        rest = _CHOICE.sub("", bare[len(" ".join(question.split())) :].strip(" -–:/"))
        inside = _IN_BRACKETS.fullmatch(rest)
        yield inside["option"] if inside else rest
        return
    end = _AT_THE_END.fullmatch(bare)
    if end:
        yield end["bracket"] or end["dash"]


def _shown(cell: str) -> str:
    return "" if fold(cell) in _NOT_SHOWN else cell


def _said(cell: str, option: str, wordings: Mapping[str, str]) -> str:
    """A cell in the column of an option -> the option, NOTHING_TICKED, or "" for no answer."""
    word = fold(cell)
    if not word:
        return ""
    named = wordings.get(plain_option(cell))
    if named is None and word in _NOT_TICKED:
        return NOTHING_TICKED
    return named or option


def _listed(cell: str, option: str, sign: str, wordings: Mapping[str, str]) -> str:
    """A cell that lists options -> the options, one a line."""
    if not cell:
        return ""
    word, is_known = fold(cell), plain_option(cell) in wordings
    if not is_known and word in _TICKED:
        return option
    if not is_known and word in _NOT_TICKED:
        return NOTHING_TICKED
    return _as_cell(_split(cell, sign, wordings))


def _as_cell(told: Iterable[str]) -> str:
    """Options, NOTHING_TICKED and "" -> each option once, else one of the others."""
    options = {plain_option(option): option for option in told}
    ticked = [option for option in options.values() if option not in ("", NOTHING_TICKED)]
    return "\n".join(ticked) or (NOTHING_TICKED if NOTHING_TICKED in options else "")


def _split(cell: str, sign: str, wordings: Mapping[str, str]) -> list[str]:
    """Cell -> its options. Parted by commas, the longest run of parts that is known is one."""
    parts = [" ".join(part.split()) for part in cell.split(sign) if part.strip()]
    options: list[str] = []
    start = 0
    while start < len(parts):
        ends = range(len(parts) if sign == "," else start + 1, start, -1)
        runs = ((end, plain_option(", ".join(parts[start:end]))) for end in ends)
        end, known = next((one for one in runs if one[1] in wordings), (start + 1, ""))
        options.append(wordings[known] if known else parts[start])
        start = end
    return options


def _sign_between(cells: Mapping[str, int], wordings: Mapping[str, str]) -> str:
    """Cells and how often each stands -> the sign between the options of a column.

    The one that leaves most known options, then most parts that other cells hold, too.
    """

    def worth(sign: str) -> tuple[float, float]:
        times: Counter[str] = Counter()
        places: Counter[str] = Counter()
        for cell, n in cells.items():
            parts = {plain_option(part) for part in _split(cell, sign, wordings)}
            places.update(parts)
            times.update(dict.fromkeys(parts, n))
        total = max(times.total(), 1)
        known = sum(n for part, n in times.items() if part in wordings)
        shared = sum(n for part, n in times.items() if places[part] > 1)
        return known / total, shared / total

    return max(SIGNS, key=worth)
