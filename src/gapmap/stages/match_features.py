"""Themes, offers -> how alike they are: by needs, concepts, words and pieces of words.

In three of them a theme is the mean of what its people say, less the mean of all themes: what
sets it apart. An offer is compared with that alone, so that words which everyone uses count
for nothing. By needs, it is compared with every statement and the mean is taken: a theme whose
people want different things is then near no offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy.sparse as sparse

from gapmap.stages.arrays import Floats
from gapmap.stages.match_texts import Read, Respect, read_texts
from gapmap.text.encoders import unit_rows
from gapmap.text.one_thread import one_thread
from gapmap.text.vocabulary import Vocabulary

_FAINT = 1e-9


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike themes and offers are in one respect.

    Attributes:
        cosines: Shape (themes, offers), from -1 to 1; 0 where one of them says nothing.
        themes: Shape (themes, features): what sets each theme apart, rows of length 1 or 0.
        common: Shape (features,): what is common to all themes, of length 1 or 0.
        offers: Shape (offers, features): what each offer says, rows of length 1 or 0.
        names: The features in the order of the columns.
    """

    cosines: Floats
    themes: Floats
    common: Floats
    offers: sparse.csr_array
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every theme beside every offer.

    Attributes:
        theme_ids: In alphabetical order.
        offer_ids: In alphabetical order.
        offer_texts: Per offer, its title, kind and description, normalised.
        needs: Shape (themes, offers): mean cosine of the theme's statements with the offer
            among the broadest needs, 0 to 1.
        concepts: Similarity of the concepts they speak of.
        words: Similarity of their lemmas.
        letters: Similarity of the pieces of their words.
        n_speakers: Shape (words,): how many respondents use each word.
    """

    theme_ids: tuple[str, ...]
    offer_ids: tuple[str, ...]
    offer_texts: tuple[tuple[str, ...], ...]
    needs: Floats
    concepts: Similarity
    words: Similarity
    letters: Similarity
    n_speakers: Floats

    def features(self) -> Floats:
        """Nothing -> shape (themes, offers, 4), in the order of `calibration.THEME_FEATURES`."""
        told = (self.needs, *(one.cosines for one in (self.concepts, self.words, self.letters)))
        return np.stack(told, axis=2)


def compare(
    theme_ids: Sequence[str],
    assignments: pd.DataFrame,
    statements: pd.DataFrame,
    offers: pd.DataFrame,
    *,
    vocabulary: Vocabulary,
) -> Comparison:
    """Themes, assignments, statements, offers -> Comparison.

    Args:
        theme_ids: At least one; a theme without statements is like no offer.
        assignments: The table of that name: what each theme is made of.
        statements: The table of that name. Those outside every theme still tell how common
            a word is; blanks and non-answers do not.
        offers: The table of that name, at least one row; only title, description and
            offer_type are read.
        vocabulary: The concepts by which they are compared.

    Returns:
        The same for any order of the rows.
    """
    read = read_texts(statements, offers, vocabulary)
    ids = sorted(theme_ids)
    shares = _shares(ids, assignments, read)
    with one_thread():
        return Comparison(
            theme_ids=tuple(ids),
            offer_ids=read.offer_ids,
            offer_texts=read.offer_texts,
            needs=((shares @ read.needs.texts) @ read.needs.offers.T).toarray(),
            concepts=_similarity(shares, read.concepts),
            words=_without_common(_similarity(shares, read.words)),
            letters=_without_common(_similarity(shares, read.letters)),
            n_speakers=read.n_speakers,
        )


def _shares(theme_ids: Sequence[str], assignments: pd.DataFrame, read: Read) -> sparse.csr_array:
    """Assignments -> shape (themes, texts): how much of the theme each text is, rows sum to 1."""
    members = assignments[assignments["theme_id"].isin(theme_ids)]
    members = members.merge(read.told[["statement_id", "text"]], on="statement_id")
    members = members.sort_values(["theme_id", "text", "membership"])
    rows = pd.Index(theme_ids).get_indexer(pd.Index(members["theme_id"]))
    columns = pd.Index(read.texts).get_indexer(pd.Index(members["text"]))
    cells = members["membership"].to_numpy(dtype=np.float64)
    totals = np.bincount(rows, cells, minlength=len(theme_ids))
    shape = (len(theme_ids), len(read.texts))
    return sparse.coo_array((cells / totals[rows], (rows, columns)), shape=shape).tocsr()


def _similarity(shares: sparse.csr_array, respect: Respect) -> Similarity:
    """Texts in themes, what texts and offers say -> Similarity."""
    centres = (shares @ respect.texts).toarray()
    common = _mean(centres)
    themes = _apart(centres, common)
    return Similarity(
        cosines=np.asarray((respect.offers @ themes.T).T),
        themes=themes,
        common=unit_rows(common[None])[0],
        offers=respect.offers,
        names=respect.names,
    )


def _without_common(similarity: Similarity) -> Similarity:
    """Similarity -> the same, each offer freed from what is common to all themes.

    Words that hold any text together are much of an offer's length; without them, offers
    that say much else come no nearer, and those that say the theme's own words do. With a
    single theme there is no telling which words are its own: every similarity is 0.
    """
    if not similarity.common.any():
        return replace(similarity, cosines=np.zeros_like(similarity.cosines))
    along = np.asarray(similarity.offers @ similarity.common)
    says_something = np.diff(similarity.offers.indptr) > 0
    left = np.sqrt(np.maximum(says_something - along**2, 0.0))
    shared = np.outer(similarity.themes @ similarity.common, along)
    cosines = np.where(left > _FAINT, (similarity.cosines - shared) / np.maximum(left, _FAINT), 0.0)
    return replace(similarity, cosines=cosines)


def _mean(centres: Floats) -> Floats:
    """Centres of themes -> their mean; nothing where there is but one to take it of."""
    held = centres[np.abs(centres).sum(axis=1) > 0]
    return held.mean(axis=0) if len(held) > 1 else np.zeros(centres.shape[1])


def _apart(centres: Floats, common: Floats) -> Floats:
    """Centres of themes -> what sets each apart, of length 1; zeros where it holds nothing."""
    held = np.abs(centres).sum(axis=1, keepdims=True) > 0
    return unit_rows(np.where(held, centres - common, 0.0))
