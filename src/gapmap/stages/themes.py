"""Statements -> themes: groups of statements that ask for the same, found without a codebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gapmap.stages.clustering import Shares, find_groups
from gapmap.stages.theme_names import ThemeName, name_themes
from gapmap.tables import ASSIGNMENTS, STATEMENTS, THEMES
from gapmap.text.encoders import Encoder, Vectors, unit_rows
from gapmap.text.one_thread import one_thread
from gapmap.text.tokens import text_key
from gapmap.text.vocabulary import Vocabulary

LEAST_MEMBERSHIP = 0.3
"""From this share of its similarity on, a statement belongs to a theme."""

_SAYS_NOTHING = ("non_answer", "blank")
_PLAIN = 0.75
_PLAIN_ENOUGH = 0.5
_FAINT = 1e-12


@dataclass(frozen=True, slots=True)
class Found:
    """What the statements fall into.

    Attributes:
        themes: The table of that name, most respondents first; exemplars are chosen later.
        assignments: The table of that name, in the order of the statements.
        statements: The statements as given, with their outcome.
    """

    themes: pd.DataFrame
    assignments: pd.DataFrame
    statements: pd.DataFrame


def find_themes(
    statements: pd.DataFrame,
    *,
    wave: str,
    encoder: Encoder,
    vocabulary: Vocabulary,
    bounds: tuple[int, int],
    seed: int,
) -> Found:
    """Statements -> Themes, assignments, statements with their outcome.

    Distinct texts are encoded. What a respondent says is the sum of the statements; the
    respondents are clustered (`clustering.find_groups`), because a whole answer tells more
    than a sentence, and the statements are shared out (`share_out`). Where several questions
    ask for needs, one each, the answers are clustered instead. Equal texts, but for
    capitals, spaces and outer signs, get equal themes. Rows may come in any order and with
    any ids: themes follow from who says what with what else.

    Args:
        statements: The table of that name; unchanged. Blanks and non-answers stay out.
        wave: Name of the wave, for the ids of the themes.
        encoder: Turns texts into vectors. A text it gives zeros has no theme, nor has one too
            faint to tell (`share_out`).
        vocabulary: The concepts that themes are named after.
        bounds: Fewest and most themes wanted; few texts give fewer.
        seed: Of the clustering.

    Returns:
        Every statement is assigned, or says why not: no_theme, non_answer or blank. Without
        statements that say something there are no themes.
    """
    is_open = ~statements["outcome"].isin(_SAYS_NOTHING)
    keys = statements["text"].map(text_key).where(is_open, "")
    with one_thread():
        groups = _group(keys, _speakers(statements), encoder, bounds=bounds, seed=seed)
    in_themes = _sorted_out(statements.assign(text=keys), groups)

    assigned = statements["statement_id"].isin(in_themes["statement_id"])
    outcomes = statements["outcome"].where(~is_open, np.where(assigned, "assigned", "no_theme"))
    sizes = in_themes.groupby("theme")["respondent_id"].nunique()
    order = sorted(sizes.index, key=lambda theme: (-sizes[theme], groups.core(theme)))
    theme_ids = {theme: f"{wave}-P{number:02d}" for number, theme in enumerate(order, start=1)}
    return Found(
        themes=_describe(in_themes, groups, theme_ids, vocabulary),
        assignments=ASSIGNMENTS.shape(
            in_themes.assign(theme_id=in_themes["theme"].map(theme_ids), source="model")
        ),
        statements=STATEMENTS.shape(statements.assign(outcome=outcomes)),
    )


def share_out(vectors: Vectors, centres: Vectors) -> Vectors:
    """Vectors, centres -> memberships, shape (n, k), 0 or from 0.3 to 1.

    How plainly a text speaks is the length of its vector along its nearest centre, as a part of
    what three in four texts stay below, at most 1. Under a half it is too faint to tell and
    belongs to no theme. The others belong to every theme that has at least 0.3 of their squared
    cosine similarities, and to the nearest in any case; the membership is that share times
    the plainness, or 0.3 where that is more.
    """
    if not centres.size:
        return np.zeros((len(vectors), 0))
    squares = np.maximum(unit_rows(vectors) @ centres.T, 0.0) ** 2
    shares = squares / np.maximum(squares.sum(axis=1, keepdims=True), _FAINT)
    plain = np.maximum(vectors @ centres.T, 0.0).max(axis=1, keepdims=True)
    plainness = np.minimum(plain / max(np.quantile(plain, _PLAIN), _FAINT), 1.0)
    belongs = shares >= LEAST_MEMBERSHIP
    belongs[np.arange(len(shares)), shares.argmax(axis=1)] = True
    belongs &= plainness >= _PLAIN_ENOUGH
    return np.where(belongs, np.maximum(shares * plainness, LEAST_MEMBERSHIP), 0.0)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Distinct texts with a signal, and the groups they fall into."""

    texts: Sequence[str]
    similarity: Vectors
    memberships: Vectors
    stability: Shares

    def core(self, theme: int) -> list[str]:
        """Theme -> its texts, the nearest to its centre first."""
        nearness = np.round(self.similarity[:, theme], 9)
        members = np.flatnonzero(self.memberships[:, theme]).tolist()
        return [self.texts[row] for row in sorted(members, key=lambda row: (-nearness[row], row))]


def _group(
    keys: pd.Series[str],
    speakers: pd.Series[str],
    encoder: Encoder,
    *,
    bounds: tuple[int, int],
    seed: int,
) -> _Groups:
    """Key of each statement, empty where it says nothing, and who said it -> the groups."""
    distinct = sorted(set(keys) - {""})
    vectors = encoder.encode(distinct)
    has_signal = np.abs(vectors).sum(axis=1) > 0
    texts = [text for text, signal in zip(distinct, has_signal, strict=True) if signal]
    vectors = vectors[has_signal]
    found = find_groups(_by_speaker(keys, speakers, texts, vectors), bounds, seed)
    return _Groups(
        texts=texts,
        similarity=unit_rows(vectors) @ found.centres.T,
        memberships=share_out(vectors, found.centres),
        stability=found.stability,
    )


def _speakers(statements: pd.DataFrame) -> pd.Series[str]:
    """Statements -> whose words are taken together: the respondent's, or one answer's."""
    asked = statements.loc[statements["role"] == "need", "question"].nunique()
    if asked <= 1:
        return statements["respondent_id"]
    return statements["respondent_id"] + " " + statements["question"]


def _by_speaker(
    keys: pd.Series[str], speakers: pd.Series[str], texts: Sequence[str], vectors: Vectors
) -> Vectors:
    """Statements, vectors of their texts -> the direction of each speaker, rows of length 1."""
    import scipy.sparse as sparse

    row_of = {text: row for row, text in enumerate(texts)}
    rows = keys.map(row_of)
    said = rows.notna()
    people, number = np.unique(speakers[said].to_numpy(dtype=object), return_inverse=True)
    times = sparse.csr_array(
        (np.ones(int(said.sum())), (number, rows[said].to_numpy(dtype=np.intp))),
        shape=(len(people), len(texts)),
    )
    times.sum_duplicates()
    directions = unit_rows(np.asarray(times @ vectors))
    return np.asarray(directions[np.abs(directions).sum(axis=1) > 0])


def _sorted_out(statements: pd.DataFrame, groups: _Groups) -> pd.DataFrame:
    """Statements with their key as text -> one row per statement and theme, best theme first."""
    themes_of = {
        text: sorted(
            ((float(of_text[theme]), int(theme)) for theme in np.flatnonzero(of_text)),
            key=lambda pair: (-pair[0], pair[1]),
        )
        for text, of_text in zip(groups.texts, groups.memberships, strict=True)
    }
    rows = [
        (statement_id, respondent_id, text, theme, membership)
        for statement_id, respondent_id, text in zip(
            statements["statement_id"], statements["respondent_id"], statements["text"], strict=True
        )
        for membership, theme in themes_of.get(text, ())
    ]
    columns = ["statement_id", "respondent_id", "text", "theme", "membership"]
    return pd.DataFrame(rows, columns=columns)


def _describe(
    in_themes: pd.DataFrame, groups: _Groups, theme_ids: dict[int, str], vocabulary: Vocabulary
) -> pd.DataFrame:
    if not theme_ids:
        return THEMES.empty()
    names = _names(in_themes, groups, list(theme_ids), vocabulary)
    rows = []
    for (theme, theme_id), name in zip(theme_ids.items(), names, strict=True):
        members = in_themes[in_themes["theme"] == theme]
        rows.append(
            {
                "theme_id": theme_id,
                "label_da": name.da,
                "label_en": name.en,
                "terms": list(name.terms),
                "n_statements": len(members),
                "n_respondents": members["respondent_id"].nunique(),
                "stability": groups.stability[theme],
                "source": "found",
                "exemplars": [],
            }
        )
    return THEMES.shape(pd.DataFrame(rows))


def _names(
    in_themes: pd.DataFrame, groups: _Groups, order: list[int], vocabulary: Vocabulary
) -> list[ThemeName]:
    said_by = in_themes.groupby("text")["respondent_id"].agg(frozenset)
    speakers = [said_by.get(text, frozenset()) for text in groups.texts]
    times = np.array([len(people) for people in speakers], dtype=np.float64)
    weights = groups.memberships[:, order] * times[:, None]
    return name_themes(groups.texts, speakers, weights, vocabulary)
