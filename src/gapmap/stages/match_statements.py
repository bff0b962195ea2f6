"""Statements, offers -> how likely each offer is to serve each single statement.

By needs and by concepts as far as the vocabulary knows the field, and by words. A theme
gathers the words of many people and tells more: coverage rests on themes, this is for looking
at single answers.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Floats
from gapmap.stages.calibration import load_calibration
from gapmap.stages.match_texts import Read, read_texts
from gapmap.text.features import affirmed_tokens, lexical_space
from gapmap.text.one_thread import one_thread
from gapmap.text.vocabulary import Vocabulary


def score_statements(
    statements: pd.DataFrame, offers: pd.DataFrame, *, vocabulary: Vocabulary
) -> pd.DataFrame:
    """Statements, offers -> the fit of every statement with every offer.

    Only the text of an offer counts, not to whom, where or when it is open.

    Args:
        statements: The table of that name; all of them tell how common a word is.
        offers: The table of that name.
        vocabulary: The concepts by which they are compared.

    Returns:
        statement_id, offer_id, fit and fit_full (probabilities that the offer serves the
        statement at least partly, and fully; fit_full never exceeds fit), by both ids.
        Blanks and non-answers are left out. Empty when nothing is said or offered.
    """
    if offers.empty:
        return _no_pairs()
    read = read_texts(statements, offers, vocabulary)
    if not read.texts:
        return _no_pairs()
    fit, full = load_calibration().statement.probabilities(text_features(read))
    told = read.told.sort_values("statement_id")
    row = pd.Index(read.texts).get_indexer(pd.Index(told["text"]))
    n_offers = len(read.offer_ids)
    return pd.DataFrame(
        {
            "statement_id": np.repeat(told["statement_id"].to_numpy(dtype=object), n_offers),
            "offer_id": np.tile(np.array(read.offer_ids, dtype=object), len(told)),
            "fit": fit[row].ravel(),
            "fit_full": full[row].ravel(),
        }
    )


def text_features(read: Read) -> Floats:
    """Read -> cosines of each distinct text with each offer, shape (texts, offers, 3).

    In the order of `calibration.STATEMENT_FEATURES`, from 0 to 1. Those of needs and concepts
    count by the square of the share of texts with a concept, as in the encoder: where the
    vocabulary belongs to another field, the words decide.
    """
    said = [". ".join(part for part in parts if part) for parts in read.offer_texts]
    known = float(np.mean(np.diff(read.concepts.texts.indptr) > 0))
    with one_thread():
        spoken = affirmed_tokens([*read.texts, *said])
        words = lexical_space(spoken, 1).features(spoken)
        told, offered = words[: len(read.texts)], words[len(read.texts) :]
        cosines = [one.texts @ one.offers.T for one in (read.needs, read.concepts)]
        scaled = [known**2 * cosine.toarray() for cosine in cosines]
        return np.stack([*scaled, (told @ offered.T).toarray()], axis=2)


def _no_pairs() -> pd.DataFrame:
    columns = {"statement_id": object, "offer_id": object, "fit": float, "fit_full": float}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
