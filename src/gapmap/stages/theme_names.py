"""Themes -> their names and telling terms, from the concepts and words that set them apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gapmap.text.negation import affirmed
from gapmap.text.tokens import Token, tokenise
from gapmap.text.vocabulary import Concept, Vocabulary

Weights = np.ndarray[tuple[int, int], np.dtype[np.float64]]

_MOST_TERMS = 8
_FEWEST_SPEAKERS = 5
_SHORTEST_WORD = 3
_BROADER = 0.5
_PLAIN_WORD = 0.5
_MOST_OF_IT = 0.5
_NEARLY_AS_TELLING = 0.5
_TERMS_IN_NAME = 3


@dataclass(frozen=True, slots=True)
class ThemeName:
    """What a theme is called.

    Attributes:
        da: In Danish; no other theme is called the same.
        en: In English, likewise.
        terms: At most eight words and phrases as people write them, most telling first.
    """

    da: str
    en: str
    terms: tuple[str, ...]


class _Ranked(NamedTuple):
    feature: str
    score: float
    share: float


def name_themes(
    texts: Sequence[str],
    speakers: Sequence[frozenset[str]],
    weights: Weights,
    vocabulary: Vocabulary,
) -> list[ThemeName]:
    """Texts in themes -> a name for each theme.

    Concepts and words are ranked by class-based TF-IDF (Grootendorst 2022): the share of the
    theme that says it, times ln(1 + what the mean theme says / how often all say it). A theme
    is named after its first concept, or after two where the first leaves half of the theme
    unsaid; after its terms where it has no concept.

    Args:
        texts: Distinct texts, redacted.
        speakers: The respondents who said each text. A word outside the vocabulary becomes a
            term only when five respondents use it: it might be the name of one.
        weights: Shape (texts, themes): how much each text counts in each theme, 0 or more.
        vocabulary: Where the concepts come from.

    Returns:
        One name per theme, in order; where two would be the same, the first keeps it.
    """
    found = [vocabulary.find(tokenise(text)) for text in texts]
    concepts = _rank([_concepts_of(said, vocabulary) for said in found], weights)
    terms = _telling_terms(texts, speakers, found, weights)
    names: list[ThemeName] = []
    for number, (ranked, telling) in enumerate(zip(concepts, terms, strict=True), start=1):
        labels = _labels(_needs_only(ranked, vocabulary), telling, number)
        free = (
            (da, en) for da, en in labels if not any(da == one.da or en == one.en for one in names)
        )
        names.append(ThemeName(*next(free), telling))
    return names


def _labels(
    ranked: Sequence[tuple[Concept, _Ranked]], terms: Sequence[str], number: int
) -> Iterator[tuple[str, str]]:
    """Concepts, terms -> labels to choose from in Danish and English, best first."""
    if ranked:
        first, rank = ranked[0]
        if rank.share < _MOST_OF_IT:
            yield from _wider_labels(first, rank, ranked[1:])
        yield first.label_da, first.label_en
        yield from (_joined(first, other) for other, _ in ranked[1:])
    elif terms:
        label = ", ".join(terms[:_TERMS_IN_NAME])
        yield (label[0].upper() + label[1:],) * 2
    yield f"Tema {number}", f"Theme {number}"


def _wider_labels(
    first: Concept, rank: _Ranked, others: Sequence[tuple[Concept, _Ranked]]
) -> Iterator[tuple[str, str]]:
    """First concept and the others -> the concept above the first two, or both their names."""
    above = {concept.id: concept for concept, _ in others}
    beside = [(c, r) for c, r in others if c.broader != first.id and c.id != first.broader]
    if not beside or beside[0][1].score < _NEARLY_AS_TELLING * rank.score:
        return
    second = beside[0][0]
    if second.broader == first.broader and first.broader in above:
        parent = above[first.broader]
        yield parent.label_da, parent.label_en
    else:
        yield _joined(first, second)


def _joined(one: Concept, other: Concept) -> tuple[str, str]:
    return (
        f"{one.label_da}, {_inside(other.label_da)}",
        f"{one.label_en}, {_inside(other.label_en)}",
    )


def _inside(label: str) -> str:
    """Label -> as it is written inside a sentence: without its capital, but for acronyms."""
    is_acronym = not label[1:2].islower()
    return label if is_acronym else label[0].lower() + label[1:]


def _needs_only(ranked: Sequence[_Ranked], vocabulary: Vocabulary) -> list[tuple[Concept, _Ranked]]:
    """Ranked concepts -> those that are needs; context only where there is nothing else."""
    concepts = [(vocabulary.by_id[one.feature], one) for one in ranked]
    return [pair for pair in concepts if not pair[0].is_context] or concepts


def _concepts_of(said: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, float]:
    weights = dict.fromkeys(said, 1.0)
    for name in said:
        broader = vocabulary.by_id[name].broader
        if broader:
            weights.setdefault(broader, _BROADER)
    return weights


def _telling_terms(
    texts: Sequence[str],
    speakers: Sequence[frozenset[str]],
    found: Sequence[Mapping[str, tuple[str, ...]]],
    weights: Weights,
) -> list[tuple[str, ...]]:
    """Texts -> the terms of each theme as they are written most often."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    said_by: dict[str, set[str]] = defaultdict(set)
    known: set[str] = set()
    said: list[dict[str, float]] = []
    for text, people, concepts in zip(texts, speakers, found, strict=True):
        phrases = {
            _lemmas(term): term for terms in concepts.values() for term in terms if _says_much(term)
        }
        spoken = affirmed(tokenise(text))
        words = {token.lemma: token.text for token in spoken if _may_be_term(token)}
        known.update(phrases)
        for lemmas, term in (words | phrases).items():
            written[lemmas][term] += 1
            said_by[lemmas] |= people
        said.append(dict.fromkeys(words, _PLAIN_WORD) | dict.fromkeys(phrases, 1.0))
    allowed = {term for term in written if term in known or len(said_by[term]) >= _FEWEST_SPEAKERS}
    shown = {
        term: min(forms, key=lambda form: (-forms[form], form)) for term, forms in written.items()
    }
    kept = [{term: n for term, n in terms.items() if term in allowed} for terms in said]
    return [tuple(shown[term] for term in _no_repeats(ranked)) for ranked in _rank(kept, weights)]


def _lemmas(term: str) -> str:
    return " ".join(token.lemma for token in tokenise(term))


def _says_much(term: str) -> bool:
    return not all(token.is_stop_word for token in tokenise(term))


def _may_be_term(token: Token) -> bool:
    is_plain = token.text.replace("-", "").isalpha()
    return is_plain and len(token.text) >= _SHORTEST_WORD and not token.is_stop_word


def _no_repeats(ranked: Sequence[_Ranked]) -> list[str]:
    """Ranked terms -> the first eight that share no word with one before."""
    kept: list[str] = []
    used: set[str] = set()
    for one in ranked:
        words = set(one.feature.split())
        if len(kept) < _MOST_TERMS and used.isdisjoint(words):
            kept.append(one.feature)
            used |= words
    return kept


def _rank(said: Sequence[Mapping[str, float]], weights: Weights) -> list[list[_Ranked]]:
    """What each text says, texts in themes -> each theme's features, most telling first."""
    features = sorted({feature for bag in said for feature in bag})
    place = {feature: row for row, feature in enumerate(features)}
    counts = np.zeros((len(features), weights.shape[1]))
    for bag, of_text in zip(said, weights, strict=True):
        for feature, amount in bag.items():
            counts[place[feature]] += amount * of_text
    shares = counts / np.maximum(weights.sum(axis=0), 1e-12)
    rarity = np.log1p(counts.sum() / weights.shape[1] / np.maximum(counts.sum(axis=1), 1e-12))
    scores = shares * rarity[:, None]
    return [
        [
            _Ranked(features[row], float(scores[row, theme]), float(shares[row, theme]))
            for row in np.argsort(-scores[:, theme], kind="stable")
            if scores[row, theme] > 0
        ]
        for theme in range(weights.shape[1])
    ]
