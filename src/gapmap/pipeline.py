"""The steps from a delivered wave to its report, in order, once.

A step loads the tables it needs, calls its stage, saves what the stage made and returns
counts. Everything that runs a wave (the library, the command line, the Prefect flow) goes
through STEPS.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

import pandas as pd

from gapmap import __version__
from gapmap.errors import MachineError
from gapmap.handover import compare_settings, gap_rules, report_inputs
from gapmap.notices import Notice
from gapmap.readers import read_export
from gapmap.report.outputs import headline, write_outputs
from gapmap.report.story import tell
from gapmap.run import Run, open_run
from gapmap.settings import Format
from gapmap.stages import disclose
from gapmap.stages.alignment import Wave
from gapmap.stages.catalogue import read_offers
from gapmap.stages.compare_codings import compare_codings
from gapmap.stages.decisions import decide_matches
from gapmap.stages.exemplars import choose_exemplars
from gapmap.stages.gaps import Evidence, score_gaps
from gapmap.stages.ingest import read_responses, wave_period
from gapmap.stages.match import match_offers
from gapmap.stages.prompted import count_prompted
from gapmap.stages.redact import redact
from gapmap.stages.statements import split_answers
from gapmap.stages.themes import find_themes
from gapmap.stages.ticks import find_ticks
from gapmap.stages.waves import compare_waves
from gapmap.store import RunRecord
from gapmap.text.encoders import Encoder, make_encoder
from gapmap.text.sentence_encoder import SentenceEncoder
from gapmap.tick_themes import themes_of_options

logger = logging.getLogger("gapmap")

_OF_A_WAVE = ("gaps", "themes", "respondents", "statements", "assignments")

_OTHER_MIX = 0.1
"""From this share on of people who would have to be of another type, two waves are told apart."""

Counts = dict[str, int]
Step = Callable[[Run], Counts]


def ingest(run: Run) -> Counts:
    """Export, catalogue -> respondents, statements, asked, prompted, offers, rejects.

    One step, because text as written must never reach the disk: what is saved is redacted.
    """
    secret = run.store.secret()
    export = read_export(run.export, run.settings.format)
    survey = read_responses(export, run.settings, run.project, wave=run.wave)
    redacted, redactions = redact(survey.responses, secret)
    split = split_answers(redacted, secret=secret, vocabulary=run.vocabulary)
    ticks = find_ticks(
        redacted,
        themes_of_options(run.settings, run.codebook, wave=run.wave),
        min_cell=run.project.privacy.min_cell,
    )
    opens, closes = wave_period(run.settings, survey.responses["submitted_at"])
    catalogue = read_offers(
        read_export(run.catalogue, Format()), run.project, period=(opens, closes)
    )

    left_out = survey.rejects.loc[survey.rejects["column"] == "", "row"].nunique()
    _must_equal("rows of the export", len(export.cells), len(split.respondents) + left_out)
    delivered, *accounted_for = ticks.counts().values()
    _must_equal("ticks", delivered, sum(accounted_for))

    folder = run.folder
    counts = {
        "rows": len(export.cells),
        "respondents": folder.save_table("respondents", split.respondents),
        "rejected_rows": int(left_out),
        "statements": folder.save_table("statements", split.statements),
        **ticks.counts(),
        "offers": folder.save_table("offers", catalogue.offers),
        "rejects": folder.save_table(
            "rejects",
            pd.concat([survey.rejects, ticks.rejects, catalogue.rejects], ignore_index=True),
        ),
        "redactions": sum(redactions.values()),
    }
    folder.save_table("asked", ticks.asked)
    folder.save_table("prompted", ticks.prompted)
    folder.save_note("period", {"opens": opens, "closes": closes})
    _save_notices(run, "ingest", (*survey.notices, *ticks.notices, *catalogue.notices))
    return counts


def themes(run: Run) -> Counts:
    """Statements -> themes, assignments; every statement gets its outcome."""
    folder = run.folder
    statements = folder.load_table("statements")
    bounds = (run.project.themes.min_themes, run.project.themes.max_themes)
    seed = run.project.project.seed
    found = find_themes(
        statements,
        wave=run.wave,
        encoder=_encoder(run),
        vocabulary=run.vocabulary,
        bounds=bounds,
        seed=seed,
        codebook=run.codebook,
    )

    outcomes = found.statements["outcome"].value_counts()
    assigned = found.assignments["statement_id"].nunique()
    _must_equal("statements", len(statements), len(found.statements))
    _must_equal("assigned statements", int(outcomes.get("assigned", 0)), assigned)

    folder.save_table("statements", found.statements)
    described = choose_exemplars(
        found.themes, found.assignments, found.statements, folder.load_table("respondents")
    )
    compared = compare_codings(
        run.codebook,
        found.statements,
        found.assignments,
        wave=run.wave,
        min_cell=run.project.privacy.min_cell,
    )
    folder.save_table("agreement", compared.agreement)
    folder.save_table("corrected", compared.corrected)
    counts = {
        "themes": folder.save_table("themes", described),
        "assignments": folder.save_table("assignments", found.assignments),
    }
    return counts | {str(outcome): int(n) for outcome, n in sorted(outcomes.items())}


def match(run: Run) -> Counts:
    """Themes, offers -> matches; what a person decided wins."""
    folder = run.folder
    proposed = match_offers(
        folder.load_table("themes"),
        folder.load_table("assignments"),
        folder.load_table("statements"),
        folder.load_table("offers"),
        vocabulary=run.vocabulary,
        threshold=run.project.matching.threshold,
    )
    matches = decide_matches(proposed, run.codebook.grades)
    suitable = matches["grade"].value_counts()
    return {
        "matches": folder.save_table("matches", matches),
        "suitable": int(suitable.get("full", 0)),
        "partly_suitable": int(suitable.get("partly", 0)),
    }


def gaps(run: Run) -> Counts:
    """Respondents, themes, matches -> gaps, contrasts, sensitivity, small groups hidden."""
    folder = run.folder
    scored = score_gaps(
        Evidence(
            respondents=folder.load_table("respondents"),
            statements=folder.load_table("statements"),
            themes=folder.load_table("themes"),
            assignments=folder.load_table("assignments"),
            offers=folder.load_table("offers"),
            matches=folder.load_table("matches"),
        ),
        rules=gap_rules(run),
    )
    prompted = folder.load_table("prompted")
    counted = count_prompted(
        scored.gaps, folder.load_table("respondents"), folder.load_table("asked"), prompted
    )
    shown = disclose.disclose_gaps(counted, min_cell=run.project.privacy.min_cell)
    folder.save_note("weights", {"design_effect": scored.facts.design_effect})
    n_lost = int((~prompted["theme_id"].isin(counted["theme_id"])).sum())
    lost = (Notice("ticks_not_shown", n_lost),) if n_lost else ()
    _save_notices(run, "gaps", (*scored.facts.notices, *lost))
    return {
        "gaps": folder.save_table("gaps", shown),
        "hidden": int((shown["n_need"].isna()).sum()),
        "contrasts": folder.save_table(
            "contrasts", disclose.disclose_contrasts(scored.contrasts, shown)
        ),
        "sensitivity": folder.save_table(
            "sensitivity", disclose.disclose_sensitivity(scored.sensitivity, shown)
        ),
    }


def waves(run: Run) -> Counts:
    """Tables of this wave and of the one before -> trends."""
    folder, store = run.folder, run.store
    previous = run.previous_wave
    is_kept = all(store.has_table(previous, name) for name in _OF_A_WAVE) if previous else False
    then = None
    if is_kept and (record := store.record(previous)):
        effect = record.notes.get("weights", {}).get("design_effect", 1.0)
        then = _wave(previous, partial(store.load_table, previous), effect)
    effect = folder.load_notes()["weights"]["design_effect"]
    compared = compare_waves(
        _wave(run.wave, folder.load_table, effect),
        then,
        codebook=run.codebook,
        encoder=make_encoder("vocabulary", run.project.project.seed, vocabulary=run.vocabulary),
    )
    notices = compare_settings(run.settings, store.record(previous)) if is_kept else ()
    if previous and not is_kept:
        notices = (Notice("earlier_wave_gone", names=(previous,)),)
    if compared.mix_distance > _OTHER_MIX:
        notices = (*notices, Notice("other_mix", names=(previous,)))
    if compared.n_again:
        notices = (*notices, Notice("answered_again", compared.n_again, (previous,)))
    _save_notices(run, "waves", notices)
    return {"trends": folder.save_table("trends", compared.trends), "again": compared.n_again}


def _wave(name: str, load: Callable[[str], pd.DataFrame], effect: float) -> Wave:
    return Wave(name, **{table: load(table) for table in _OF_A_WAVE}, design_effect=effect)


def report(run: Run) -> Counts:
    """Tables -> one PDF, one workbook and one page per language."""
    inputs = report_inputs(run, run.folder, notices_in(run.folder.load_notes()))
    stories = [tell(inputs, language) for language in run.project.project.languages]
    for name, content in write_outputs(inputs, stories):
        run.folder.save_output(name, content)
    run.folder.save_note("headline", {story.language: headline(story) for story in stories})
    return {"reports": len(stories)}


def publish(run: Run) -> Counts:
    """A finished run -> the files that people see."""
    now = open_run(run.store.project, run.wave)
    if now.run_id != run.run_id:
        raise MachineError.of(
            f"wave {run.wave}",
            "its data or settings changed while it was being run",
            "run it again; the previous report is untouched",
        )
    # Only now: a catalogue that a run could not use is one that people go on mending.
    run.store.keep_catalogue(run.wave, run.catalogue)
    outputs, tables = run.folder.checksums()
    notes = run.folder.load_notes()
    run.store.publish(
        RunRecord(
            run_id=run.run_id,
            wave=run.wave,
            version=__version__,
            seed=run.project.project.seed,
            settings=run.settings_as_read,
            inputs=run.inputs,
            steps={step.__name__: notes[f"counts-{step.__name__}"] for step in STEPS[:-1]},
            notices=[str(notice) for notice in notices_in(notes)],
            headline=notes["headline"][run.project.project.languages[0]],
            outputs=outputs,
            tables=tables,
            previous=run.previous,
            codebook_themes=[theme.id for theme in run.codebook.active],
            notes={name: note for name, note in notes.items() if not name.startswith("counts-")},
            catalogue_kept=run.store.catalogue_kept(run.wave),
        )
    )
    return {"files": len(outputs), "tables": len(tables)}


STEPS: tuple[Step, ...] = (ingest, themes, match, gaps, waves, report, publish)


def _must_equal(what: str, went_in: int, came_out: int) -> None:
    if went_in != came_out:
        raise MachineError.of(
            what, f"{went_in} went in and {came_out} came out; this is a fault in gapmap"
        )


def _encoder(run: Run) -> Encoder:
    if run.model is None:
        run.store.drop_vectors(run.wave)
        name, seed = run.project.themes.encoder, run.project.project.seed
        return make_encoder(name, seed, vocabulary=run.vocabulary)
    return SentenceEncoder(
        fingerprint=run.model.fingerprint,
        load=run.model.load,
        cache=run.store.vectors(run.wave, run.model.fingerprint),
        progress=_tell_encoded,
    )


def _tell_encoded(n: int, n_texts: int) -> None:
    logger.info("themes: %d of %d texts encoded", n, n_texts, extra={"done": False})


def _save_notices(run: Run, step: str, notices: tuple[Notice, ...]) -> None:
    run.folder.save_note(f"notices-{step}", {"notices": [asdict(notice) for notice in notices]})


def notices_in(notes: Mapping[str, Mapping[str, Any]]) -> tuple[Notice, ...]:
    """Notes of a run -> what was noticed, step by step."""
    return tuple(
        Notice(note["code"], note["count"], tuple(note["names"]))
        for step in STEPS
        for note in notes.get(f"notices-{step.__name__}", {"notices": []})["notices"]
    )
