"""The first page: who answered, the key messages, and what the report cannot tell."""

from __future__ import annotations

from gapmap.report.lookup import GapRow, Lookup
from gapmap.report.parts import Front, Message, Messages, Ranking
from gapmap.report.words import sentence_case
from gapmap.tables import NOT_STATED

MESSAGES_FIRST = 3
MESSAGES_OTHERS = 2
"""Key messages for the first respondent type and for each of the others: one page in all."""

_OTHERS_NAMED = 3
"""Themes that cannot be ranked apart are named up to here, then counted."""


def front(lookup: Lookup, rankings: dict[str, Ranking]) -> Front:
    """Tables, rankings by respondent type -> the first page."""
    say = lookup.words.say
    contact = lookup.inputs.project.project.contact
    return Front(
        answered=answered(lookup),
        answered_code=lookup.codes.turnout("answers"),
        messages_title=say("front.messages"),
        catalogue=_catalogue(lookup),
        messages=tuple(
            _messages(
                lookup, ("respondent_type", name), ranking, MESSAGES_OTHERS if i else MESSAGES_FIRST
            )
            for i, (name, ranking) in enumerate(rankings.items())
        ),
        limits_title=say("front.limits"),
        limits=tuple(say(f"front.limit_{what}") for what in ("cost", "silent", "offers")),
        contact=say("cover.contact", {"contact": contact}) if contact else "",
    )


def answered(lookup: Lookup) -> str:
    """Tables -> "486 svarede (226 virksomheder, ...); ... Tallene gælder de 456, ..."."""
    say = lookup.words.say
    everyone = next(iter(lookup.turnout("all")), {"n_respondents": None})
    n = everyone["n_respondents"]
    if n is None:
        return f"{say('answered.hidden')} {say('answered.blank_hidden')}"
    sentence = say("answered.count", {"n": int(n)}) + _types(lookup)
    invited = lookup.n_invited()
    if invited:
        rate = lookup.words.percent(n / invited)
        sentence += say("answered.invited", {"invited": invited, "rate": rate})
    n_real = everyone["n_answered"]
    if n_real is None:
        return f"{sentence}. {say('answered.blank_hidden')}"
    values = {"n_blank": int(n - n_real), "n_real": int(n_real)}
    return f"{sentence}. {say('answered.blank' if n > n_real else 'answered.no_blank', values)}"


def _types(lookup: Lookup) -> str:
    words = lookup.words
    by_type = {row["segment"]: row["n_respondents"] for row in lookup.turnout("respondent_type")}
    parts, hidden = [], False
    for segment in lookup.segments("respondent_type"):
        number = by_type.get(segment[1], 0)
        hidden = hidden or number is None
        if number:
            parts.append(f"{words.count(int(number))} {lookup.people(segment, int(number))}")
    not_stated = by_type.get(NOT_STATED, 0)
    if not_stated:
        parts.append(words.say("answered.type_not_stated", {"n": int(not_stated)}))
    if hidden or not_stated is None:
        parts.append(words.say("answered.type_hidden"))
    return words.say("answered.types", {"types": words.both(parts)}) if parts else ""


def _catalogue(lookup: Lookup) -> str:
    """Tables -> "Kataloget: 92 tilbud, senest kontrolleret ..."."""
    words, checked = lookup.words, lookup.inputs.offers["last_checked"]
    if checked.empty:
        return words.say("catalogue.empty")
    offers = words.counted("offer", len(checked))
    n_unknown = int(checked.isna().sum())
    if n_unknown == len(checked):
        return words.say("catalogue.unchecked", {"offers": offers})
    values = {"offers": offers, "day": words.day(checked.max().date()), "n": n_unknown}
    return words.say(f"catalogue.{'partly_checked' if n_unknown else 'checked'}", values)


def message(lookup: Lookup, row: GapRow, people: str) -> Message:
    """A row of gaps with its need shown -> "x af n virksomheder nævner <tema>, heraf ..."."""
    values = {
        "n_need": row.n_need,
        "n": row.n,
        "people": people,
        "n_unmet": row.n_unmet,
        "n_partly": row.n_partly,
    }
    before, after = lookup.words.around(f"message.{_form(row)}", "theme", values)
    code = lookup.codes.row(row.theme_id, row.segment_key)
    return Message(before, lookup.label(row.theme_id), row.theme_id, after, code)


def _form(row: GapRow) -> str:
    """A row of gaps -> the sentence that fits its counts."""
    if row.n_need == 0:
        return "none"
    if row.n_unmet is None:
        return "unmet_hidden"
    if row.n_unmet == row.n_need:
        return "all_unmet"
    if row.n_partly is None:
        return "partly_hidden"
    if row.n_unmet == 0:
        return "met" if row.n_partly == 0 else _form_without_unmet(row)
    return "unmet" if row.n_partly == 0 else "both"


def _form_without_unmet(row: GapRow) -> str:
    return "all_partly" if row.n_partly == row.n_need else "partly"


def _messages(lookup: Lookup, segment: tuple[str, str], ranking: Ranking, most: int) -> Messages:
    say = lookup.words.say
    people = lookup.people(segment)
    n = lookup.n(segment)
    leading = [row for row in lookup.ranked(segment) if row.gap.value][:most]
    if not lookup.theme_ids:
        remark = say("front.no_themes")
    elif n is None or (not leading and any(row.is_hidden for row in lookup.gaps(segment))):
        remark = say("front.hidden_type", {"people": people})
    elif not leading:
        remark = say("front.no_gap", {"people": people})
    else:
        remark = _order(lookup, segment, len(leading))
        if remark and ranking.figure is not None:
            remark += say("order.see_figure", {"figure": ranking.figure.number})
    return Messages(
        heading=sentence_case(people),
        note="" if n is None else say("front.with_answer", {"n": n}),
        messages=tuple(message(lookup, row, people) for row in leading),
        remark=remark,
    )


def _order(lookup: Lookup, segment: tuple[str, str], n_named: int) -> str:
    """Which themes cannot be ranked apart from the first: their rank intervals overlap."""
    say = lookup.words.say
    ranked = [row for row in lookup.ranked(segment) if row.gap.value]
    end = ranked[0].rank.high
    if end is None or len(ranked) == 1:
        return ""
    tied = [row for row in ranked if row.rank.low is not None and row.rank.low <= end]
    others = [row for row in tied if row not in ranked[:n_named]]
    if others:
        return say("order.tied_with", {"others": _named(lookup, others)})
    if len(tied) > 1:
        return say("order.tied", {"k": len(tied)})
    return say("order.one_leads")


def _named(lookup: Lookup, rows: list[GapRow]) -> str:
    if len(rows) > _OTHERS_NAMED:
        return lookup.words.say("order.other_themes", {"k": len(rows)})
    return lookup.words.both(lookup.words.quoted(lookup.label(row.theme_id)) for row in rows)
