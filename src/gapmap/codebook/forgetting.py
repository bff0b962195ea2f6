"""A codebook -> the same without what one person said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from gapmap.codebook.model import Codebook
from gapmap.text.tokens import text_key


def without_person(
    codebook: Codebook,
    *,
    wave: str,
    statements: Collection[str],
    is_theirs: Callable[[str], bool],
    others: Mapping[str, str],
) -> Codebook:
    """Codebook, a person's statements -> Codebook without them.

    What is decided on a text that others said as well holds on, under the id of another's
    statement. Examples, quotes and codings of the person go. The version stays: nothing was
    decided.

    Args:
        codebook: As it stands.
        wave: Where the person answered.
        statements: Ids of what they said.
        is_theirs: Whether a text is theirs and nobody else's.
        others: Key of a text that others said as well -> id of one of their statements.
    """

    def named(entry_wave: str, entry_id: str) -> bool:
        return entry_wave == wave and entry_id in statements

    def goes(entry_wave: str, entry_id: str, text: str) -> bool:
        return named(entry_wave, entry_id) or (entry_wave == wave and is_theirs(text))

    decided = []
    for one in codebook.statements:
        other = others.get(text_key(one.text), "")
        if not goes(one.wave, one.id, one.text):
            decided.append(one)
        elif other:
            decided.append(replace(one, id=other))
    return replace(
        codebook,
        themes=tuple(
            replace(theme, examples=tuple(text for text in theme.examples if not is_theirs(text)))
            for theme in codebook.themes
        ),
        statements=tuple(decided),
        quotes=tuple(one for one in codebook.quotes if not goes(one.wave, one.id, one.text)),
        codings=tuple(one for one in codebook.codings if not goes(one.wave, one.id, one.text)),
    )
