"""What a report says, as values: tables in, finished sentences and numbers out."""

from __future__ import annotations

from gapmap.report.actions import actions
from gapmap.report.appendix import appendix
from gapmap.report.by_segment import segment_section
from gapmap.report.changes import changes_section
from gapmap.report.comparisons import coverage_section, type_section
from gapmap.report.evidence_map import evidence_section
from gapmap.report.front import front
from gapmap.report.inputs import Approval, ReportInputs
from gapmap.report.kinds_of_gap import kinds_section
from gapmap.report.largest import largest_gaps
from gapmap.report.lookup import ALL, Lookup
from gapmap.report.parts import Rankings, Story
from gapmap.report.prompted import prompted_section
from gapmap.report.quality import quality
from gapmap.report.rankings import ranking
from gapmap.report.respondents import respondents
from gapmap.report.words import Words
from gapmap.settings import Language


def tell(inputs: ReportInputs, language: Language) -> Story:
    """Tables -> Story.

    The parts are told in the order of the report, because figures and tables take their
    numbers as they come; the first page has none, and is told when the rankings are known.

    Args:
        inputs: Tables in which small groups are hidden, and the facts of the run.
        language: Of every text.

    Returns:
        The story; no number in it is missing from the tables or hidden there.
    """
    words = Words(language)
    lookup = Lookup(inputs, words)
    code = f"{inputs.wave_name}-{inputs.facts.run_id}"
    who = respondents(lookup)
    types = lookup.segments("respondent_type")
    by_type = {segment[1]: ranking(lookup, segment) for segment in types}
    together = () if len(types) == 1 else (ranking(lookup, ALL),)
    project = inputs.project.project
    return Story(
        language=language,
        title=project.title_da if language == "da" else project.title_en,
        subtitle=_subtitle(inputs, words),
        draft="" if inputs.approval else words.say("cover.draft"),
        standing=_standing(inputs.approval, words),
        notice=project.notice_da if language == "da" else project.notice_en,
        code=code,
        code_text=words.say("cover.code", {"code": code}),
        page_text=words.say("cover.page", {"page": "{page}", "pages": "{pages}"}),
        dated=inputs.facts.closes,
        front=front(lookup, by_type),
        respondents=who,
        rankings=Rankings(
            title=words.say("rankings.title"),
            intro=words.say("rankings.intro"),
            rankings=(*by_type.values(), *together),
        ),
        coverage=coverage_section(lookup),
        evidence=evidence_section(lookup),
        kinds=kinds_section(lookup),
        by_type=type_section(lookup),
        by_region=segment_section(lookup, "region"),
        by_size=segment_section(lookup, "size"),
        prompted=prompted_section(lookup),
        changes=changes_section(lookup),
        largest=largest_gaps(lookup),
        actions=actions(lookup),
        quality=quality(lookup, code),
        appendix=appendix(lookup),
    )


def _standing(approval: Approval | None, words: Words) -> str:
    if approval is None:
        return words.say("cover.draft_meaning")
    values = {"number": approval.number, "day": words.day(approval.day), "name": approval.by}
    return words.say("cover.edition", values)


def _subtitle(inputs: ReportInputs, words: Words) -> str:
    label, facts = inputs.wave.wave.label, inputs.facts
    if facts.opens is None or facts.closes is None:
        return words.say("cover.wave", {"label": label})
    days = {"opens": words.day(facts.opens), "closes": words.day(facts.closes)}
    return words.say("cover.wave_dated", {"label": label, **days})
