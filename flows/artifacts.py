"""What a finished wave shows on Prefect's pages: the headline, and the gaps as a table.

Both are made from what was published, where small groups are hidden already.
"""

from __future__ import annotations

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from gapmap.store import Store

_SHOWN = ("n", "n_need", "n_unmet", "n_partly", "gap", "gap_low", "gap_high", "rank", "kind")


def create_artifacts(store: Store, wave: str) -> None:
    """Published wave -> a markdown artifact and a table artifact."""
    key = "".join(sign if sign.isalnum() else "-" for sign in wave.lower())
    record = store.record(wave)
    lines = record.headline if record else []
    create_markdown_artifact("\n".join(f"- {line}" for line in lines), key=f"headline-{key}")
    create_table_artifact(gap_rows(store, wave), key=f"gaps-{key}")


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


def _plain(cell: object) -> object:
    """A cell as JSON has it: a hidden number is none, a share has three decimals."""
    if cell != cell or str(cell) == "<NA>":
        return None
    return round(cell, 3) if isinstance(cell, float) else cell
