"""Which encoding a text file is written in."""

from __future__ import annotations

import codecs

from gapmap.errors import DataError, Fault, SettingsError
from gapmap.readers.source import Source

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OTHER_KINDS = {
    b"PK\x03\x04": "is a workbook or another packed file, not text",
    b"\xd0\xcf\x11\xe0": "is an old workbook or is protected by a password, not text",
    b"%PDF": "is a PDF, not text",
}
_USUAL = "cp1252"
_OTHERS = ("mac_roman", "cp850")
"""What old programs for Macintosh and DOS write; only these two are tried."""

_WORDS = frozenset(
    "æøåÆØÅäöüÄÖÜëéèêáàâíìïóòôúùûñçðþßÉÈËÁÀÍÓÚÑÇ"  # letters of Europe's west
    "–—‘’‚“”„†•…€£§°½¼¾²³·«»´¨®™©µ×±¿¡\u00a0\u00ad"  # signs that people and word processors write
)
_ODD_SHARE = 0.2
"""Of the signs outside ASCII; a text in another encoding has mostly odd ones."""

_BYTES_AT_ONCE = 1 << 20
_FOREIGN_LINES = 400


def named_encoding(name: str) -> str:
    """format.encoding -> the codec's name.

    Raises:
        SettingsError: There is no such encoding.
    """
    try:
        found = codecs.lookup(name).name
        "".encode(found)  # a codec such as hex knows no text
    except (LookupError, ValueError):
        found = ""
    if not found:
        raise SettingsError(
            [
                Fault(
                    "wave.toml, format.encoding",
                    f"no such encoding: {name}",
                    "utf-8 or windows-1252",
                )
            ]
        )
    return "utf-8-sig" if found == "utf-8" else found


def detect_encoding(source: Source) -> tuple[str, str]:
    """Text file -> its encoding, and what to say about it where it was guessed, else "".

    Raises:
        DataError: The file is no text, or UTF-8 that was damaged.
    """
    start = source.start(4096)
    where = source.where
    for signature, kind in _OTHER_KINDS.items():
        if start.startswith(signature):
            raise DataError([Fault(where, kind, "save it as CSV, or correct its ending")])
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if start.startswith(mark):
            return encoding, ""
    if start.count(0) > len(start) / 20:
        return _utf_16_without_mark(start, where), ""
    damaged, foreign = _count_non_ascii(source)
    if foreign > damaged > 0:
        raise DataError(
            [
                Fault(
                    where,
                    f"is UTF-8 but for {damaged} places, so it was cut or joined on its way",
                    "export it again; or name format.encoding to read it all the same",
                )
            ]
        )
    return _one_byte_encoding(source) if damaged else ("utf-8", "")


def _utf_16_without_mark(start: bytes, where: str) -> str:
    """First bytes, some of them zero -> which UTF-16: Latin letters have one zero byte each."""
    in_even, in_odd = start[0::2].count(0), start[1::2].count(0)
    if in_odd > len(start) / 4 and not in_even:
        return "utf-16-le"
    if in_even > len(start) / 4 and not in_odd:
        return "utf-16-be"
    raise DataError([Fault(where, "is not a text file", "export it again as CSV or XLSX")])


def _count_non_ascii(source: Source) -> tuple[int, int]:
    """File -> places that are no UTF-8, and characters outside ASCII that are."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    damaged = foreign = 0
    with source.open() as file:
        while block := file.read(_BYTES_AT_ONCE):
            text = decoder.decode(block)
            replaced = text.count("�")
            damaged += replaced
            foreign += len(text) - len(text.encode("ascii", "ignore")) - replaced
    damaged += len(decoder.decode(b"", final=True))
    return damaged, foreign


def _one_byte_encoding(source: Source) -> tuple[str, str]:
    """File that is no UTF-8 -> Windows-1252, unless its letters make no words in it.

    ISO-8859-1 is read as Windows-1252, of which it is a part.
    """
    with source.open() as file:
        lines = file.read(_BYTES_AT_ONCE).splitlines()
    foreign = b"\n".join([line for line in lines if not line.isascii()][:_FOREIGN_LINES])
    signs = [sign for sign in foreign.decode(_USUAL, "replace") if not sign.isascii()]
    odd = sum(sign not in _WORDS for sign in signs)
    if odd <= _ODD_SHARE * len(signs):
        return _USUAL, ""
    from charset_normalizer import from_bytes

    best = from_bytes(foreign, cp_isolation=[_USUAL, *_OTHERS]).best()
    if best is None or best.encoding not in _OTHERS:
        return _USUAL, ""
    return best.encoding, f"encoding guessed: {best.encoding}"
