"""Quotes -> quotes that name no organisation: what stands there tells of a few people at most."""

from __future__ import annotations

import re

MARK = "[organisation]"

_WORD = r"[A-ZÆØÅÄÖÉ][\wæøåäöé&'’-]*"
_NAME = rf"{_WORD}(?:[ \u00a0](?:og[ \u00a0]|&[ \u00a0]|of[ \u00a0])?{_WORD}){{0,3}}"
_COMPANY_FORM = (
    r"(?:A/S|ApS|IVS|I/S|P/S|K/S|A\.?M\.?B\.?A\.?|AB|AS|ASA|Oyj?|GmbH|AG|Ltd|Inc|LLC|BV)"
)
_BODY = (
    r"(?:Kommune|Universitet|Universitetshospital|Hospital|Sygehus|Sygehuset|Hospitalet|Fonden"
    r"|Forening|Styrelsen|University|Hospital|Municipality|Foundation|Institute|Institut|Institutet"
    r"|Akademi|Apotek|Plejecenter|Klinik|Lægehus)"
)
_ENDING = r"(?:hospitalet|sygehuset|universitetet|fonden|styrelsen|kommunen|klyngen|instituttet)"

_ORGANISATION = re.compile(
    rf"(?<![\w\[])(?:"
    rf"{_NAME}[ \u00a0]{_COMPANY_FORM}(?![\w/])"
    rf"|{_NAME}[ \u00a0]{_BODY}\b"
    rf"|(?:Region|University of|Universitetet i|Professionshøjskolen|UC)[ \u00a0]{_NAME}"
    rf"|[A-ZÆØÅ][\wæøå-]+{_ENDING}s?\b"
    rf"|(?:DTU|KU|SDU|AAU|AU|RUC|ITU|CBS|KP|UCL|VIA|OUH|AUH|KL|DI|SSI)(?![\w/-])"
    rf"|(?:Novo[ \u00a0]Nordisk|Coloplast|Lundbeck|Leo[ \u00a0]Pharma|Demant"
    rf"|Ambu|Radiometer|Medtronic|Philips|Siemens(?:[ \u00a0]Healthineers)?|Falck)\b"
    rf")"
)


def mark_organisations(text: str) -> tuple[str, int]:
    """Redacted text -> text in which `[organisation]` stands for organisations, and how many.

    For quotes alone: elsewhere an organisation is no person and its name may carry the need.
    Found are names with a company form (A/S, ApS, Ltd), with a word for a public body or an
    institution (Kommune, Hospital, Universitet), and some that everyone in the field knows.
    A name without any of these is missed, so a person reads a quote before it is printed.
    """
    return _ORGANISATION.subn(MARK, text)
