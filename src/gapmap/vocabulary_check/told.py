"""What `gapmap vocabulary check` tells: tables on a terminal, tabs between columns elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console

from gapmap.settings import Language
from gapmap.store import VOCABULARY
from gapmap.terminal import print_table, say
from gapmap.vocabulary_check.answers import Use
from gapmap.vocabulary_check.check import Checked
from gapmap.vocabulary_check.forms import KINDS, Finding

_CONCEPTS_SHOWN = 15
_WORDS_SHOWN = 25
_IDS_SHOWN = 100


def print_checked(
    checked: Checked, console: Console, *, language: Language, every_finding: bool
) -> None:
    """Checked -> what an analyst can do about the vocabulary.

    Args:
        checked: What was found.
        console: Where to print it.
        language: Of the names of concepts.
        every_finding: Whether to list what ships with gapmap, too, or only count it.
    """
    concepts = checked.vocabulary.concepts
    n_forms = sum(len(concept.forms) for concept in concepts)
    n_own = sum(map(len, checked.own.values()))
    say(console, f"{len(concepts)} concepts, {n_forms} forms")
    say(console, f"of {VOCABULARY}: {n_own} forms and vetoes")
    _print_counts(checked.findings, console)
    _print_findings(
        [one for one in checked.findings if every_finding or one.is_own],
        console,
        title="What may be changed" if every_finding else f"What may be changed in {VOCABULARY}",
    )
    if not every_finding:
        n_shipped = sum(not one.is_own for one in checked.findings)
        say(console, f"{n_shipped} more in what ships with gapmap; --all lists them")
    if checked.use is None:
        say(console, "no wave has been run: nothing can be said of answers")
    else:
        _print_use(checked, checked.use, console, language)


def _print_counts(findings: Sequence[Finding], console: Console) -> None:
    counts = Counter((one.area, one.kind) for one in findings)
    areas = sorted({one.area for one in findings})
    rows = [(area, *(counts[area, kind] or "" for kind in KINDS)) for area in areas]
    print_table(console, "Forms to look at, by file", ("file", *KINDS), rows)
    for kind, meaning in KINDS.items():
        say(console, f"  {kind}: {meaning}")


def _print_findings(findings: Iterable[Finding], console: Console, *, title: str) -> None:
    rows = [(one.concept_id, one.kind, one.form, one.because_of) for one in findings]
    print_table(console, title, ("concept", "kind", "form", "because of"), rows)


def _print_use(checked: Checked, use: Use, console: Console, language: Language) -> None:
    by_id = checked.vocabulary.by_id
    say(console, f"\nAnswers of {', '.join(checked.waves)}")
    n_with = use.n_statements - len(use.without) - use.n_context_only
    say(console, f"statements: {use.n_statements}")
    say(console, f"  that name a need: {_share(n_with, use.n_statements)}")
    say(
        console, f"  only who, where or an obstacle: {_share(use.n_context_only, use.n_statements)}"
    )
    say(console, f"  no concept at all: {_share(len(use.without), use.n_statements)}")
    say(console, f"respondents: {use.n_respondents}")
    say(console, f"  who name a need: {_share(use.n_spoken_for, use.n_respondents)}")

    label = f"label_{language}"
    shown = use.concepts[:_CONCEPTS_SHOWN]
    print_table(
        console,
        "Most frequent concepts",
        ("concept", "name", "statements", "respondents"),
        [(name, getattr(by_id[name], label), n, people) for name, n, people in shown],
    )
    print_table(
        console,
        f"Words without a concept, where no need is named, said by {checked.min_cell} or more",
        ("word", "respondents"),
        use.words[:_WORDS_SHOWN],
    )
    _print_dead(checked, use, console)
    if use.without:
        more = len(use.without) - _IDS_SHOWN
        rest = f" and {more} more" if more > 0 else ""
        say(console, "\nStatements without any concept, by id")
        say(console, " ".join(use.without[:_IDS_SHOWN]) + rest)


def _print_dead(checked: Checked, use: Use, console: Console) -> None:
    """Forms in no statement: those of the project by name, the others as a number."""
    n_forms = sum(len(set(concept.forms)) for concept in checked.vocabulary.concepts)
    n_dead = sum(map(len, use.dead.values()))
    say(console, f"\nforms that stand in no statement: {_share(n_dead, n_forms)}")
    rows = [
        (concept_id, form)
        for concept_id, forms in sorted(use.dead.items())
        for form in forms
        if form in checked.own[concept_id]
    ]
    print_table(console, f"Of {VOCABULARY}, in no statement", ("concept", "form"), rows)


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.0%})" if whole else f"{part}"
