"""The charter in plain sentences, and what changed from one version to another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups import wording
from groups.models import Charter


def charter(**terms: object) -> Charter:
    return Charter(**{"version": 1, "purpose": "Decide.", "size": 8, **terms})


def texts(sentences: list[wording.Sentence]) -> list[str]:
    return [each.text for each in sentences]


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"size": 8}, "Up to eight people sit at the table."),
        ({"attendance": "none"}, "Nobody counts who comes."),
        ({}, "Nobody misses more than two meetings in a row; coming late counts half."),
        ({"attendance_limit": 1}, "Nobody misses more than one meeting in a row; coming late counts half."),
        (
            {"attendance": "window", "attendance_limit": 2, "attendance_window": 6},
            "Nobody misses more than two of the last six meetings; coming late counts half.",
        ),
        (
            {"attendance": "share", "attendance_limit": 75, "attendance_window": 12},
            "Everyone is there for at least 75 per cent of the last 12 meetings; coming late counts half.",
        ),
        ({"notice_hours": 0}, "Whoever cannot come says so before the meeting starts."),
        ({"notice_hours": 24}, "Whoever cannot come says so at least 24 hours before; then it is no miss."),
        ({"visits": 0}, "Newcomers join without visiting a meeting first."),
        ({"visits": 1}, "Newcomers visit one meeting before the group decides."),
        ({"decided_by": "facilitators"}, "Those who look after the group decide who joins."),
        (
            {"decided_by": "members"},
            "All members decide who joins: each may object within five days, and silence is consent.",
        ),
        ({"competitors_welcome": True}, "Competitors may sit at this table together."),
        ({"competitors_welcome": False}, "Competitors do not sit at this table together."),
        ({"newcomers_see_past": True}, "Newcomers see the meetings from before they joined."),
        ({"newcomers_see_past": False}, "Newcomers see nothing from before they joined."),
        ({"mail_content": "nothing"}, "Mail carries names, times, counts and links, and none of our words."),
        (
            {"mail_content": "all"},
            "Mail may carry what we write; so far it carries names, times, counts and links, and none of our words.",
        ),
        ({"term_days": 90}, "A term lasts 90 days; then we renew, change or end well."),
        (
            {"renews_on": date(2026, 6, 1)},
            "A term lasts 90 days; on 1 June 2026 we renew, change or end well.",
        ),
    ],
)
def test_each_term_is_a_plain_sentence(terms, sentence):
    assert sentence in texts(wording.terms(charter(**terms)))


def test_rules_are_lines():
    assert texts(wording.rules(charter(text="One.\n\n  Two. \r\n"))) == ["One.", "Two."]


def test_what_is_struck_stands_before_what_is_new():
    old, new = charter(text="Come.\nAsk first."), charter(text="Come.\nListen.\nAsk first.", visits=1, purpose="Think.")
    changes = [(each.kind, each.sentence.text) for each in wording.difference(old, new) if each.kind != "kept"]
    assert changes == [
        ("struck", "Decide."),
        ("new", "Think."),
        ("struck", "Newcomers join without visiting a meeting first."),
        ("new", "Newcomers visit one meeting before the group decides."),
        ("new", "Listen."),
    ]


VERSIONS = st.builds(
    charter,
    purpose=st.sampled_from(["Decide.", "Think."]),
    size=st.integers(2, 12),
    attendance=st.sampled_from(Charter.Attendance.values),
    visits=st.integers(0, 2),
    newcomers_see_past=st.booleans(),
    text=st.lists(st.sampled_from(["Come.", "Ask first.", "Listen.", ""])).map("\n".join),
)


@given(VERSIONS, VERSIONS)
def test_a_difference_holds_both_versions(old, new):
    changes = wording.difference(old, new)
    assert [each.sentence for each in changes if each.kind != "new"] == wording.sentences(old)
    assert [each.sentence for each in changes if each.kind != "struck"] == wording.sentences(new)


@given(VERSIONS)
def test_nothing_differs_from_itself(version):
    assert {each.kind for each in wording.difference(version, version)} == {"kept"}


def test_a_table_for_two_says_nothing_of_newcomers():
    said = " ".join(texts(wording.terms(charter(size=2))))
    assert "Newcomers" not in said
    assert "decide who joins" not in said
    assert {each.kind for each in wording.difference(charter(size=2), charter(size=3))} >= {"new", "struck"}
