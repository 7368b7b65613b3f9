"""The queue as a moderator sees it, who is no superuser and sees nothing else."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group as Roles
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from accounts.models import Notice, User
from groups import admissions, moderation, reporting
from groups.models import ApplicationMessage, ModerationAct, Report, Verdict
from tests.conftest import NOW, found, person
from tests.groups.conftest import moderator

pytestmark = pytest.mark.django_db
QUEUE = "admin:groups_report_changelist"


def page(report: Report) -> str:
    return reverse("admin:groups_report_change", args=[report.pk])


@pytest.fixture
def desk(db) -> Client:
    """A browser in which Mona moderates."""
    client = Client()
    client.force_login(moderator(), backend="django.contrib.auth.backends.ModelBackend")
    ContentType.objects.get_for_models(*admin.site._registry)
    return client


@pytest.fixture
def report(table, fay, stan) -> Report:
    application = admissions.ask(table, stan, "persimmon", NOW)
    application.answers.create(position=1, question="Why?", text="persimmon")
    ApplicationMessage.objects.create(application=application, by=stan, words="persimmon", created_at=NOW)
    message = ApplicationMessage.objects.create(application=application, by=fay, words="You fraud", created_at=NOW)
    return reporting.report(Report.About.MESSAGE, message, by=stan, words="She insults me", now=NOW)


def send(desk: Client, report: Report, **fields: str) -> str:
    return desk.post(page(report), fields, follow=True).content.decode()


def test_the_whole_flow_from_the_queue_to_the_log(stopped, desk, report, fay):
    queue = desk.get(reverse(QUEUE)).content.decode()
    assert "Fay Example" in queue and "Stan Example" in queue
    seen = desk.get(page(report)).content.decode()
    assert "You fraud" in seen and "She insults me" in seen
    assert "Decide" not in seen

    assert "Give it back" in send(desk, report, claim="1")
    assert "Say why in a sentence." in send(desk, report, decide="1", outcome="hide", why="")
    assert not Verdict.objects.exists()
    done = send(desk, report, decide="1", outcome="hide", why="It insults")
    assert "Hide the piece" in done and "It insults" in done
    assert ApplicationMessage.objects.get(by=fay).hidden_at == NOW

    assert "Say why in a sentence." in send(desk, report, take_back="1", **{"back-why": " "})
    send(desk, report, take_back="1", **{"back-why": "A joke"})
    assert ApplicationMessage.objects.get(by=fay).hidden_at is None
    assert list(ModerationAct.objects.order_by("pk").values_list("act", "why")) == [
        ("claim", ""),
        ("hide", "It insults"),
        ("take_back", "A joke"),
    ]
    log = desk.get(reverse("admin:groups_moderationact_changelist")).content.decode()
    assert "A joke" in log and "Mona Example" in log


def test_a_wrong_choice_keeps_what_was_typed(stopped, desk, report):
    send(desk, report, claim="1")
    said = send(desk, report, decide="1", outcome="close", why="A pyramid scheme")
    assert "A pyramid scheme" in said
    assert not Verdict.objects.exists()


def test_who_is_late_is_told(stopped, desk, report):
    moderation.claim(report, by=moderator("Mila"), now=NOW)
    assert "Somebody else was faster" in send(desk, report, claim="1")
    assert "You no longer have this report" in send(desk, report, release="1")
    assert "There is nothing to take back" in send(desk, report, take_back="1", **{"back-why": "Hm"})
    said = desk.get(page(report)).content.decode()
    assert "Mila Example" in said
    assert 'value="Claim"' not in said


def test_giving_back_puts_it_into_the_queue_again(stopped, desk, report):
    send(desk, report, claim="1")
    assert 'value="Claim"' in send(desk, report, release="1")


def test_a_post_that_asks_nothing_does_nothing(stopped, desk, report):
    send(desk, report)
    report.refresh_from_db()
    assert report.state == "open"


def test_what_is_decided_leaves_the_queue_and_can_be_looked_up(stopped, desk, report):
    send(desk, report, claim="1")
    send(desk, report, decide="1", outcome="nothing", why="A hard word")
    assert not desk.get(reverse(QUEUE)).context["cl"].queryset.exists()
    for state in ("decided", "all"):
        assert desk.get(reverse(QUEUE), {"state": state}).context["cl"].queryset.get() == report


def test_the_oldest_stands_first(stopped, desk, report, table, max_, fay):
    newer = reporting.report(Report.About.PERSON, max_, by=fay, words="No", now=NOW.replace(hour=10))
    assert list(desk.get(reverse(QUEUE)).context["cl"].queryset) == [report, newer]


def test_only_the_piece_is_opened(stopped, desk, report):
    for address in (reverse(QUEUE), page(report)):
        assert "persimmon" not in desk.get(address).content.decode()


def test_a_moderator_sees_the_queue_the_log_and_suspensions_and_nothing_else(stopped, desk, report, table, fay):
    seen = set()
    for model in admin.site._registry:
        name = model._meta.label_lower
        answer = desk.get(reverse(f"admin:{name.replace('.', '_')}_changelist"))
        assert answer.status_code in {200, 403}
        if answer.status_code == 200:
            seen.add(name)
        assert desk.get(reverse(f"admin:{name.replace('.', '_')}_add")).status_code == 403
    assert seen == {"groups.report", "groups.moderationact", "accounts.suspension"}
    assert desk.get(reverse("admin:accounts_user_change", args=[fay.pk])).status_code == 403
    assert desk.get(reverse("admin:groups_group_change", args=[table.pk])).status_code == 403
    assert desk.get(table.get_absolute_url() + "members/").status_code == 404


def test_the_role_holds_these_rights_and_no_other(db):
    moderator()
    held = Roles.objects.get(name="Moderators").permissions.values_list("content_type__app_label", "codename")
    assert sorted(".".join(right) for right in held) == [
        "accounts.view_suspension",
        "groups.moderate",
        "groups.view_moderationact",
        "groups.view_report",
    ]


def test_who_may_look_but_not_moderate_can_do_nothing(stopped, report, max_, client_of):
    looker = moderator("Lou")
    looker.groups.clear()
    looker.user_permissions.set(Roles.objects.get(name="Moderators").permissions.filter(codename="view_report"))
    client = client_of(User.objects.get(pk=looker.pk))
    assert 'value="Claim"' not in client.get(page(report)).content.decode()
    assert client.post(page(report), {"claim": "1"}).status_code == 403


def test_nobody_else_comes_near(stopped, report, max_, client_of, client):
    assert client.get(page(report)).status_code == 302
    staff = person("Sue", is_staff=True)
    assert client_of(staff).get(page(report)).status_code == 403
    assert client_of(max_).get(page(report)).status_code in {302, 403}


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_however_long(stopped, desk, django_assert_num_queries, count):
    for number in range(count):
        owner, reporter = person(f"Owner{number}"), person(f"Reporter{number}")
        group = found(owner, f"Table {number}")
        made = reporting.report(Report.About.GROUP, group, by=reporter, words="No", now=NOW)
        moderation.claim(made, by=User.objects.get(name="Mona Example"), now=NOW)
    Notice.objects.all().delete()
    desk.get(reverse(QUEUE))
    with django_assert_num_queries(6):
        desk.get(reverse(QUEUE))
    with django_assert_num_queries(7):
        desk.get(page(made))
