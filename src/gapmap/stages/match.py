"""Themes, offers -> matches: how likely each offer is to serve each need, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gapmap.stages.calibration import load_calibration
from gapmap.stages.match_evidence import find_evidence
from gapmap.stages.match_features import compare
from gapmap.tables import MATCHES
from gapmap.text.vocabulary import Vocabulary


def match_offers(
    themes: pd.DataFrame,
    assignments: pd.DataFrame,
    statements: pd.DataFrame,
    offers: pd.DataFrame,
    *,
    vocabulary: Vocabulary,
    threshold: float,
) -> pd.DataFrame:
    """Themes, assignments, statements, offers -> Matches.

    Every theme is compared with every offer (`match_features`), and the similarities become
    probabilities (`calibration`). Only the text of an offer counts here, not to whom, where
    or when it is open.

    Args:
        themes: The table of that name.
        assignments: The table of that name: what each theme is made of.
        statements: The table of that name.
        offers: The table of that name.
        vocabulary: The concepts by which themes and offers are compared.
        threshold: The grade is full where fit_full is at least this, else partly where fit
            is, else none; 0 to 1.

    Returns:
        One row per theme and offer, by theme and rank; fit_full never exceeds fit, equal fits
        rank by offer_id. Empty when there is no theme or no offer.
    """
    if themes.empty or offers.empty:
        return MATCHES.empty()
    comparison = compare(
        list(themes["theme_id"]), assignments, statements, offers, vocabulary=vocabulary
    )
    calibration = load_calibration().theme
    fit, fit_full = calibration.probabilities(comparison.features())
    n_themes, n_offers = fit.shape
    pairs = pd.DataFrame(
        {
            "theme_id": np.repeat(np.array(comparison.theme_ids, dtype=object), n_offers),
            "offer_id": np.tile(np.array(comparison.offer_ids, dtype=object), n_themes),
            "fit": fit.ravel(),
            "fit_full": fit_full.ravel(),
            "evidence": find_evidence(comparison, vocabulary),
            "status": "proposed",
        }
    )
    return MATCHES.shape(_ranked(_graded(pairs, threshold)))


def _graded(pairs: pd.DataFrame, threshold: float) -> pd.DataFrame:
    is_full, is_partly = pairs["fit_full"] >= threshold, pairs["fit"] >= threshold
    return pairs.assign(grade=np.select([is_full, is_partly], ["full", "partly"], "none"))


def _ranked(pairs: pd.DataFrame) -> pd.DataFrame:
    best_first = pairs.sort_values(["theme_id", "fit", "offer_id"], ascending=[True, False, True])
    return best_first.assign(rank=best_first.groupby("theme_id").cumcount() + 1)
