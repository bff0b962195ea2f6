"""Statements -> themes: those of the codebook first, then groups of what fits none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gapmap.codebook.model import EMPTY, Codebook
from gapmap.stages.clustering import Shares, find_groups
from gapmap.stages.codebook_themes import (
    Texts,
    is_elsewhere,
    place_texts,
    texts_to_encode,
)
from gapmap.stages.theme_names import ThemeName, name_themes
from gapmap.tables import ASSIGNMENTS, STATEMENTS, THEMES
from gapmap.text.encoders import Encoder, Vectors, unit_rows
from gapmap.text.one_thread import one_thread
from gapmap.text.tokens import text_key
from gapmap.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    import scipy.sparse as sparse

LEAST_MEMBERSHIP = 0.3
"""From this share of its similarity on, a statement belongs to a theme."""

_SAYS_NOTHING = ("non_answer", "blank")
_PLAIN = 0.75
_PLAIN_ENOUGH = 0.5
_FAINT = 1e-12
_FEWEST_SPEAKERS = 5
"""Of a group that is proposed beside a codebook."""

_LEAST_STABLE = 0.6
_LATER = 0.6
"""What a later statement of a speaker counts beside the first one."""

Rows = np.ndarray[tuple[int], np.dtype[np.intp]]


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
    codebook: Codebook = EMPTY,
) -> Found:
    """Statements -> Themes, assignments, statements with their outcome.

    With a codebook, its themes come first (`codebook_themes.place_texts`), and only what speaks
    of something else is clustered; of the groups found there, those count that hold together
    and have five speakers or more. Where nothing has been named or decided yet, all is clustered.

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
        codebook: What people have named and decided; unchanged. All its active themes are among
            the themes, also those that nobody mentions.

    Returns:
        Every statement is assigned, or says why not: no_theme, non_answer or blank. Without
        statements that say something there are no themes.
    """
    is_open = ~statements["outcome"].isin(_SAYS_NOTHING)
    said = statements.assign(text=statements["text"].map(text_key).where(is_open, ""))
    with one_thread():
        if codebook.active or codebook.decided:
            groups = _group_by_codebook(
                said, encoder, vocabulary, codebook, bounds=bounds, seed=seed
            )
        else:
            groups = _group(said["text"], _speakers(said), encoder, bounds=bounds, seed=seed)
    in_themes = _sorted_out(said, groups)

    assigned = statements["statement_id"].isin(in_themes["statement_id"])
    outcomes = statements["outcome"].where(~is_open, np.where(assigned, "assigned", "no_theme"))
    named = {number: theme.id for number, theme in enumerate(codebook.active)}
    sizes = in_themes.groupby("theme")["respondent_id"].nunique()
    found = [theme for theme in sizes.index if theme not in named]
    order = sorted(found, key=lambda theme: (-sizes[theme], groups.core(theme)))
    theme_ids = named | {theme: f"{wave}-P{n:02d}" for n, theme in enumerate(order, start=1)}
    sources = np.where(in_themes["theme"].isin(list(named)), "codebook", "model")
    sources = np.where(in_themes["text"].isin(list(codebook.decided)), "analyst", sources)
    return Found(
        themes=_describe(in_themes, groups, theme_ids, vocabulary, codebook),
        assignments=ASSIGNMENTS.shape(
            in_themes.assign(theme_id=in_themes["theme"].map(theme_ids), source=sources)
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


def _group_by_codebook(
    said: pd.DataFrame,
    encoder: Encoder,
    vocabulary: Vocabulary,
    codebook: Codebook,
    *,
    bounds: tuple[int, int],
    seed: int,
) -> _Groups:
    """Statements with their key as text -> the active themes, then groups of the rest."""
    texts = sorted(set(said["text"]) - {""})
    everything = texts_to_encode(texts, codebook, vocabulary)
    encoded = encoder.encode(everything)
    vectors = dict(zip(everything, encoded, strict=True))
    own = encoded[: len(texts)]
    read = Texts(texts, _answers(said, texts), vectors)
    groups = _alike(read.answers, own, bounds, seed)
    elsewhere = is_elsewhere(texts, codebook, vocabulary) & (np.abs(own).sum(axis=1) > 0)
    proposed, stability = _proposals(said, texts, own, np.flatnonzero(elsewhere), (bounds[1], seed))
    memberships = place_texts(read, groups, proposed, codebook=codebook, vocabulary=vocabulary)
    return _Groups(
        texts=texts,
        similarity=memberships,
        memberships=memberships,
        stability=np.concatenate([np.full(len(codebook.active), np.nan), stability]),
    )


def _alike(answers: sparse.csr_array, vectors: Vectors, bounds: tuple[int, int], seed: int) -> Rows:
    """Answers, vectors of their texts -> the group of each speaker, -1 for none."""
    points = unit_rows(np.asarray(answers @ vectors))
    has_signal = np.abs(points).sum(axis=1) > 0
    if not has_signal.any():
        return np.full(len(points), -1, dtype=np.intp)
    centres = find_groups(points[has_signal], bounds, seed).centres
    return np.where(has_signal, (points @ centres.T).argmax(axis=1), -1)


def _proposals(
    said: pd.DataFrame,
    texts: Sequence[str],
    vectors: Vectors,
    rest: Rows,
    settings: tuple[int, int],
) -> tuple[Vectors, Shares]:
    """Rows of texts that speak of something else -> memberships of all texts in groups of them.

    Returns:
        Shape (texts, groups), and the stability of each group. Only groups that are worth
        proposing: with five speakers or more, that come back when the texts are drawn anew.
    """
    most, seed = settings
    left = [texts[row] for row in rest.tolist()]
    keys = said["text"].where(said["text"].isin(left), "")
    spoken = _by_speaker(keys, _speakers(said), left, vectors[rest]) if left else np.zeros((0, 1))
    if len(spoken) < _FEWEST_SPEAKERS:
        return np.zeros((len(texts), 0)), np.zeros(0)
    found = find_groups(spoken, (1, most), seed)
    memberships = share_out(vectors[rest], found.centres)
    people = said.assign(row=keys.map({text: row for row, text in enumerate(left)}))
    n_speakers = [
        people.loc[people["row"].isin(np.flatnonzero(of_group)), "respondent_id"].nunique()
        for of_group in memberships.T
    ]
    kept = (np.array(n_speakers) >= _FEWEST_SPEAKERS) & (found.stability >= _LEAST_STABLE)
    proposed = np.zeros((len(texts), int(kept.sum())))
    proposed[rest] = memberships[:, kept]
    return proposed, found.stability[kept]


def _answers(said: pd.DataFrame, texts: Sequence[str]) -> sparse.csr_array:
    """Statements -> how much each text counts in what each speaker says, shape (n, texts).

    What someone says first counts most.
    """
    import scipy.sparse as sparse

    told = said[said["text"] != ""].assign(speaker=_speakers(said), later=said["role"] != "need")
    told = told.sort_values(["speaker", "later", "question", "start"])
    row_of = {text: row for row, text in enumerate(texts)}
    people, number = np.unique(told["speaker"].to_numpy(dtype=object), return_inverse=True)
    weights = np.where(told.groupby("speaker").cumcount() == 0, 1.0, _LATER)
    shape = (len(people), len(texts))
    columns = told["text"].map(row_of).to_numpy(dtype=np.intp)
    answers = sparse.csr_array((weights, (number, columns)), shape=shape)
    answers.sum_duplicates()
    return answers


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
    in_themes: pd.DataFrame,
    groups: _Groups,
    theme_ids: dict[int, str],
    vocabulary: Vocabulary,
    codebook: Codebook,
) -> pd.DataFrame:
    if not theme_ids:
        return THEMES.empty()
    names = _names(in_themes, groups, list(theme_ids), vocabulary)
    rows = []
    for (theme, theme_id), name in zip(theme_ids.items(), names, strict=True):
        members = in_themes[in_themes["theme"] == theme]
        named = codebook.by_id.get(theme_id)
        rows.append(
            {
                "theme_id": theme_id,
                "label_da": named.label_da if named else name.da,
                "label_en": named.label_en if named else name.en,
                "terms": list(name.terms),
                "n_statements": len(members),
                "n_respondents": members["respondent_id"].nunique(),
                "stability": groups.stability[theme],
                "source": "codebook" if named else "found",
                "exemplars": [],
                "concepts": list(named.concepts if named else name.concepts),
                "definition": codebook.definitions.get(theme_id, ""),
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
