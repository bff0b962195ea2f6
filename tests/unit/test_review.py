import pandas as pd
import pytest

from gapmap.stages.gaps import score_gaps
from gapmap.stages.review import find_contradicted, order_for_review
from gapmap.tables import TABLES
from tests.builders import Offer, Person, evidence, rules


def gaps_of(**themes):
    """a=(coverage, n_missing, gap) -> the rows of all respondents."""
    rows = [
        {"theme_id": name, "segment_kind": "all", "segment": "", "coverage": coverage,
         "n_missing": n_missing, "gap": gap}
        for name, (coverage, n_missing, gap) in themes.items()
    ]  # fmt: skip
    columns = [column.name for column in TABLES["gaps"].columns]
    return TABLES["gaps"].shape(pd.DataFrame(rows).reindex(columns=columns))


@pytest.mark.parametrize(
    ("coverage", "n_missing", "found"),
    [(1, 5, True), (0.5, 5, True), (0.49, 5, False), (1, 4, False), (1, None, False),
     (None, 5, False)],
)  # fmt: skip
def test_covered_and_yet_missing(coverage, n_missing, found):
    gaps = gaps_of(a=(coverage, n_missing, 0))
    assert bool(find_contradicted(gaps, coverage=0.5, min_cell=5)) == found


def test_contradicted_themes_come_first_then_the_largest_gaps():
    gaps = gaps_of(
        a=(0, 9, 0.1), b=(1, 6, 0), c=(0.2, 0, 0.3), d=(0.9, 8, 0.01), e=(None, None, None),
        f=(1, 6, 0),
    )  # fmt: skip
    order = order_for_review(gaps, coverage=0.5, min_cell=5)
    assert order == ["d", "b", "f", "c", "a", "e"]
    assert order_for_review(gaps.iloc[::-1], coverage=0.5, min_cell=5) == order


def test_people_of_one_segment_do_not_make_a_contradiction_alone():
    # Open to municipalities only, so that among all the theme is covered by a third.
    people = [Person("Kommune", missing=["a"])] * 5 + [Person(needs=["a"])] * 10
    offers = [Offer({"a": "full"}, audience=["Kommune"])]
    gaps = score_gaps(evidence(people, offers), rules=rules()).gaps
    assert find_contradicted(gaps, coverage=0.5, min_cell=5) == []
    assert find_contradicted(gaps, coverage=0.3, min_cell=5) == ["a"]
