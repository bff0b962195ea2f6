"""A few of the damaged exports of benchmarks/fuzz.py, which runs 2,000 of them."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.damaged_exports import Case, answers, as_csv, cases
from benchmarks.fuzz import outcome

SOME = list(cases(60, seed=3, bombs=False))


@pytest.mark.timeout(10)
@pytest.mark.parametrize("case", SOME, ids=lambda case: f"{case.number} {case.damage}")
def test_a_damaged_export_is_read_or_refused_and_no_row_is_lost(tmp_path, case):
    assert outcome(case, tmp_path) in {"read", "refused"}


def test_some_are_read_and_some_are_refused(tmp_path):
    assert {outcome(case, tmp_path) for case in SOME[:8]} == {"read", "refused"}


def test_a_lost_row_would_be_seen(tmp_path):
    sound = answers(Random(1))
    content = as_csv(sound, Random(1))
    assert outcome(Case(0, "export.csv", content, "", rows=len(sound) - 1), tmp_path) == "read"
    with pytest.raises(AssertionError, match="not read whole"):
        outcome(Case(0, "export.csv", content, "", rows=len(sound)), tmp_path)
