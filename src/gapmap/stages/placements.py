"""Offers, matches -> where every offer has its place: the themes it serves, or none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Floats
from gapmap.stages.evidence import Evidence, GapRules, Sample, take_sample

_TWICE = 2.0
"""Known places must exceed the need this many times to be many, as for the kinds of gap."""


def place_offers(evidence: Evidence, *, rules: GapRules) -> pd.DataFrame:
    """Respondents, themes, matches, offers -> one row per offer, by offer_id.

    Args:
        evidence: The six tables.
        rules: What the settings and the wave say; period and population count.

    Returns:
        offer_id; themes, the ids of those it serves at least partly, best fit first (empty for
        none); nearest_theme, the one of best fit, served or not (empty where there is no match
        that is not rejected); n_people, respondents who mention a theme that it serves and to
        whom it is open, each once, unweighted; places a year, empty where not known; has_room,
        true where the known places exceed twice the organisations that those people stand
        for. Small groups are not hidden: not for passing on as it is.
    """
    sample = take_sample(evidence, rules)
    matches = evidence.matches[evidence.matches["status"] != "rejected"]
    nearest_first = matches.sort_values(
        ["offer_id", "fit", "theme_id"], ascending=[True, False, True]
    )
    served = (
        nearest_first[nearest_first["grade"] != "none"].groupby("offer_id")["theme_id"].agg(list)
    )
    nearest = nearest_first.drop_duplicates("offer_id").set_index("offer_id")["theme_id"]
    offers = evidence.offers.sort_values("offer_id", ignore_index=True)
    in_need = _in_need(sample)
    organisations = _organisations(sample, rules) @ in_need
    return pd.DataFrame(
        {
            "offer_id": offers["offer_id"],
            "themes": [served.get(offer, []) for offer in offers["offer_id"]],
            "nearest_theme": [nearest.get(offer, "") for offer in offers["offer_id"]],
            "n_people": in_need.sum(axis=0).astype(int),
            "places": offers["capacity_per_year"],
            "has_room": np.isfinite(sample.capacity) & (sample.capacity > _TWICE * organisations),
        }
    )


def _in_need(sample: Sample) -> Floats:
    """Array (n_respondents, n_offers): 1 where the offer serves a need of the respondent."""
    usable = sample.usable(sample.grades) > 0
    people = np.zeros(sample.reach.shape)
    np.maximum.at(people, sample.mentions.respondent, usable.astype(float))
    return people


def _organisations(sample: Sample, rules: GapRules) -> Floats:
    """Array (n_respondents,): how many organisations each stands for."""
    weights = sample.respondents["weight"].to_numpy(dtype=float)
    total = weights.sum()
    return weights if rules.population is None or not total else weights * rules.population / total
