"""What was filled in -> what it decides, each with the cell it stands in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from gapmap.codebook.model import Coding, MatchDecision, QuoteDecision, StatementDecision
from gapmap.codebook.revise import ThemeEdit, new_theme
from gapmap.errors import Fault
from gapmap.review.layout import (
    SEPARATOR,
    SheetKey,
    as_flag,
    as_grade,
    is_no_theme,
)
from gapmap.review.published import Published
from gapmap.review.read import Filled, FilledRow
from gapmap.stages.cells import fold
from gapmap.text.tokens import text_key

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """Something decided, and the cell in which it stands."""

    value: T
    where: str


@dataclass(slots=True)
class Interpreted:
    """What workbooks decide; `True` beside a quote approves it, `False` withdraws it."""

    themes: list[Said[ThemeEdit]] = field(default_factory=list)
    statements: list[Said[StatementDecision]] = field(default_factory=list)
    matches: list[Said[MatchDecision]] = field(default_factory=list)
    quotes: list[Said[tuple[QuoteDecision, bool]]] = field(default_factory=list)
    codings: list[Said[Coding]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def interpret(filled: Sequence[Filled], published: Published, *, when: date) -> Interpreted:
    """Workbooks, the published run -> Interpreted, with every fault in any of them.

    Args:
        filled: Of one wave.
        published: The wave's run, and the codebook as it is now.
        when: The day of the decisions.
    """
    found = Interpreted()
    readers = [_Reader(one, published, when, found) for one in filled]
    for reader in readers:
        found.faults += reader.filled.faults
        reader.read_themes()
    new = {
        fold(name): said.value.theme
        for said in found.themes
        for name in (said.value.label_da, said.value.label_en)
        if name
    }
    for reader in readers:
        reader.names = new | reader.names
        reader.read_decisions()
        found.faults += reader.silent()
    return found


def find_id(text: str, known: Collection[str]) -> str:
    """Cell, ids -> the id it means; empty for none.

    A program may have made a number of an id, and dropped zeros or digits: it still means the
    one id that gives that number.
    """
    if text in known:
        return text
    alike = [one for one in known if fold(one) == fold(text)]
    if not alike and _as_number(text):
        alike = [one for one in known if _as_number(one) == _as_number(text)]
    return alike[0] if len(alike) == 1 else ""


def _as_number(text: str) -> str:
    try:
        return f"{float(text):.15g}"
    except ValueError:
        return ""


class _Reader:
    """One workbook against the run."""

    def __init__(
        self, filled: Filled, published: Published, when: date, found: Interpreted
    ) -> None:
        self.filled = filled
        self._published, self._when, self._found = published, when, found
        self._themes = dict(self._current())
        self._unsigned: dict[str, list[str]] = {}
        self.names = {
            fold(label): named.id
            for named in published.codebook.active
            for label in (named.label_da, named.label_en)
        } | {
            fold(label): theme
            for theme, found_theme in published.proposals.items()
            for label in (found_theme.label_da, found_theme.label_en)
            if theme in self._themes.values()
        }

    def _current(self) -> Iterator[tuple[str, str]]:
        """Theme of the workbook -> what it is by now: proposals may have got an id since."""
        published = self._published
        for theme, statements in self.filled.exemplars.items():
            if theme in published.codebook.by_id:
                yield theme, theme
                continue
            keys = {text_key(published.texts[one]) for one in statements if one in published.texts}
            homes = [
                named.id
                for named in published.codebook.themes
                if theme in named.found_as and keys & set(map(text_key, named.examples))
            ]
            is_there = theme in published.proposals and (
                self.filled.run_id == published.run_id
                or bool(set(statements) & set(published.exemplars[theme]))
            )
            if homes:
                yield theme, homes[0]
            elif is_there:
                yield theme, theme

    def read_themes(self) -> None:
        """The sheet of themes."""
        for row in self.filled.rows.get("themes", ()):
            self._read_theme(row)

    def read_decisions(self) -> None:
        """The other sheets."""
        read: dict[SheetKey, Callable[[FilledRow], None]] = {
            "statements": self._read_statement,
            "matches": self._read_match,
            "quotes": self._read_quote,
            "sample": self._read_coding,
        }
        for sheet, read_row in read.items():
            for row in self.filled.rows.get(sheet, ()):
                read_row(row)

    def silent(self) -> Iterator[Fault]:
        """Decisions that do not say who made them, or why."""
        for key, cells in self._unsigned.items():
            where = self.filled.guide.get(key, cells[0])
            what, advice = (
                ("who decided", "write your name there")
                if key == "who"
                else ("why", "write a reason there, or one in each row")
            )
            yield Fault(where, f"{len(cells)} decisions do not say {what}: {cells[0]} ...", advice)

    def _read_theme(self, row: FilledRow) -> None:
        where = row.place.of
        label_da, label_en = (" ".join(row[f"new_label_{one}"].split()) for one in ("da", "en"))
        split = self._split_names(row)
        retire, confirm = self._flag(row, "retire"), self._flag(row, "confirm")
        theme = self._theme(row, "theme_id") if row["theme_id"] else ""
        target = self._theme(row, "merge_into") if row["merge_into"] else ""
        if theme is None or target is None:
            return
        signed = self._signed(row, "themes")
        if not theme:
            self._read_new_theme(row, label_da, label_en, signed)
            return
        keeps = bool(label_da or label_en or row["new_definition"] or confirm)
        if bool(target) + bool(retire) + keeps > 1:
            self._fault(
                where("merge_into" if target else "retire"),
                "a theme is kept, merged or retired: the row says more than one of these",
                "empty the other cells of the row",
            )
            return
        if split and not self._is_split_off(split[0], theme):
            edit = ThemeEdit(
                new_theme(split[0]), *signed, label_da=split[0], label_en=split[1], split_from=theme
            )
            self._add_new(edit, where("split_da"))
        if not (target or retire or keeps) or target == theme:
            return
        edit = ThemeEdit(
            theme,
            *signed,
            label_da=label_da,
            label_en=label_en,
            definition=row["new_definition"],
            merge_into=target,
            retire=bool(retire),
        )
        named = ("merge_into", "retire", "new_label_da", "new_label_en", "new_definition")
        cell = next((key for key in named if row[key]), "confirm")
        self._found.themes.append(Said(edit, where(cell)))

    def _read_new_theme(
        self, row: FilledRow, label_da: str, label_en: str, signed: tuple[str, str]
    ) -> None:
        others = [row[key] for key in ("merge_into", "split_da", "split_en", "retire")]
        label = label_da or label_en
        if any(others) or not label:
            self._fault(
                row.place.of("theme_id"),
                "a decision on a theme without its id",
                "write the id; a row without one is a new theme and has a new name",
            )
        elif fold(label) not in self.names:
            edit = ThemeEdit(
                new_theme(label),
                *signed,
                label_da=label,
                label_en=label_en or label,
                definition=row["new_definition"],
            )
            self._found.themes.append(Said(edit, row.place.of("new_label_da")))

    def _split_names(self, row: FilledRow) -> tuple[str, str] | None:
        danish, english = (" ".join(row[f"split_{one}"].split()) for one in ("da", "en"))
        return (danish or english, english or danish) if danish or english else None

    def _is_split_off(self, name: str, theme: str) -> bool:
        """Whether the theme of that name has been split off already."""
        codebook = self._published.codebook
        home = self.names.get(fold(name), "")
        return home in codebook.by_id and codebook.by_id[home].split_from == theme

    def _add_new(self, edit: ThemeEdit, where: str) -> None:
        if fold(edit.label_da) in self.names or fold(edit.label_en) in self.names:
            advice = "give the new one another name, or move the statements to the one there is"
            self._fault(where, "a theme of that name is there already", advice)
        else:
            self._found.themes.append(Said(edit, where))

    def _read_statement(self, row: FilledRow) -> None:
        statement = self._statement(row)
        right = self._flag(row, "right") if row["right"] else None
        themes = self._chosen(row)
        if statement is None or themes is None or (row["right"] and right is None):
            return
        shown = self.filled.shown.get(statement)
        if right and shown is None and not themes:
            advice = "choose its theme in the columns to the right"
            self._fault(row.place.of("right"), "nothing was proposed for this statement", advice)
            return
        proposed = tuple(self._themes.get(theme, "") for theme in shown or ())
        if right and not all(proposed):
            self._gone(row.place.of("right"))
            return
        is_chosen = bool(row["theme_1"] or row["theme_2"])
        if right is not None and is_chosen and (set(themes) == set(proposed)) != right:
            advice = "write yes for the theme that stands there, or no and choose another one"
            self._fault(row.place.of("right"), "says the opposite of the theme chosen", advice)
        elif right is False and not is_chosen:
            advice = "choose the right theme, or that no theme fits"
            self._fault(row.place.of("theme_1"), "the statement is in the wrong theme", advice)
        else:
            decided = themes if is_chosen else proposed
            who, why = self._signed(row, "statements")
            decision = StatementDecision(
                self._published.wave,
                statement,
                self._published.texts[statement],
                decided,
                who,
                self._when,
                why,
            )
            cell = row.place.of("theme_1" if is_chosen else "right")
            self._found.statements.append(Said(decision, cell))

    def _read_match(self, row: FilledRow) -> None:
        theme = self._theme(row, "theme_id")
        offers = set(self._published.offers["offer_id"])
        offer = find_id(_head(row["offer_id"]), offers)
        if not offer:
            advice = "choose it from the list, by its id"
            self._fault(row.place.of("offer_id"), "is no offer of the catalogue", advice)
        grade = as_grade(row["decision"])
        if grade is None:
            self._fault(row.place.of("decision"), "is none of the answers", "choose from the list")
        if theme is not None and offer and grade is not None:
            who, why = self._signed(row, "matches")
            decision = MatchDecision(theme, offer, grade, who, self._when, why)
            self._found.matches.append(Said(decision, row.place.of("decision")))

    def _read_quote(self, row: FilledRow) -> None:
        approved = self._flag(row, "approve")
        statement = self._statement(row)
        if approved is None or statement is None:
            return
        listed = self._published.listed.set_index("statement_id")["text"]
        text = str(listed.get(statement, ""))
        if approved and not text:
            what = "may not be printed: too few people are behind its theme"
            self._fault(row.place.of("approve"), what, "approve another one")
        elif approved and row["text"] and text_key(row["text"]) != text_key(text):
            advice = "put the text back: a quote is printed as it was said, or not at all"
            self._fault(row.place.of("text"), "is not the statement of that id", advice)
        else:
            who, why = self._signed(row, "quotes")
            wave = self._published.wave
            decision = QuoteDecision(wave, statement, text, who, self._when, why)
            self._found.quotes.append(Said((decision, approved), row.place.of("approve")))

    def _read_coding(self, row: FilledRow) -> None:
        statement, themes = self._statement(row), self._chosen(row)
        if statement is None or themes is None:
            return
        if statement not in self.filled.shares:
            advice = "code only the statements that were drawn"
            self._fault(row.place.of("statement_id"), "is not in the random sample", advice)
            return
        coding = Coding(
            self._published.wave,
            statement,
            self._published.texts[statement],
            self._signed(row, "sample")[0],
            themes,
            self._when,
            self.filled.shares[statement],
        )
        self._found.codings.append(Said(coding, row.place.of("theme_1")))

    def _chosen(self, row: FilledRow) -> tuple[str, ...] | None:
        """The themes chosen, none for no theme; None after telling what is wrong."""
        filled_in = [key for key in ("theme_1", "theme_2") if row[key]]
        named = [key for key in filled_in if not is_no_theme(row[key])]
        if named and len(named) < len(filled_in):
            advice = "empty one of the two cells"
            self._fault(row.place.of(named[0]), "a theme and no theme at once", advice)
            return None
        themes = [self._theme(row, key) for key in named]
        found = tuple(theme for theme in themes if theme is not None)
        return tuple(dict.fromkeys(found)) if len(found) == len(themes) else None

    def _theme(self, row: FilledRow, column: str) -> str | None:
        """The theme a cell names by id or name; None after telling that there is none."""
        text = row[column]
        theme = find_id(_head(text), self.filled.exemplars)
        if theme:
            if theme not in self._themes:
                self._gone(row.place.of(column))
            return self._themes.get(theme)
        name = self.names.get(fold(text.split(SEPARATOR, 1)[-1]))
        if name is None:
            what = "is no theme" if text else "names no theme"
            self._fault(row.place.of(column), what, "choose one from the list")
        return name

    def _statement(self, row: FilledRow) -> str | None:
        statement = find_id(row["statement_id"], self._published.texts)
        if not statement:
            what = "is no statement of the wave, or none any longer"
            advice = "write the id as it was exported, or export anew"
            self._fault(row.place.of("statement_id"), what, advice)
        return statement or None

    def _flag(self, row: FilledRow, column: str) -> bool | None:
        flag = as_flag(row[column]) if row[column] else None
        if row[column] and flag is None:
            self._fault(row.place.of(column), "is neither yes nor no", "choose from the list")
        return flag

    def _signed(self, row: FilledRow, sheet: SheetKey) -> tuple[str, str]:
        """Who and why, of the row or of the workbook."""
        who = row["who"] or self.filled.who
        why = row["why"] or self.filled.whys.get(sheet, "")
        if not who:
            self._unsigned.setdefault("who", []).append(row.place.of("who"))
        if not why and sheet != "sample":
            self._unsigned.setdefault(sheet, []).append(row.place.of("why"))
        return who, why

    def _gone(self, where: str) -> None:
        advice = "export anew and decide there: the wave was run again since this workbook"
        self._fault(where, "names a proposal that is there no longer", advice)

    def _fault(self, where: str, what: str, advice: str) -> None:
        self._found.faults.append(Fault(where, what, advice))


def _head(text: str) -> str:
    """What can be chosen, "K01 · Finansiering" -> its id, "K01"."""
    return text.split(SEPARATOR, 1)[0].strip()
