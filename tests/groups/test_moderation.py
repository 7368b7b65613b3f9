"""The queue: claimed once, decided once, felt at once, and logged for ever."""

import pytest
from django.contrib.auth.models import Group as Roles
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts import delivery
from accounts.models import Notice, Suspension, User
from groups import moderation, reporting
from groups.models import (
    ApplicationMessage,
    Closure,
    ModerationAct,
    Report,
    Verdict,
)
from tests.conftest import NOW, later
from tests.groups.conftest import decided, moderator
from tests.races import together

pytestmark = pytest.mark.django_db
About, Outcome = Report.About, Verdict.Outcome


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind="verdict").order_by("pk")
    return [(row.user.first_name, row.data["to"]) for row in rows]


def page(report: Report) -> str:
    return reverse("admin:groups_report_change", args=[report.pk])


# Claiming -------------------------------------------------------------------------------------------------------------


def test_a_claim_keeps_others_away_until_it_is_given_back_or_lapses(report, mona):
    other = moderator("Mila")
    moderation.claim(report, by=mona, now=NOW)
    for late in (other, mona):
        with pytest.raises(moderation.AlreadyClaimed):
            moderation.claim(report, by=late, now=later(days=2))
    with pytest.raises(moderation.NotClaimed):
        moderation.release(report, by=other, now=NOW)
    moderation.claim(report, by=other, now=later(days=3))
    with pytest.raises(moderation.NotClaimed):
        moderation.decide(report, by=mona, outcome=Outcome.WARN, why="Late", now=later(days=3))
    moderation.release(report, by=other, now=later(days=3))
    moderation.claim(report, by=mona, now=later(days=3))
    acts = ModerationAct.objects.order_by("pk").values_list("by__name", "act")
    assert [(name.split()[0], act) for name, act in acts] == [
        ("Mona", "claim"),
        ("Mila", "claim"),
        ("Mila", "release"),
        ("Mona", "claim"),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_one_gets_it(report, mona):
    """Fifty rounds."""
    other = moderator("Mila")
    for _round in range(50):
        Report.objects.update(state="open", claimed_by=None, claimed_at=None)
        acts = [lambda by=by: moderation.claim(report, by=by, now=NOW) for by in (mona, other)]
        assert together(acts) == ["AlreadyClaimed", "done"]
    assert ModerationAct.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_deciding_twice_at_once_is_deciding_once(report, mona):
    moderation.claim(report, by=mona, now=NOW)
    acts = [
        lambda outcome=outcome: moderation.decide(
            Report.objects.get(pk=report.pk), by=mona, outcome=outcome, why="So", now=NOW
        )
        for outcome in (Outcome.WARN, Outcome.HIDE)
    ]
    assert together(acts) == ["NotClaimed", "done"]
    assert Verdict.objects.count() == 1


# Deciding -------------------------------------------------------------------------------------------------------------


def test_no_action_tells_the_reporter_alone(report, mona, message):
    decided(report, mona, Outcome.NOTHING, "A hard word, no insult")
    message.refresh_from_db()
    assert message.hidden_at is None
    assert told() == [("Stan", "reporter")]
    act = ModerationAct.objects.filter(report=report, act="nothing").get()
    assert (act.by, act.why, act.created_at) == (mona, "A hard word, no insult", NOW)


def test_a_warning_tells_both_and_changes_nothing(report, mona, message):
    decided(report, mona, Outcome.WARN)
    message.refresh_from_db()
    assert message.hidden_at is None
    assert told() == [("Stan", "reporter"), ("Fay", "accused")]


def test_hiding_hides_the_piece_and_nothing_beside_it(report, mona, message, fay):
    other = ApplicationMessage.objects.create(application=message.application, by=fay, words="Kind", created_at=NOW)
    decided(report, mona, Outcome.HIDE)
    for row in (message, other, message.application):
        row.refresh_from_db()
    assert (message.hidden_at, other.hidden_at, message.application.hidden_at) == (NOW, None, None)


def test_suspending_signs_out_at_once_and_stops_what_was_owed(stopped, report, mona, fay, client_of, clock, mailoutbox):
    browser = client_of(fay)
    assert browser.get("/settings/").status_code == 200
    with transaction.atomic():
        delivery.owe([Notice(key="w", kind="welcome", user=fay, due_at=NOW)])

    decided(report, mona, Outcome.SUSPEND, "Threats")
    delivery.deliver(clock)

    assert browser.get("/settings/").status_code == 302
    assert Suspension.objects.get(user=fay).why == "Threats"
    assert Notice.objects.get(key="w").state == "dropped"
    assert sorted(each.subject for each in mailoutbox if each.to == [fay.email]) == ["Your account is shut for now"]


def test_closing_ends_the_group_and_tells_its_members(table, max_, mona):
    made = reporting.report(About.GROUP, table, by=max_, words="A scheme", now=NOW)
    decided(made, mona, Outcome.CLOSE, "A pyramid scheme")
    closure = Closure.objects.get(group=table)
    assert (closure.by, closure.reason) == (mona, "")
    assert told() == [("Max", "reporter"), ("Fay", "accused")]
    assert Notice.objects.filter(kind="closure", user=max_).exists()


def test_only_what_fits_can_be_decided(report, table, mona, max_, fay, ada):
    assert moderation.fitting(report, mona) == [Outcome.NOTHING, Outcome.WARN, Outcome.HIDE, Outcome.SUSPEND]
    about_max = reporting.report(About.PERSON, max_, by=fay, words="No", now=NOW)
    assert moderation.fitting(about_max, mona) == [Outcome.NOTHING, Outcome.WARN, Outcome.SUSPEND]
    about_group = reporting.report(About.GROUP, table, by=max_, words="No", now=NOW)
    assert moderation.fitting(about_group, mona)[-1] == Outcome.CLOSE
    with pytest.raises(moderation.Unfit):
        decided(about_max, mona, Outcome.CLOSE)
    about_max.refresh_from_db()
    assert about_max.state == "claimed"  # nothing is half done


def test_a_moderator_does_not_reach_a_superuser(ada, mona, fay):
    User.objects.filter(pk=ada.pk).update(shown_to="everyone")
    made = reporting.report(About.PERSON, ada, by=fay, words="No", now=NOW)
    assert Outcome.SUSPEND not in moderation.fitting(made, mona)
    assert Outcome.SUSPEND in moderation.fitting(made, User(is_superuser=True))


def test_what_is_gone_can_only_be_answered(report, message, fay, mona):
    message.delete()
    report.refresh_from_db()
    assert Outcome.HIDE not in moderation.fitting(report, mona)
    Report.objects.update(accused=None)
    report.refresh_from_db()
    assert moderation.fitting(report, mona) == [Outcome.NOTHING]
    decided(report, mona, Outcome.NOTHING)


def test_nobody_judges_themselves_their_own_report_or_their_own_table(report, table, fay, stan, max_, mona):
    role = Roles.objects.get(name="Moderators")
    for user in (fay, stan, max_):
        User.objects.filter(pk=user.pk).update(is_staff=True)
        user.groups.add(role)
        with pytest.raises(moderation.AlreadyClaimed):
            moderation.claim(report, by=user, now=NOW)
    client = Client()
    for user in (fay, stan, max_):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(page(report)).status_code == 404
        assert client.post(page(report), {"claim": "1"}).status_code == 404
        queue = client.get(reverse("admin:groups_report_changelist"))
        assert queue.status_code == 200
        assert not queue.context["cl"].queryset.exists()
    moderation.claim(report, by=mona, now=NOW)
    assert not client.get(reverse("admin:groups_moderationact_changelist")).context["cl"].queryset.exists()


# Taking back ----------------------------------------------------------------------------------------------------------


def test_what_was_hidden_is_shown_again_with_a_reason(report, message, mona):
    decided(report, mona, Outcome.HIDE)
    moderation.take_back(report, by=mona, why="A joke between friends", now=later(days=1))
    message.refresh_from_db()
    assert message.hidden_at is None
    assert ModerationAct.objects.get(act="take_back").why == "A joke between friends"
    assert told()[-1] == ("Fay", "taken_back")
    with pytest.raises(moderation.NothingToTakeBack):
        moderation.take_back(report, by=mona, why="Again", now=later(days=1))


def test_a_suspension_is_lifted_with_a_reason(report, fay, mona):
    decided(report, mona, Outcome.SUSPEND)
    moderation.take_back(report, by=mona, why="She objected", now=later(days=1))
    fay.refresh_from_db()
    assert fay.is_active
    assert Suspension.objects.get().lifted_at == later(days=1)


def test_a_warning_cannot_be_taken_back_nor_by_whom_it_is_about(report, fay, mona):
    verdict = decided(report, mona, Outcome.HIDE)
    with pytest.raises(moderation.NothingToTakeBack):
        moderation.take_back(verdict.report, by=fay, why="Mine", now=NOW)


# The log --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [lambda row: row.delete(), lambda row: type(row).objects.update(why="Other")])
@pytest.mark.parametrize("model", [Verdict, ModerationAct])
def test_the_database_refuses_to_change_the_log(report, mona, model, change):
    decided(report, mona, Outcome.WARN)
    with pytest.raises(IntegrityError, match="log_of_moderation_stays"), transaction.atomic():
        change(model.objects.order_by("pk").last())
    assert model.objects.order_by("pk").last().why == "It insults"


def test_the_database_keeps_the_piece_as_it_was(report):
    for change in ({"frozen": {}}, {"words": "Other"}):
        with pytest.raises(IntegrityError, match="reported_piece_stays_frozen"), transaction.atomic():
            Report.objects.update(**change)


def test_a_raw_statement_is_refused_as_well(report, mona):
    decided(report, mona, Outcome.WARN)
    with (
        pytest.raises(IntegrityError, match="log_of_moderation_stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM groups_verdict")


def test_accounts_go_and_the_log_stays(report, mona, stan, fay):
    decided(report, mona, Outcome.WARN)
    for user in (mona, stan):
        user.delete()
    assert list(ModerationAct.objects.values_list("by", "why")) == [(None, "It insults"), (None, "")]
    assert Verdict.objects.get().by is None


def test_no_decision_without_a_reason(report, mona):
    moderation.claim(report, by=mona, now=NOW)
    with pytest.raises(IntegrityError, match="verdict_has_a_reason"), transaction.atomic():
        moderation.decide(report, by=mona, outcome=Outcome.WARN, why="", now=NOW)
