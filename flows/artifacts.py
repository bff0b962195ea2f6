"""What a wave shows on Prefect's pages: how far it is, the headline, the gaps, its files.

All is made from counts and from what was published, where small groups are hidden already.
"""

from __future__ import annotations

from typing import cast
from uuid import UUID

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from gapmap.prefect_server import report_address
from gapmap.store import Store

_SHOWN = ("n", "n_need", "n_unmet", "n_partly", "gap", "gap_low", "gap_high", "rank", "kind")


class Progress:
    """How far a wave is, as a bar on its page.

    Args:
        wave: The wave.
        n_steps: How many steps there are.
    """

    def __init__(self, wave: str, *, n_steps: int) -> None:
        self._n_steps = n_steps
        self._n_done = 0
        told = f"{wave}: steps done, of {n_steps}"
        created = create_progress_artifact(0.0, key=_key("progress", wave), description=told)
        self._id = cast("UUID", created)  # outside an event loop it is no coroutine

    def advance(self) -> None:
        """One more step is done."""
        self._n_done += 1
        update_progress_artifact(self._id, progress=100 * self._n_done / self._n_steps)


def create_artifacts(store: Store, wave: str) -> None:
    """Published wave -> its headline, its gaps as a table, and a link to each PDF."""
    record = store.record(wave)
    headline = [f"- {line}" for line in record.headline] if record else []
    names = [path.name for path in store.output_paths(wave)]
    files = [f"- [{name}]({report_address(wave, name)})" for name in names]
    create_markdown_artifact(
        "\n".join([*headline, "", "The files of the report:", "", *files]),
        key=_key("headline", wave),
        description="The key messages, and the files of the report",
    )
    create_table_artifact(
        gap_rows(store, wave),
        key=_key("gaps", wave),
        description="The gaps over all respondents, largest first",
    )
    for name in names:
        if name.endswith(".pdf"):
            create_link_artifact(
                report_address(wave, name),
                name,
                key=_key(name.removesuffix(".pdf")),
                description="The report",
            )


def gap_rows(store: Store, wave: str) -> list[dict[str, object]]:
    """Published wave -> one row per theme over all respondents, largest gap first."""
    themes = store.load_table(wave, "themes")
    gaps = store.load_table(wave, "gaps")
    pooled = gaps[gaps["segment_kind"] == "all"].merge(
        themes[["theme_id", "label_en"]], on="theme_id", validate="one_to_one"
    )
    ranked = pooled.sort_values(["rank", "theme_id"], na_position="last")
    rows = ranked[["theme_id", "label_en", *_SHOWN]].rename(columns={"label_en": "theme"})
    return [
        {str(name): _plain(cell) for name, cell in row.items()} for row in rows.to_dict("records")
    ]


def _key(*parts: str) -> str:
    """Words -> a key as Prefect allows it: small letters, digits and dashes."""
    return "".join(
        sign if sign.isascii() and sign.isalnum() else "-" for sign in "-".join(parts).lower()
    )


def _plain(cell: object) -> object:
    """A cell as JSON has it: a hidden number is none, a share has three decimals."""
    if cell != cell or str(cell) == "<NA>":
        return None
    return round(cell, 3) if isinstance(cell, float) else cell
