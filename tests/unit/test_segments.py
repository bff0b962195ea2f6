from gapmap.stages.segments import divide
from gapmap.tables import NOT_STATED
from tests.builders import Person, respondents_of


def segments_of(people, types=(), regions=(), sizes=()):
    return divide(respondents_of(people), respondent_types=types, regions=regions, sizes=sizes)


def names(segments, kind):
    return [segment.name for segment in segments if segment.kind == kind]


def test_segments_come_in_the_order_of_the_settings_with_blank_answers_last():
    people = [Person(type=t) for t in ("b", NOT_STATED, "a", "other")]
    segments = segments_of(people, types=("b", "never seen", "a"))
    assert names(segments, "respondent_type") == ["b", "a", "other", NOT_STATED]


def test_a_kind_of_segment_holds_every_respondent_once():
    people = [Person("a", "x"), Person("a", NOT_STATED), Person("b", "x", size="1-9")]
    segments = segments_of(people)
    for kind in {segment.kind for segment in segments}:
        total = sum(segment.members.astype(int) for segment in segments if segment.kind == kind)
        assert total.tolist() == [1, 1, 1], kind


def test_only_pairs_of_type_and_region_that_occur_are_segments():
    people = [Person("a", "x"), Person("b", "y")]
    assert names(segments_of(people), "respondent_type_region") == ["a | x", "b | y"]


def test_without_respondents_there_is_one_empty_segment():
    (only,) = segments_of([])
    assert (only.kind, only.name, len(only.members)) == ("all", "", 0)
