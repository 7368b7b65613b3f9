"""The path through a group, sent as forms: found, publish, ask, answer, sign, hand over, leave."""

import uuid

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Expertise
from groups import admissions
from groups.forms import GroupForm
from groups.models import Application, Charter, Group, JoinQuestion, Membership, Role
from tests.conftest import NOW, charter_form, expertise, found, person
from tests.reading import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

AT = "/groups/second-thursday"
NEW = {"kind": "mastermind", "name": "Kiln & Ledger", "purpose": "Prices", "size": "6", "visibility": "public"}


def test_starting_a_group_twice_with_one_form_starts_one(fay, client_of):
    client, form = client_of(fay), {**NEW, "ticket": uuid.uuid4()}
    pages = [client.post("/groups/new/", form) for _ in range(2)]
    assert [page.url for page in pages] == ["/groups/kiln-ledger/"] * 2
    assert Group.objects.count() == 1


def test_the_same_form_with_other_words_is_another_group(fay, client_of):
    client, ticket = client_of(fay), uuid.uuid4()
    client.post("/groups/new/", {**NEW, "ticket": ticket})
    client.post("/groups/new/", {**NEW, "ticket": ticket, "name": "Other"})
    assert Group.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This field is required."),
        ("name", "x" * 81, "at most 80 characters"),
        ("name", "a\x00b", "Null characters are not allowed."),
        ("purpose", "x" * 301, "at most 300 characters"),
        ("size", "1", "greater than or equal to 2"),
        ("size", "13", "less than or equal to 12"),
        ("size", "eight", "Enter a whole number."),
        ("kind", "cult", "Select a valid choice"),
        ("visibility", "community", "Select a valid choice"),
    ],
)
def test_a_wrong_group_says_what_would_be_right_and_keeps_what_was_typed(fay, client_of, field, value, words):
    page = client_of(fay).post("/groups/new/", {**NEW, field: value, "about": "Typed with care"})
    assert page.status_code == 200
    assert words in str(page.context["form"].errors[field])
    assert "Typed with care" in page.content.decode()
    assert not Group.objects.exists()


@pytest.mark.parametrize("name", ["طاولة البحر 🪑", "Ребята", "<script>alert(1)</script>", "O'Neil & Söhne"])
def test_a_name_in_any_script_is_kept_and_shown_as_typed(fay, client_of, name):
    page = client_of(fay).post("/groups/new/", {**NEW, "name": name}, follow=True)
    assert Group.objects.get().name == name
    assert "<script>alert" not in page.content.decode()


def test_buddies_have_two_chairs_whatever_was_typed(fay, client_of):
    client_of(fay).post("/groups/new/", {**NEW, "kind": "buddies", "size": "99"})
    assert Group.objects.get().size == 2


def test_a_community_group_names_its_community(olga, guild, client_of):
    client = client_of(olga)
    page = client.post("/groups/new/", {**NEW, "visibility": "community"})
    assert "Choose the community" in str(page.context["form"].errors["community"])
    client.post("/groups/new/", {**NEW, "visibility": "community", "community": guild.pk})
    assert Group.objects.get().community == guild


def test_a_group_says_how_to_join_whom_it_looks_for_and_what_it_speaks(fay, client_of):
    law = expertise("export-law")
    more = {"joining": "open", "language": "pt", "industry": "making", "wanted": [law.slug]}
    client = client_of(fay)
    client.post("/groups/new/", {**NEW, **more})
    group = Group.objects.get()
    assert (group.joining, group.language, group.industry, *group.wanted.all()) == ("open", "pt", "making", law)
    page = client.get(f"{group.get_absolute_url()}settings/").context["form"]
    assert page["wanted"].value() == ["export-law"]
    client.post(f"{group.get_absolute_url()}settings/", {**NEW, "joining": "invitation"})
    group.refresh_from_db()
    assert (group.joining, group.language, group.industry, *group.wanted.all()) == ("invitation", "", "")


def test_a_group_that_says_nothing_of_it_is_asked(fay, client_of):
    client_of(fay).post("/groups/new/", NEW)
    assert Group.objects.get().joining == "ask"


def test_a_group_looks_for_five_things_at_most_and_none_that_is_made_up(fay, client_of):
    many = [each.slug for each in Expertise.objects.all()[:6]]
    for wanted, words in ((many, "five at most"), (["alchemy"], "no longer on the list")):
        page = client_of(fay).post("/groups/new/", {**NEW, "wanted": wanted})
        assert words in str(page.context["form"].errors["wanted"])
    assert not Group.objects.exists()


def test_publishing_and_taking_it_back(fay, client_of):
    found(fay, published_at=None)
    client = client_of(fay)
    assert "can find it" in said(client.post(f"{AT}/publication/", {"published": "1"}, follow=True))
    assert Group.objects.get().is_published
    assert "out of the directory" in said(client.post(f"{AT}/publication/", {}, follow=True))
    assert not Group.objects.get().is_published


def test_settings_are_kept_and_a_wrong_one_changes_nothing(table, fay, client_of):
    client, form = client_of(fay), {**NEW, "name": "Third Thursday"}
    page = client.post(f"{AT}/settings/", {**form, "size": "1"})
    assert "Second Thursday" in page.content.decode()
    assert Group.objects.get().name == "Second Thursday"
    client.post(f"{AT}/settings/", form)
    assert Group.objects.get().name == "Third Thursday"
    assert Group.objects.get().slug == "second-thursday"


def test_a_taken_chair_is_not_taken_away(table, fay, client_of):
    for name in ("Ann", "Ben"):
        Membership.objects.seat(table, person(name), role=Role.MEMBER, now=NOW)
    page = client_of(fay).post(f"{AT}/settings/", {**NEW, "size": "3"})
    assert "Somebody sits further out" in str(page.context["form"].errors["size"])


def test_who_asks_without_a_word_is_told_that_a_sentence_is_enough(table, stan, client_of):
    JoinQuestion.objects.create(group=table, text="Why us?", position=1)
    page = client_of(stan).post(f"{AT}/join/", {"words": "", "charter": "on"}).content.decode()
    assert "<bdi>Why us?</bdi>: Write a sentence; that is enough." in page
    assert "This field is required" not in page


def test_from_asking_to_sitting_with_the_mails_in_between(table, fay, stan, client_of):
    page = client_of(stan).post(f"{AT}/join/", {"words": "I make chairs", "charter": "on"}, follow=True)
    assert "You have asked to join." in said(page)
    deliver(lambda: NOW)
    application = Application.objects.get()
    answer = {"answer": "accept", "words": "Come in"}
    page = client_of(fay).post(f"{AT}/applications/{application.pk}/", answer, follow=True)
    assert "on its way to Stan" in said(page)
    deliver(lambda: NOW)
    assert [letter.to for letter in mail.outbox] == [["fay@example.org"], ["stan@example.org"]]
    assert not any(words in letter.body for letter in mail.outbox for words in ("I make chairs", "Come in"))
    assert client_of(stan).get(f"{AT}/members/").status_code == 200


def test_asking_without_words_or_without_the_charter_keeps_what_was_typed(table, stan, client_of):
    page = client_of(stan).post(f"{AT}/join/", {"words": "I make chairs"})
    assert "Whoever sits down signs the charter" in str(page.context["form"].errors["charter"])
    assert "I make chairs" in page.content.decode()
    assert "words" in client_of(stan).post(f"{AT}/join/", {"charter": "on"}).context["form"].errors
    assert not Application.objects.exists()


def test_who_is_at_the_door_or_inside_does_not_ask_again(table, max_, stan, client_of):
    admissions.ask(table, stan, "Please", NOW)
    asks = {"words": "Again", "charter": "on"}
    for page in (client_of(stan).get(f"{AT}/join/"), client_of(stan).post(f"{AT}/join/", asks)):
        assert "You are at the door." in page.content.decode()
    assert Application.objects.get().words == "Please"
    assert client_of(max_).get(f"{AT}/join/").url == f"{AT}/"
    assert client_of(max_).post(f"{AT}/join/", asks).url == f"{AT}/"


def test_withdrawing_and_withdrawing_too_late(table, fay, stan, client_of):
    admissions.ask(table, stan, "Please", NOW)
    client = client_of(stan)
    assert "no longer ask" in said(client.post(f"{AT}/join/withdrawal/", follow=True))
    assert "answered already" in said(client.post(f"{AT}/join/withdrawal/", follow=True))
    assert client_of(fay).post(f"{AT}/join/withdrawal/").status_code == 404


def test_a_withdrawn_or_answered_application_tells_nobody(table, fay, stan):
    application = admissions.ask(table, stan, "Please", NOW)
    admissions.withdraw(application, NOW)
    assert deliver(lambda: NOW)["dropped"] == 1
    with_answer = admissions.ask(table, stan, "Please", NOW)
    admissions.accept(with_answer, by=fay, words="", now=NOW)
    Application.objects.filter(pk=with_answer.pk).delete()
    assert deliver(lambda: NOW)["dropped"] == 2
    assert mail.outbox == []


def test_who_stepped_down_hears_of_no_application(table, fay, seat, stan):
    admissions.ask(table, stan, "Please", NOW)
    Membership.objects.get(group=table, user=fay).hand_over(seat)
    Membership.objects.filter(group=table, user=fay).update(role=Role.MEMBER)
    assert deliver(lambda: NOW)["dropped"] == 1


def test_declining_needs_a_reason_and_an_answer_needs_a_choice(table, fay, stan, client_of):
    application = admissions.ask(table, stan, "Please", NOW)
    client, address = client_of(fay), f"{AT}/applications/{application.pk}/"
    assert "Say why" in str(client.post(address, {"answer": "decline", "words": "  "}).context["form"].errors["words"])
    assert "Choose one." in str(client.post(address, {"words": "Hm"}).context["form"].errors["answer"])
    client.post(address, {"answer": "decline", "words": "We have a joiner"})
    assert "We have a joiner" in client_of(stan).get(f"{AT}/").content.decode()
    late = client.post(address, {"answer": "accept"}, follow=True)
    assert "answered, or withdrawn, a moment ago" in said(late)


def test_accepting_at_a_full_table_says_that_it_is_a_place_in_line(fay, stan, client_of):
    table = found(fay, size=2)
    Membership.objects.seat(table, person("Pia"), role=Role.MEMBER, now=NOW)
    application = admissions.ask(table, stan, "Please", NOW)
    page = client_of(fay).post(f"{AT}/applications/{application.pk}/", {"answer": "accept"}, follow=True)
    assert "so Stan is on the waiting list" in said(page)
    assert "In line for a chair" in page.content.decode()
    assert client_of(stan).get(f"{AT}/join/").url == f"{AT}/waiting/"


def test_the_charter_changes_and_an_old_version_is_not_signed(table, fay, max_, client_of):
    first = Charter.objects.current(table)
    client_of(fay).post(f"{AT}/charter/edit/", charter_form(text="Be on time."))
    page = client_of(max_).post(f"{AT}/charter/{first.pk}/signature/", follow=True)
    assert "changed while you read it" in said(page)
    current = Charter.objects.current(table)
    assert "You have signed" in said(client_of(max_).post(f"{AT}/charter/{current.pk}/signature/", follow=True))
    assert current.signatures.get().membership.user == max_


def test_roles_and_ownership_change_hands(table, fay, max_, seat, client_of):
    client = client_of(fay)
    assert "Facilitator" in said(client.post(f"{AT}/members/{seat.pk}/role/", {"role": "facilitator"}, follow=True))
    assert client.post(f"{AT}/members/{seat.pk}/role/", {"role": "owner"}).status_code == 403
    assert client.get(f"{AT}/members/{seat.pk}/ownership/").status_code == 200
    assert "now Max’s" in said(client.post(f"{AT}/members/{seat.pk}/ownership/", follow=True))
    assert client.post(f"{AT}/members/{seat.pk}/ownership/").status_code == 403


def test_nobody_hands_over_to_an_empty_chair(table, fay, seat, client_of):
    seat.leave(NOW)
    page = client_of(fay).post(f"{AT}/members/{seat.pk}/ownership/", follow=True)
    assert "cannot take the group over any more" in said(page)


def test_leaving_says_first_what_will_happen_and_the_owner_stays(table, fay, max_, client_of):
    assert client_of(max_).get(f"{AT}/leave/").status_code == 200
    assert "Your chair is free" in said(client_of(max_).post(f"{AT}/leave/", follow=True))
    assert client_of(max_).get(f"{AT}/members/").status_code == 404
    assert "Hand the group over first" in said(client_of(fay).post(f"{AT}/leave/", follow=True))


def test_a_role_is_given_to_nobody_who_has_left_or_owns(table, fay, seat, client_of):
    """Nor does a change of role bring back who left while the page was open."""
    client = client_of(fay)
    seat.leave(NOW)
    assert client.post(f"{AT}/members/{seat.pk}/role/", {"role": "facilitator"}).status_code == 403
    assert not Membership.objects.present().filter(pk=seat.pk).exists()
    own = Membership.objects.get(group=table, user=fay)
    assert client.post(f"{AT}/members/{own.pk}/role/", {"role": "member"}).status_code == 403


def test_saving_the_settings_writes_nothing_else(table, fay, client_of):
    """An admin may have taken the group out of the directory while the page was open."""
    form = GroupForm({**NEW}, instance=Group.objects.get(), user=fay)
    Group.objects.update(published_at=None)
    assert form.is_valid()
    form.save()
    assert not Group.objects.get().is_published


def test_three_people_do_not_become_buddies(table, fay, client_of):
    Membership.objects.seat(table, person("Ann"), role=Role.MEMBER, now=NOW)
    page = client_of(fay).post(f"{AT}/settings/", {**NEW, "kind": "buddies"})
    assert "Somebody sits further out" in str(page.context["form"].errors["size"])


def test_the_same_charter_as_a_browser_sends_it_is_no_new_version(table, fay, client_of):
    text = Charter.objects.current(table).text
    page = client_of(fay).post(f"{AT}/charter/edit/", charter_form(text=text.replace("\n", "\r\n")), follow=True)
    assert "stays as it is" in said(page)
    assert Charter.objects.current(table).version == 1


def test_who_was_declined_no_longer_sees_a_group_that_hides(table, fay, stan, client_of):
    application = admissions.ask(table, stan, "Please", NOW)
    admissions.decline(application, by=fay, words="No", now=NOW)
    Group.objects.update(visibility="unlisted")
    assert client_of(stan).get(f"{AT}/").status_code == 404


@pytest.mark.parametrize(
    "child", ["publication/", "join/withdrawal/", "members/{seat}/role/", "charter/{charter}/signature/"]
)
def test_whoever_comes_back_from_sign_in_to_a_deed_is_led_to_its_page(table, fay, seat, client_of, child):
    address = child.format(seat=seat.pk, charter=Charter.objects.current(table).pk)
    page = client_of(fay).get(f"{AT}/{address}", follow=True)
    assert page.status_code == 200


def test_a_broken_ticket_does_not_stand_in_the_way(fay, client_of):
    assert client_of(fay).post("/groups/new/", {**NEW, "ticket": "torn"}).status_code == 302


def test_a_name_has_one_line(fay, client_of):
    page = client_of(fay).post("/groups/new/", {**NEW, "name": "Two\nlines"})
    assert "Write it in one line." in str(page.context["form"].errors["name"])


def test_going_back_and_sending_again_does_not_start_a_second_group(fay, client_of):
    client = client_of(fay)
    client.post("/groups/new/", {**NEW, "ticket": uuid.uuid4()})
    page = client.post("/groups/new/", {**NEW, "ticket": uuid.uuid4()})
    assert "You have a group of this name already" in str(page.context["form"].errors["name"])
    assert Group.objects.count() == 1


@pytest.mark.parametrize("mark", ["\u202e", "\u2066"])
def test_a_name_cannot_turn_what_follows(fay, client_of, mark):
    page = client_of(fay).post("/groups/new/", {**NEW, "name": f"{mark}evil"})
    assert "name" in page.context["form"].errors
