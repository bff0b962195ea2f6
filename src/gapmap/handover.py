"""What the steps leave for later ones, put together: rules of the gaps, data of the report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gapmap import __version__
from gapmap.notices import Notice
from gapmap.report.inputs import ReportInputs, RunFacts
from gapmap.run import Run
from gapmap.settings import WaveSettings
from gapmap.stages import disclose
from gapmap.stages.decisions import approved_quotes, count_confirmed
from gapmap.stages.gaps import GapRules
from gapmap.stages.listing import list_statements
from gapmap.stages.turnout import turnout
from gapmap.store import PublishedRun, RunFolder, RunRecord
from gapmap.tables import OUTCOMES


def gap_rules(run: Run) -> GapRules:
    """Settings, the period that ingest found -> the rules by which gaps are scored."""
    opens, closes = _period(run.folder.load_notes())
    project = run.project
    return GapRules(
        respondent_types=tuple(project.respondent_types),
        regions=tuple(project.regions),
        sizes=tuple(project.sizes),
        opens=opens,
        closes=closes,
        population=project.weights.population,
        margins={str(name): shares for name, shares in project.weights.margins.items()},
        cap=project.weights.cap,
        threshold=project.matching.threshold,
        coverage=project.gaps.coverage,
        satisfaction=project.gaps.satisfaction,
        min_cell=project.privacy.min_cell,
        replicates=project.gaps.replicates,
        seed=project.project.seed,
    )


def report_inputs(
    run: Run, folder: RunFolder | PublishedRun, notices: tuple[Notice, ...]
) -> ReportInputs:
    """Tables and notes of the steps before -> what a report is made from, small groups hidden.

    Args:
        run: A run under way, or one that is published and still current.
        folder: Where its tables and notes are.
        notices: What was noticed in it.
    """
    privacy = run.project.privacy
    respondents = folder.load_table("respondents")
    shown = folder.load_table("gaps")
    notes = folder.load_notes()
    statements = folder.load_table("statements")
    opens, closes = _period(notes)
    assignments, matches = folder.load_table("assignments"), folder.load_table("matches")
    themes = folder.load_table("themes")
    listed = list_statements(statements, assignments, respondents, shown=shown)
    return ReportInputs(
        project=run.project,
        wave=run.settings,
        wave_name=run.wave,
        gaps=shown,
        contrasts=folder.load_table("contrasts"),
        sensitivity=folder.load_table("sensitivity"),
        themes=disclose.disclose_themes(themes, shown),
        offers=folder.load_table("offers"),
        matches=matches,
        agreement=disclose.disclose_codings(folder.load_table("agreement"), themes, shown),
        corrected=disclose.disclose_codings(folder.load_table("corrected"), themes, shown),
        rejects=folder.load_table("rejects"),
        trends=folder.load_table("trends"),
        turnout=turnout(
            respondents,
            min_cell=privacy.min_cell,
            targets=run.project.targets,
            invited=run.settings.fielding.invited,
        ),
        statement_counts={
            outcome: int((statements["outcome"] == outcome).sum()) for outcome in OUTCOMES
        },
        listed=listed,
        quotes=approved_quotes(listed, run.codebook.quotes, wave=run.wave),
        vocabulary=run.vocabulary,
        confirmed=count_confirmed(shown, assignments, matches),
        facts=RunFacts(
            version=__version__,
            run_id=run.run_id,
            opens=opens,
            closes=closes,
            n_rows=notes["counts-ingest"]["rows"],
            n_rejected_rows=notes["counts-ingest"]["rejected_rows"],
            n_redactions=notes["counts-ingest"]["redactions"],
            design_effect=notes["weights"]["design_effect"],
            inputs=tuple(run.inputs.items()),
            seed=run.project.project.seed,
            notices=notices,
            encoder=run.project.themes.encoder,
        ),
    )


def compare_settings(now: WaveSettings, then: RunRecord | None) -> tuple[Notice, ...]:
    """How a wave asks, and a published run of the one before -> what makes them hard to compare."""
    if then is None:
        return ()
    columns = then.settings["wave.toml"]["columns"]
    before = [*columns["needs"], *columns.get("missing", ())]
    after = [*now.columns.needs, *now.columns.missing]
    if before == after:
        return ()
    code = "other_wording" if len(before) == len(after) else "other_questions"
    return (Notice(code, names=(then.wave,)),)


def _period(notes: Mapping[str, Mapping[str, Any]]) -> tuple[date | None, date | None]:
    period = notes["period"]
    first, last = (
        date.fromisoformat(period[day]) if period[day] else None for day in ("opens", "closes")
    )
    return first, last
