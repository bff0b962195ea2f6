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
_LONGEST_TERM = 3
_FEWEST_SPEAKERS = 5
_SHORTEST_WORD = 3
_BROADER = 0.5
_PLAIN_WORD = 0.5
_MOST_OF_IT = 0.5
_MUCH_MORE = 1.5
_PART_OF_IT = 0.25
_NEARLY_AS_TELLING = 0.5
_TERMS_IN_NAME = 3
_MOST_CONCEPTS = 6
_A_THIRD = 1 / 3


@dataclass(frozen=True, slots=True)
class ThemeName:
    """What a theme is called.

    Attributes:
        da: In Danish; no other theme is called the same.
        en: In English, likewise.
        terms: At most eight words and phrases as people write them, most telling first.
        concepts: At most six concepts that are needs, most telling first.
    """

    da: str
    en: str
    terms: tuple[str, ...]
    concepts: tuple[str, ...] = ()


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
    is named after its first concept. Where that leaves half of the theme unsaid, it is named
    after the one above, if half as many again speak of that, or else after two; after its
    terms where it has no concept.

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
    covers = _rank([_with_all_above(said, vocabulary) for said in found], weights)
    terms = _telling_terms(texts, speakers, found, weights)
    names: list[ThemeName] = []
    for number, (ranked, cover, telling) in enumerate(
        zip(concepts, covers, terms, strict=True), start=1
    ):
        told = _Told(vocabulary, {one.feature: one.share for one in cover})
        labels = _labels(_needs_only(ranked, vocabulary), told, telling, number)
        free = (
            (da, en) for da, en in labels if not any(da == one.da or en == one.en for one in names)
        )
        names.append(ThemeName(*next(free), telling, _telling_concepts(ranked, vocabulary)))
    return names


def _telling_concepts(ranked: Sequence[_Ranked], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Ranked concepts -> the first needs among them, as long as they tell a third as much."""
    needs = [one for one in ranked if not vocabulary.by_id[one.feature].is_context]
    told = [one.feature for one in needs if one.score >= _A_THIRD * needs[0].score]
    return tuple(told[:_MOST_CONCEPTS])


@dataclass(frozen=True, slots=True)
class _Told:
    """A theme's concepts, each with the share of the theme that speaks of it or one below it."""

    vocabulary: Vocabulary
    share: Mapping[str, float]

    def wider(self, concept: Concept) -> Concept | None:
        """Concept -> the nearest one above that much more of the theme speaks of, if any."""
        for above in self.vocabulary.above(concept.id):
            if self.share[above] >= _MUCH_MORE * self.share[concept.id]:
                return self.vocabulary.by_id[above]
        return None


def _labels(
    ranked: Sequence[tuple[Concept, _Ranked]], told: _Told, terms: Sequence[str], number: int
) -> Iterator[tuple[str, str]]:
    """Concepts, terms -> labels to choose from in Danish and English, best first."""
    if ranked:
        first, _ = ranked[0]
        if told.share[first.id] < _MOST_OF_IT:
            wider = told.wider(first)
            if wider is not None:
                yield wider.label_da, wider.label_en
            yield from _double_labels(*ranked[0], ranked[1:])
        yield first.label_da, first.label_en
        yield from (_joined(first, other) for other, _ in ranked[1:])
    elif terms:
        label = ", ".join(terms[:_TERMS_IN_NAME])
        yield (label[0].upper() + label[1:],) * 2
    yield f"Tema {number}", f"Theme {number}"


def _double_labels(
    first: Concept, rank: _Ranked, others: Sequence[tuple[Concept, _Ranked]]
) -> Iterator[tuple[str, str]]:
    """First concept and the others -> both names, where the second tells nearly as much."""
    family = {first.id, first.broader, *(c.id for c, _ in others if c.broader == first.id)}
    second = next((pair for pair in others if pair[0].id not in family), None)
    if second is None:
        return
    if second[1].score >= _NEARLY_AS_TELLING * rank.score and second[1].share >= _PART_OF_IT:
        yield _joined(first, second[0])


def _joined(one: Concept, other: Concept) -> tuple[str, str]:
    da = "samt" if " og " in one.label_da else "og"
    en = ", and" if " and " in one.label_en else " and"
    return (
        f"{one.label_da} {da} {_inside(other.label_da)}",
        f"{one.label_en}{en} {_inside(other.label_en)}",
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


def _with_all_above(said: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, float]:
    return {name: 1.0 for one in said for name in (one, *vocabulary.above(one))}


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
            _lemmas(term): term
            for terms in concepts.values()
            for term in map(_trimmed, terms)
            if term
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


def _trimmed(term: str) -> str:
    """Words of a concept -> the same without outer function words; a long idiom is no term."""
    tokens = list(tokenise(term))
    while tokens and tokens[0].is_stop_word:
        tokens.pop(0)
    while tokens and tokens[-1].is_stop_word:
        tokens.pop()
    return " ".join(token.text for token in tokens) if len(tokens) <= _LONGEST_TERM else ""


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
