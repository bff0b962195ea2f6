"""An answer -> the places of its statements: sentences, and the items of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_ABBREVIATION_LIST = """
a.k.a afd ang approx bl.a ca cand cf d.v.s dept dr dvs e.g e.l eks ekskl el.lign etc evt
excl f.eks feks fig fx hhv i.e i.f.m i.f.t ifm ift incl ing inkl jf jfr kl kr m.fl m.h.t
m.m m.v maks mht mia mio mm mr mrs ms mv nr o.a o.l o.lign o.s.v osv p.g.a p.t pga ph.d
pkt pr prof pt resp s.k spm stk t.ex tilsv tlf udg vedr vs
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_LIST.split())
_END = re.compile(r"(?:[.!?]+|…)[)\]\"'”»’]*(?=\s|$)")
_SEMICOLON = re.compile(";")
_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[-–—*•·‣▪●○]+|\(?\d{1,2}[.)]|\(?[a-zæøå]\))\s+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\S)\(?(\d{1,2}|[a-h])[.)]\s+")
_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*")
_LEAST_WORDS = 2
_LEAST_NUMBERS = 2
_LONGEST_WORD = 60
_LEAST_SEMICOLONS = 2


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    is_item: bool = False


def split_into_statements(answer: str) -> list[tuple[int, int]]:
    """Answer -> start and end of each statement in it, in order.

    A statement is a sentence, a line, or an item of a numbered, bulleted or semicolon-separated
    list. A sentence of a single word joins the one before it (the first joins the next), and
    an introduction that ends in a colon joins what follows. A full stop after an abbreviation,
    an initial or an ordinal, or before a small letter, ends no sentence.

    Returns:
        At least one place for an answer that is not blank; places do not overlap, hold no
        outer spaces and leave out nothing but spaces, semicolons and the signs of list items.
    """
    pieces = [piece for line in _lines(answer) for piece in _sentences(answer, line)]
    if not pieces:  # nothing but list numbers
        pieces = list(_trimmed(answer, _Piece(0, len(answer))))
    return [(piece.start, piece.end) for piece in _joined(answer, pieces)]


def _lines(answer: str) -> Iterator[_Piece]:
    """Answer -> its lines, and the items of lists numbered within a line."""
    for line in _LINE.finditer(answer):
        start, end = line.span()
        bullet = _BULLET.match(answer, start, end)
        numbers = _numbering(answer, start, end)
        if len(numbers) >= _LEAST_NUMBERS:
            yield from _trimmed(answer, _Piece(start, numbers[0].start()))
            ends = [number.start() for number in numbers[1:]] + [end]
            for number, item_end in zip(numbers, ends, strict=True):
                yield from _trimmed(answer, _Piece(number.end(), item_end, is_item=True))
        elif bullet:
            yield from _trimmed(answer, _Piece(bullet.end(), end, is_item=True))
        else:
            yield from _trimmed(answer, _Piece(start, end))


def _numbering(answer: str, start: int, end: int) -> list[re.Match[str]]:
    """Line -> its list numbers, where they count from 1 or a without a gap."""
    found: list[re.Match[str]] = []
    for number in _NUMBER.finditer(answer, start, end):
        place = len(found)
        if number[1] in {str(place + 1), "abcdefgh"[place : place + 1]}:
            found.append(number)
    return found


def _sentences(answer: str, line: _Piece) -> Iterator[_Piece]:
    start = line.start
    for end in _sentence_ends(answer, line):
        # Only the first sentence of an item may be a single word.
        is_item = line.is_item and start == line.start
        for sentence in _trimmed(answer, _Piece(start, end, is_item)):
            yield from _listed(answer, sentence)
        start = end


def _sentence_ends(answer: str, line: _Piece) -> Iterator[int]:
    for end in _END.finditer(answer, line.start, line.end):
        before = answer[max(line.start, end.start() - _LONGEST_WORD) : end.start()]
        follows = answer[end.end() : line.end].lstrip()[:1]
        if not _is_no_end(before, end[0], follows):
            yield end.end()
    yield line.end


def _is_no_end(before: str, sign: str, follows: str) -> bool:
    """Whether a full stop belongs to an abbreviation, an initial or an ordinal."""
    if not follows or "!" in sign or "?" in sign:
        return False
    if follows.islower():
        return True
    word = before.split(" ")[-1].lstrip("([\"'»“")
    is_initial = len(word) == 1 and word.isalpha()
    return sign.startswith(".") and (is_initial or word.lower() in _ABBREVIATIONS)


def _listed(answer: str, sentence: _Piece) -> Iterator[_Piece]:
    """Sentence -> itself, or its parts where semicolons make a list of it."""
    signs = [
        sentence.start + m.start() for m in re.finditer(";", answer[sentence.start : sentence.end])
    ]
    if len(signs) < _LEAST_SEMICOLONS:
        yield sentence
        return
    starts = [sentence.start, *(sign + 1 for sign in signs)]
    for start, end in zip(starts, [*signs, sentence.end], strict=True):
        yield from _trimmed(answer, _Piece(start, end, is_item=True))


def _trimmed(answer: str, piece: _Piece) -> Iterator[_Piece]:
    text = answer[piece.start : piece.end]
    if text.strip():
        start = piece.start + len(text) - len(text.lstrip())
        yield replace(piece, start=start, end=start + len(text.strip()))


def _joined(answer: str, pieces: list[_Piece]) -> list[_Piece]:
    """Pieces -> statements: what cannot stand alone joins its neighbour."""
    statements: list[_Piece] = []
    waiting: _Piece | None = None
    for found in pieces:
        piece = found if waiting is None else replace(found, start=waiting.start)
        waiting = None
        text = answer[piece.start : piece.end]
        too_short = not piece.is_item and len(_WORD.findall(text)) < _LEAST_WORDS
        if text.endswith(":") or (too_short and not statements):
            waiting = piece
        elif too_short:
            statements[-1] = replace(statements[-1], end=piece.end)
        else:
            statements.append(piece)
    if waiting is not None and statements:
        statements[-1] = replace(statements[-1], end=waiting.end)
    elif waiting is not None:
        statements.append(waiting)
    return statements
