"""The steps from a delivered wave to its report, in order, once.

A step loads the tables it needs, calls its stage, saves what the stage made and returns
counts. Everything that runs a wave (the library, the command line, the Prefect flow) goes
through STEPS.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict

import pandas as pd

from gapmap import __version__
from gapmap.errors import MachineError
from gapmap.handover import gap_rules, report_inputs
from gapmap.notices import Notice
from gapmap.readers import read_export
from gapmap.report.page import build_page
from gapmap.report.pdf import write_pdf
from gapmap.report.story import tell
from gapmap.report.workbook import write_workbook
from gapmap.run import Run, open_run
from gapmap.settings import Format
from gapmap.stages import disclose
from gapmap.stages.catalogue import read_offers
from gapmap.stages.exemplars import choose_exemplars
from gapmap.stages.gaps import Evidence, score_gaps
from gapmap.stages.ingest import read_responses, wave_period
from gapmap.stages.match import match_offers
from gapmap.stages.redact import redact
from gapmap.stages.statements import split_answers
from gapmap.stages.themes import find_themes
from gapmap.stages.waves import compare_waves
from gapmap.store import RunRecord
from gapmap.text.encoders import Encoder, make_encoder
from gapmap.text.sentence_encoder import SentenceEncoder

logger = logging.getLogger("gapmap")

Counts = dict[str, int]
Step = Callable[[Run], Counts]


def ingest(run: Run) -> Counts:
    """Export, catalogue -> respondents, statements, offers, rejects.

    One step, because text as written must never reach the disk: what is saved is redacted.
    """
    secret = run.store.secret()
    export = read_export(run.export, run.settings.format)
    survey = read_responses(export, run.settings, run.project, wave=run.wave)
    redacted, redactions = redact(survey.responses, secret)
    split = split_answers(redacted, secret=secret, vocabulary=run.vocabulary)
    opens, closes = wave_period(run.settings, survey.responses["submitted_at"])
    catalogue = read_offers(
        read_export(run.catalogue, Format()), run.project, period=(opens, closes)
    )

    left_out = survey.rejects.loc[survey.rejects["column"] == "", "row"].nunique()
    _must_equal("rows of the export", len(export.cells), len(split.respondents) + left_out)

    folder = run.folder
    counts = {
        "rows": len(export.cells),
        "respondents": folder.save_table("respondents", split.respondents),
        "rejected_rows": int(left_out),
        "statements": folder.save_table("statements", split.statements),
        "offers": folder.save_table("offers", catalogue.offers),
        "rejects": folder.save_table(
            "rejects", pd.concat([survey.rejects, catalogue.rejects], ignore_index=True)
        ),
        "redactions": sum(redactions.values()),
    }
    folder.save_note("period", {"opens": opens, "closes": closes})
    _save_notices(run, "ingest", (*survey.notices, *catalogue.notices))
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
    )

    outcomes = found.statements["outcome"].value_counts()
    assigned = found.assignments["statement_id"].nunique()
    _must_equal("statements", len(statements), len(found.statements))
    _must_equal("assigned statements", int(outcomes.get("assigned", 0)), assigned)

    folder.save_table("statements", found.statements)
    described = choose_exemplars(
        found.themes, found.assignments, found.statements, folder.load_table("respondents")
    )
    counts = {
        "themes": folder.save_table("themes", described),
        "assignments": folder.save_table("assignments", found.assignments),
    }
    return counts | {str(outcome): int(n) for outcome, n in sorted(outcomes.items())}


def match(run: Run) -> Counts:
    """Themes, offers -> matches."""
    folder = run.folder
    matches = match_offers(
        folder.load_table("themes"),
        folder.load_table("assignments"),
        folder.load_table("statements"),
        folder.load_table("offers"),
        vocabulary=run.vocabulary,
        threshold=run.project.matching.threshold,
    )
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
    shown = disclose.disclose_gaps(scored.gaps, min_cell=run.project.privacy.min_cell)
    folder.save_note("weights", {"design_effect": scored.facts.design_effect})
    _save_notices(run, "gaps", scored.facts.notices)
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
    """Gaps of this wave and of the one before -> trends."""
    folder, store = run.folder, run.store
    trends = compare_waves(
        folder.load_table("gaps"),
        folder.load_table("themes"),
        store.load_table(run.previous_wave, "gaps") if run.previous_wave else None,
        store.load_table(run.previous_wave, "themes") if run.previous_wave else None,
        previous_wave=run.previous_wave,
    )
    return {"trends": folder.save_table("trends", trends)}


def report(run: Run) -> Counts:
    """Tables -> one PDF, one workbook and one page per language."""
    inputs = report_inputs(run, _notices(run))
    stories = [tell(inputs, language) for language in run.project.project.languages]
    for story in stories:
        of_wave = f"{run.wave}-{story.language}"
        run.folder.save_output(f"gap-report-{of_wave}.pdf", write_pdf(story))
        run.folder.save_output(f"gap-tables-{of_wave}.xlsx", write_workbook(inputs, story))
        page = build_page(inputs, story).encode("utf-8")
        run.folder.save_output(f"gap-map-{of_wave}.html", page)
    messages = [
        f"{said.before}{said.label}{said.after}"
        for part in stories[0].front.messages
        for said in part.messages
    ]
    run.folder.save_note("headline", {"messages": messages})
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
    outputs, tables = run.folder.checksums()
    notes = run.folder.load_notes()
    run.store.publish(
        RunRecord(
            run_id=run.run_id,
            wave=run.wave,
            version=__version__,
            seed=run.project.project.seed,
            settings={
                "gapmap.toml": run.project.of_a_report(),
                "wave.toml": run.settings.model_dump(mode="json"),
            },
            inputs=run.inputs,
            steps={step.__name__: notes[f"counts-{step.__name__}"] for step in STEPS[:-1]},
            notices=[str(notice) for notice in _notices(run)],
            headline=notes["headline"]["messages"],
            outputs=outputs,
            tables=tables,
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


def _notices(run: Run) -> tuple[Notice, ...]:
    notes = run.folder.load_notes()
    return tuple(
        Notice(note["code"], note["count"], tuple(note["names"]))
        for step in STEPS
        for note in notes.get(f"notices-{step.__name__}", {"notices": []})["notices"]
    )
