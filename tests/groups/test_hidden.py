"""What moderators have hidden is hidden on every page."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import delivery, safety
from groups import admissions, amending, invitations, moderation, proposing, reporting, waiting
from groups.models import (
    Group,
    Membership,
    Proposal,
    Report,
    Role,
    Verdict,
    Waiting,
)
from tests.conftest import NOW, later
from tests.groups.conftest import WORDS, decided

pytestmark = pytest.mark.django_db
About, Outcome = Report.About, Verdict.Outcome


@pytest.fixture
def hidden(table, max_, mona) -> Group:
    """Fay's group, reported by Max and hidden by Mona."""
    decided(reporting.report(About.GROUP, table, by=max_, words="A scheme", now=NOW), mona, Outcome.HIDE)
    return Group.objects.get(pk=table.pk)


def test_a_hidden_group_is_there_for_its_members_alone(stopped, table, fay, max_, stan, mona, client_of, client):
    application = admissions.ask(table, stan, "I make chairs", NOW)
    made = reporting.report(About.GROUP, table, by=max_, words="A scheme", now=NOW)
    decided(made, mona, Outcome.HIDE)
    front, door = table.get_absolute_url(), reverse("groups:applications.new", args=[table.slug])
    for browser in (client, client_of(stan), client_of(mona)):
        assert browser.get(front).status_code == 404
        assert "Second Thursday" not in browser.get(reverse("find")).content.decode()
    for place in ("/", "/groups/", "/buddies/"):
        assert "Second Thursday" not in client_of(stan).get(place).content.decode()
    assert client_of(stan).get(door).status_code == 404
    for user in (fay, max_):
        assert "This group is hidden." in client_of(user).get(front).content.decode()
    asked = reverse("meetings:applications.show", args=[table.slug, application.pk])
    assert client_of(fay).get(asked).status_code == 200
    index = reverse("groups:applications.index", args=[table.slug])
    assert "This group is hidden." in client_of(fay).get(index).content.decode()
    assert Membership.objects.present().filter(group=table, role=Role.OWNER).exists()


def test_a_hidden_group_brings_nobody_in(stopped, hidden, fay, stan, olga, client_of, client, clock):
    link = invitations.share(hidden, by=fay, lasts=timedelta(days=1), uses=5, ticket=uuid.uuid4(), now=NOW)
    said = client_of(stan).get(link.get_absolute_url())
    assert "Second Thursday" not in said.content.decode()
    row = waiting.wait(hidden, olga, NOW)
    assert waiting.offer(NOW) == 0
    row.refresh_from_db()
    assert row.offered_until is None
    own = reverse("groups:waitings.edit", args=[hidden.slug])
    assert client_of(olga).get(own).status_code == 404
    Waiting.objects.update(offered_until=later(days=1))
    assert "Second Thursday" not in client_of(olga).get("/").content.decode()


def test_a_group_shown_again_is_found_again(stopped, hidden, mona, client):
    moderation.take_back(Report.objects.get(), by=mona, why="It mended its words", now=later(days=1))
    assert client.get(hidden.get_absolute_url()).status_code == 200


def test_a_hidden_message_is_gone_for_both_sides(stopped, report, mona, message, fay, stan, client_of):
    group = message.application.group
    pages = [
        (fay, reverse("meetings:applications.show", args=[group.slug, message.application_id])),
        (stan, reverse("groups:applications.new", args=[group.slug])),
    ]
    assert all(WORDS in client_of(user).get(page).content.decode() for user, page in pages)
    decided(report, mona, Outcome.HIDE)
    for user, page in pages:
        said = client_of(user).get(page).content.decode()
        assert WORDS not in said
        assert "Taken away by those who moderate." in said


def test_a_hidden_application_is_gone_for_all_who_read_it(stopped, message, mona, fay, max_, stan, client_of):
    application = message.application
    application.answers.create(position=1, question="Why?", text="Because of medlars")
    Proposal.objects.create(application=application, by=fay, ends_at=later(days=5))
    slug = application.group.slug
    pages = [
        (fay, reverse("meetings:applications.show", args=[slug, application.pk])),
        (max_, reverse("groups:objections.new", args=[slug, application.pk])),
        (stan, reverse("groups:applications.new", args=[slug])),
    ]
    for user, page in pages:
        said = client_of(user).get(page).content.decode()
        assert "I make chairs" in said and "Because of medlars" in said
    decided(reporting.report(About.APPLICATION, application, by=fay, words="No", now=NOW), mona, Outcome.HIDE)
    for user, page in [*pages, (fay, reverse("groups:applications.index", args=[slug])), (fay, "/")]:
        said = client_of(user).get(page).content.decode()
        assert "I make chairs" not in said and "Because of medlars" not in said


def test_a_shut_account_is_let_in_by_nobody(stopped, table, stan, fay, max_, ada, client_of, clock, mailoutbox):
    amending.amend(table, {"decided_by": "members"}, by=fay, now=NOW)
    application = admissions.ask(table, stan, "Because of medlars", NOW)
    proposing.propose(application, by=fay, words="", now=NOW)
    safety.suspend(stan, by=ada, why="Threats", now=NOW)
    delivery.deliver(clock)
    assert not [each for each in mailoutbox if "Stan" in each.subject]
    for user in (fay, max_):
        for page in ("/", table.get_absolute_url()):
            assert "Stan" not in client_of(user).get(page).content.decode()
    address = reverse("meetings:applications.show", args=[table.slug, application.pk])
    assert client_of(fay).post(address, {"answer": "decline", "words": "No"}).status_code == 404
    assert client_of(max_).get(reverse("groups:objections.new", args=[table.slug, application.pk])).status_code == 404
    assert proposing.conclude(later(days=5)) == 0
    safety.lift(stan, now=later(days=6))
    assert proposing.conclude(later(days=6)) == 1


def test_a_shut_account_is_passed_over_on_the_waiting_list(table, stan, olga, ada):
    first, second = waiting.wait(table, stan, NOW), waiting.wait(table, olga, later(hours=1))
    safety.suspend(stan, by=ada, why="Threats", now=NOW)
    Group.objects.filter(pk=table.pk).update(size=3)
    assert waiting.offer(NOW) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.offered_until, second.offered_until is not None) == (None, True)
