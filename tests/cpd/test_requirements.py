"""What a cycle asks for, for any record and any rules (T5)."""

from hypothesis import given
from hypothesis import strategies as st

from cpd.models import Measure, Requirement
from cpd.requirements import Record, assess

COUNTS = st.integers(0, 10_000)
RECORDS = st.builds(
    Record,
    minutes=COUNTS,
    participatory_minutes=COUNTS,
    accounts=COUNTS,
    accounts_in_draft=COUNTS,
    feedback=COUNTS,
    pieces=COUNTS,
    pieces_with_peer=COUNTS,
    learning_types=COUNTS,
    pieces_with_benefit=COUNTS,
)
ASKED = st.lists(
    st.builds(
        Requirement,
        measure=st.sampled_from(Measure.values),
        needed=st.integers(0, 5_000),
        label=st.text(max_size=20),
    ),
    max_size=8,
)


@given(RECORDS, ASKED)
def test_each_requirement_gets_one_line_in_the_order_asked(record, asked):
    lines = assess(record, asked)

    assert [(line.measure, line.label, line.needed) for line in lines] == [
        (Measure(each.measure), each.label, each.needed) for each in asked
    ]


@given(RECORDS, ASKED)
def test_a_line_is_met_exactly_when_nothing_is_missing_and_its_bar_is_full(
    record, asked
):
    for line in assess(record, asked):
        assert line.met == (line.missing == 0)
        assert 0 <= line.per_cent <= 100
        assert not line.met or line.per_cent == 100
        assert line.have + line.missing >= line.needed


@given(RECORDS, st.integers(1, 600))
def test_more_of_something_never_takes_a_requirement_away(record, more):
    asked = [
        Requirement(measure=measure, needed=100, label="") for measure in Measure.values
    ]
    before = {line.measure: line for line in assess(record, asked)}

    fields = {**record.__dict__, "minutes": record.minutes + more}
    after = {line.measure: line for line in assess(Record(**fields), asked)}

    assert after[Measure.MINUTES].have == before[Measure.MINUTES].have + more
    assert all(after[m].have >= before[m].have for m in before)
    assert all(after[m] == before[m] for m in before if m != Measure.MINUTES)


def test_participatory_minutes_are_part_of_the_whole_and_not_on_top_of_it():
    record = Record(minutes=20 * 60, participatory_minutes=20 * 60)
    asked = [
        Requirement(measure=Measure.MINUTES, needed=35 * 60, label="Hours"),
        Requirement(measure=Measure.PARTICIPATORY, needed=20 * 60, label="Part"),
    ]

    assert [(line.met, line.missing) for line in assess(record, asked)] == [
        (False, 15 * 60),
        (True, 0),
    ]
