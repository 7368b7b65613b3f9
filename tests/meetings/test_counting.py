"""The attendance rule as pure counting: what is missed, who is close, who is over, and in which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.counting import Level, Rule, count, crossing, is_over, missed, words
from meetings.models.attendance import Presence

CAME, LATE, MISSED, EXCUSED = Presence.PRESENT, Presence.LATE, Presence.ABSENT, Presence.EXCUSED
TWO_IN_A_ROW = Rule("row", 2, 6)
TWO_OF_SIX = Rule("window", 2, 6)
THREE_QUARTERS = Rule("share", 75, 8)

PRESENCES = st.lists(st.sampled_from(Presence), max_size=20)
RULES = st.one_of(
    st.builds(Rule, st.just("row"), st.integers(1, 6), st.integers(2, 12)),
    st.builds(Rule, st.just("window"), st.integers(1, 6), st.integers(2, 12)),
    st.builds(Rule, st.just("share"), st.integers(10, 100), st.integers(2, 12)),
)


@pytest.mark.parametrize(
    ("rule", "happened", "level", "halves"),
    [
        (TWO_IN_A_ROW, [], Level.FINE, 0),
        (TWO_IN_A_ROW, [MISSED], Level.FINE, 2),
        (TWO_IN_A_ROW, [MISSED, MISSED], Level.CLOSE, 4),
        (TWO_IN_A_ROW, [MISSED, MISSED, MISSED], Level.OVER, 6),
        (TWO_IN_A_ROW, [MISSED, MISSED, LATE], Level.OVER, 5),
        (TWO_IN_A_ROW, [MISSED, LATE], Level.CLOSE, 3),
        (TWO_IN_A_ROW, [MISSED, MISSED, CAME], Level.FINE, 0),
        (TWO_IN_A_ROW, [MISSED, EXCUSED, MISSED], Level.CLOSE, 4),
        (TWO_IN_A_ROW, [LATE, LATE, LATE, LATE], Level.CLOSE, 4),
        (TWO_OF_SIX, [MISSED, CAME, MISSED, CAME], Level.CLOSE, 4),
        (TWO_OF_SIX, [MISSED, CAME, MISSED, CAME, MISSED], Level.OVER, 6),
        (TWO_OF_SIX, [MISSED, CAME, MISSED, CAME, CAME, CAME, CAME], Level.FINE, 2),
        (TWO_OF_SIX, [MISSED, MISSED, EXCUSED, EXCUSED, EXCUSED], Level.CLOSE, 4),
        (THREE_QUARTERS, [MISSED, CAME], Level.FINE, 2),
        (THREE_QUARTERS, [MISSED, MISSED], Level.CLOSE, 4),
        (THREE_QUARTERS, [MISSED, MISSED, LATE], Level.OVER, 5),
        (Rule("share", 100, 4), [CAME, EXCUSED, CAME], Level.FINE, 0),
        (Rule("share", 100, 4), [LATE], Level.OVER, 1),
        (Rule("none", 2, 6), [MISSED] * 9, Level.FINE, 12),
    ],
)
def test_how_somebody_stands(rule, happened, level, halves):
    tally = count(rule, happened)
    assert (tally.level, tally.halves) == (level, halves)


@given(RULES, PRESENCES)
def test_two_times_late_is_one_miss(rule, happened):
    row = Rule("row", rule.limit, rule.window)
    assert missed(row, [*happened, LATE, LATE]) == missed(row, [*happened, MISSED])


@given(RULES, st.lists(st.sampled_from([CAME, EXCUSED])))
def test_who_came_or_said_so_in_time_is_fine(rule, happened):
    assert count(rule, happened).level == Level.FINE


@given(RULES, PRESENCES, st.integers(0, 20))
def test_an_excuse_is_never_worse_than_a_miss_nor_than_coming_late(rule, happened, place):
    before, after = happened[:place], happened[place:]
    excused = missed(rule, [*before, EXCUSED, *after])
    assert excused <= missed(rule, [*before, LATE, *after]) <= missed(rule, [*before, MISSED, *after])


@given(RULES, PRESENCES)
def test_one_more_excuse_at_the_end_changes_nothing_for_the_worse(rule, happened):
    assert count(rule, [*happened, EXCUSED]).level <= count(rule, happened).level


@given(RULES, PRESENCES)
def test_close_is_exactly_one_absence_from_over(rule, happened):
    level = count(rule, happened).level
    if level == Level.CLOSE:
        assert is_over(rule, [*happened, MISSED])
    if level == Level.FINE and missed(rule, happened):
        assert not is_over(rule, [*happened, MISSED])


@given(RULES, PRESENCES)
def test_a_crossing_is_a_meeting_that_was_missed(rule, happened):
    last = crossing(rule, happened)
    if last is not None:
        assert happened[last] in (MISSED, LATE)
        assert count(rule, happened[: last + 1]).level > count(rule, happened[:last]).level
    elif happened:
        assert count(rule, happened).level == Level.FINE


@pytest.mark.parametrize(
    ("happened", "since", "last"),
    [
        ([MISSED, MISSED], 0, 1),
        ([MISSED, MISSED, CAME], 0, 1),
        ([MISSED, MISSED, CAME], 2, None),
        ([MISSED, MISSED, MISSED, MISSED], 0, 2),
        ([MISSED], 0, None),
    ],
)
def test_it_is_told_at_the_meeting_that_made_it_so(happened, since, last):
    assert crossing(TWO_IN_A_ROW, happened, since) == last


@pytest.mark.parametrize(
    ("rule", "happened", "name", "sentence"),
    [
        (TWO_IN_A_ROW, [MISSED] * 2, "Max", "Max has missed two in a row; the charter allows two."),
        (TWO_IN_A_ROW, [MISSED] * 2, "", "You have missed two in a row; the charter allows two."),
        (TWO_IN_A_ROW, [MISSED, LATE], "", "You have missed one and a half in a row; the charter allows two."),
        (Rule("row", 1, 6), [LATE], "", "You have missed a half in a row; the charter allows one."),
        (
            TWO_OF_SIX,
            [MISSED, CAME, MISSED],
            "Max",
            "Max has missed two of the last three meetings; the charter allows two.",
        ),
        (
            TWO_OF_SIX,
            [CAME] * 6 + [MISSED] * 3,
            "",
            "You have missed three of the last six meetings; the charter allows two.",
        ),
        (
            THREE_QUARTERS,
            [MISSED] * 2,
            "",
            "You have missed two of the last two meetings; the charter asks for 75 per cent of the last eight.",
        ),
        (
            Rule("share", 100, 4),
            [MISSED],
            "Max",
            "Max has missed one of one meeting; the charter asks for 100 per cent of the last four.",
        ),
    ],
)
def test_it_is_said_in_one_sentence(rule, happened, name, sentence):
    assert words(count(rule, happened), name) == sentence
