"""Method and data quality: how the figures are made, and what they rest on."""

from __future__ import annotations

from gapmap.report.coding import coding
from gapmap.report.largest import STABLE
from gapmap.report.lookup import Lookup
from gapmap.report.parts import Quality, QualityBlock, Table
from gapmap.report.sensitivity import sensitivity
from gapmap.report.settings_table import settings_table
from gapmap.report.words import sentence_case
from gapmap.stages.disclose import MIN_SEGMENT
from gapmap.stages.review import find_contradicted
from gapmap.tables import OUTCOMES

_NAMED = 4
"""Themes to be reviewed first are named up to here, then counted."""


def quality(lookup: Lookup, code: str) -> Quality:
    """Tables, the run's code -> method and data quality."""
    return Quality(
        title=lookup.words.say("quality.title"),
        blocks=(
            _method(lookup),
            _stability(lookup),
            *coding(lookup),
            sensitivity(lookup),
            _data(lookup),
            _noticed(lookup),
            _provenance(lookup, code),
        ),
    )


def _method(lookup: Lookup) -> QualityBlock:
    words, inputs = lookup.words, lookup.inputs
    project = inputs.project
    matches = inputs.matches[inputs.matches["grade"] != "none"]
    themes = {
        "encoder": words.name("encoder", inputs.facts.encoder),
        "named": int((inputs.themes["source"] == "codebook").sum()),
        "all": len(inputs.themes),
    }
    hiding = {"min_segment": MIN_SEGMENT, "min_cell": project.privacy.min_cell}
    key = "method_themes" if themes["named"] else "method_themes_unnamed"
    match = {
        "threshold": words.percent(project.matching.threshold),
        "confirmed": int((matches["status"] == "confirmed").sum()),
        "all": len(matches),
    }
    return QualityBlock(
        title=words.say("quality.method"),
        sentences=(
            words.say(f"quality.{key}", themes),
            words.say("quality.method_match", match),
            *_confirmed(lookup),
            *_review_first(lookup),
            words.say("quality.method_gap"),
            words.say("quality.method_interval", {"replicates": project.gaps.replicates}),
            words.say("quality.method_total"),
            _weights(lookup),
            words.say("quality.method_hidden", hiding),
        ),
    )


def _confirmed(lookup: Lookup) -> list[str]:
    """Tables -> how much behind the largest gaps a person has confirmed, if there are any."""
    words, confirmed = lookup.words, lookup.inputs.confirmed
    if not confirmed.themes or not confirmed.statements:
        return []
    shares = {
        "statements_share": confirmed.statements_confirmed / confirmed.statements,
        "matches_share": confirmed.matches_confirmed / max(confirmed.matches, 1),
    }
    counts = {"statements": confirmed.statements, "matches": confirmed.matches}
    return [
        words.say(
            "quality.confirmed",
            {"themes": confirmed.themes}
            | {name: words.count(n) for name, n in counts.items()}
            | {name: words.percent(share) for name, share in shares.items()},
        )
    ]


def _review_first(lookup: Lookup) -> list[str]:
    """Tables -> which themes are covered although people say something is missing, if any."""
    words, project = lookup.words, lookup.inputs.project
    least = project.privacy.min_cell
    themes = find_contradicted(lookup.inputs.gaps, coverage=project.gaps.coverage, min_cell=least)
    if not themes:
        return []
    named = themes if len(themes) <= _NAMED + 1 else themes[:_NAMED]
    names = [words.quoted(lookup.label(theme_id)) for theme_id in named]
    if len(named) < len(themes):
        names.append(words.say("order.other_themes", {"k": len(themes) - len(named)}))
    return [words.say("quality.review_first", {"themes": words.both(names), "least": least})]


def _weights(lookup: Lookup) -> str:
    inputs = lookup.inputs
    if inputs.project.weights.margins:
        key = "method_weights"
    elif inputs.wave.columns.weight:
        key = "method_own_weights"
    else:
        key = "method_no_weights"
    effect = lookup.words.number(inputs.facts.design_effect, 2)
    return lookup.words.say(f"quality.{key}", {"effect": effect})


def _stability(lookup: Lookup) -> QualityBlock:
    words, themes = lookup.words, lookup.inputs.themes
    limit = words.number(STABLE)
    sentences = [words.say("quality.stability_meaning", {"limit": limit})]
    unknown = int(themes["stability"].isna().sum())
    if unknown:
        counted = words.counted("theme", unknown)
        sentences.append(words.say("quality.stability_unknown", {"themes": counted}))
    unstable = themes[themes["stability"] < STABLE].sort_values(["stability", "theme_id"])
    if unstable.empty:
        if unknown < len(themes):
            sentences.append(words.say("quality.stability_none"))
        return QualityBlock(words.say("quality.stability"), tuple(sentences))
    table = Table(
        number=lookup.next_table(),
        caption=words.say("quality.stability_caption"),
        header=tuple(words.say(f"quality.{n}") for n in ("theme", "code", "stability_column")),
        align="llr",
        rows=tuple(
            (lookup.label(theme_id), theme_id, words.number(stability, 2))
            for theme_id, stability in zip(unstable["theme_id"], unstable["stability"], strict=True)
        ),
    )
    return QualityBlock(words.say("quality.stability"), tuple(sentences), (table,))


def _data(lookup: Lookup) -> QualityBlock:
    words, counts = lookup.words, lookup.inputs.statement_counts
    rejects = _rejects(lookup)
    n_redactions = lookup.inputs.facts.n_redactions
    sentences = [] if rejects else [words.say("quality.rejects_none")]
    if n_redactions:
        marks = words.counted("mark", n_redactions)
        sentences.append(words.say("quality.redactions", {"marks": marks}))
    else:
        sentences.append(words.say("quality.no_redactions"))
    rows = [
        (words.say(f"outcome.{outcome}"), words.count(counts.get(outcome, 0)))
        for outcome in OUTCOMES
    ]
    rows.append((words.say("respondents.total"), words.count(sum(counts.values()))))
    statements = Table(
        number=lookup.next_table(),
        caption=words.say("quality.statements_caption"),
        header=(words.say("quality.outcome"), words.say("quality.statements")),
        align="lr",
        rows=tuple(rows),
        has_total=True,
    )
    tables = (rejects, statements) if rejects else (statements,)
    return QualityBlock(words.say("quality.data"), tuple(sentences), tables)


def _rejects(lookup: Lookup) -> Table | None:
    """Tables -> rejects by file and rule; None without any."""
    say = lookup.words.say
    rejects = lookup.inputs.rejects
    if rejects.empty:
        return None
    is_row = rejects["column"] == ""
    counts = (
        rejects.assign(rows=is_row, cells=~is_row)
        .groupby(["source", "rule"], sort=True)[["rows", "cells"]]
        .sum()
        .sort_index(ascending=[False, True])
        .reset_index()
    )
    return Table(
        number=lookup.next_table(),
        caption=say("quality.rejects_caption"),
        header=tuple(say(f"quality.{name}") for name in ("source", "rule", "rows", "cells")),
        align="llrr",
        rows=tuple(
            (
                say(f"quality.{row['source']}"),
                lookup.words.name("rule", row["rule"]),
                lookup.words.count(int(row["rows"])),
                lookup.words.count(int(row["cells"])),
            )
            for row in counts.to_dict("records")
        ),
    )


def _noticed(lookup: Lookup) -> QualityBlock:
    words = lookup.words
    nouns = ("column", "offer", "respondent", "weight", "option", "tick")
    sentences = [
        sentence_case(
            words.say(
                f"notice.{notice.code}",
                {f"{noun}s": words.counted(noun, notice.count) for noun in nouns}
                | {"names": ", ".join(notice.names)},
            )
        )
        for notice in lookup.inputs.facts.notices
    ]
    return QualityBlock(
        words.say("quality.noticed"), tuple(sentences) or (words.say("quality.nothing_noticed"),)
    )


def _provenance(lookup: Lookup, code: str) -> QualityBlock:
    words, facts = lookup.words, lookup.inputs.facts
    values = {
        "version": facts.version,
        "seed": str(facts.seed),
        "run_id": facts.run_id,
        "code": code,
    }
    table = Table(
        number=lookup.next_table(),
        caption=words.say("quality.files_caption"),
        header=(words.say("quality.file"), words.say("quality.checksum")),
        align="ll",
        rows=facts.inputs,
    )
    return QualityBlock(
        words.say("quality.provenance"),
        (words.say("quality.provenance_text", values),),
        (table, settings_table(lookup)),
    )
