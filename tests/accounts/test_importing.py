"""Importing members: previewed, carried out whole or not at all, safe to repeat, and as cheap for many as for few."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import importing, joining
from accounts.models import (
    Community,
    CommunityDomain,
    CommunityImport,
    CommunityInvitation,
    CommunityMembership,
    Expertise,
    Notice,
    PersonExpertise,
)
from accounts.tasks import forget_imports, import_members
from tests.conftest import NOW, later, person
from tests.races import together

pytestmark = pytest.mark.django_db

HEAD = "name;e-mail;expertise;line manager\n"


@pytest.fixture
def works(olga) -> Community:
    """An employer at works.example, organised by Olga."""
    community = Community.objects.create(kind="employer", name="The Works", slug="the-works")
    CommunityMembership.objects.create(community=community, user=olga, role="organiser")
    CommunityDomain.objects.create(community=community, domain="works.example")
    return community


def at_work(name: str):
    user = person(name)
    user.emailaddress_set.update(email=f"{name.lower()}@works.example")
    return user


def preview(community: Community, text: str, now=NOW) -> CommunityImport:
    organiser = CommunityMembership.objects.organising().get(community=community).user
    return importing.preview(community, text.encode(), by=organiser, now=now)


def run(community: Community, text: str, now=NOW) -> dict[str, int]:
    """Preview, confirm, carry out; answers the counts that are not zero."""
    import_ = preview(community, text, now)
    assert import_.problems == []
    assert importing.confirm(import_)
    assert importing.carry_out(now) == 1
    import_.refresh_from_db()
    return {key: number for key, number in import_.tally.items() if number and key in importing.Fate}


def fates(import_: CommunityImport) -> dict[str, str]:
    return {row["email"]: row["fate"] for row in import_.rows}


def snapshot() -> list[object]:
    """Everything an import may touch."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (CommunityInvitation, CommunityMembership, Notice, PersonExpertise)
    ]


def test_a_preview_tells_every_rows_fate_and_changes_nothing(works, olga, stan):
    at_work("Amara")
    member, left = at_work("Max"), at_work("Lea")
    for user in (member, left):
        joining.enter(works, user, NOW)
    joining.leave(CommunityMembership.objects.get(user=left), NOW)
    joining.invite(works, ["waiting@elsewhere.example", "changed@elsewhere.example"], by=olga, now=NOW)
    CommunityInvitation.objects.filter(email="waiting@elsewhere.example").update(name="W")
    CommunityInvitation.objects.create(community=works, email="late@elsewhere.example", expires_at=NOW)
    before = snapshot()
    import_ = preview(
        works,
        HEAD + "Amara;amara@works.example;;olga@example.org\nMax;max@works.example;;\nLea;lea@works.example;;\n"
        "Olga;olga@example.org;;max@works.example\nW;waiting@elsewhere.example;;\n"
        "C;changed@elsewhere.example;pricing;\nLate;late@elsewhere.example;;\nStan;stan@example.org;;\n",
    )
    assert fates(import_) == {
        "amara@works.example": "added",
        "max@works.example": "member",
        "lea@works.example": "left",
        "olga@example.org": "updated",
        "waiting@elsewhere.example": "waiting",
        "changed@elsewhere.example": "updated",
        "late@elsewhere.example": "new",
        "stan@example.org": "new",  # has an account, and no list tells so
    }
    assert snapshot() == before


def test_accounts_at_the_domain_are_added_and_told_all_others_invited(works, stan):
    amara = at_work("Amara")
    text = HEAD + "Amara;amara@works.example;pricing;\nStan;stan@example.org;hiring;\nNew;new@works.example;hiring;\n"
    assert run(works, text) == {"added": 1, "new": 2}
    assert CommunityMembership.objects.filter(community=works, user=amara).exists()
    assert not CommunityMembership.objects.filter(community=works, user=stan).exists()
    told = {(each.kind, each.user, each.address) for each in Notice.objects.all()}
    assert told == {
        ("community_arrival", amara, ""),
        ("community_invitation", stan, ""),
        ("community_invitation", None, "new@works.example"),
    }
    assert [each.expertise.slug for each in PersonExpertise.objects.all()] == ["pricing"]


def test_importing_the_same_list_again_changes_nothing(works, stan):
    at_work("Amara")
    at_work("Boss")
    text = HEAD + (
        "Amara;amara@works.example;pricing;boss@works.example\nBoss;boss@works.example;;\n"
        "Stan;stan@example.org;hiring;boss@works.example\nNew;new@works.example;;amara@works.example\n"
    )
    run(works, text)
    before = snapshot()
    assert run(works, text, later(days=1)) == {"member": 2, "waiting": 2}
    assert snapshot() == before


def test_a_new_list_changes_details_and_a_list_without_managers_keeps_them(works):
    amara, boss, chief = at_work("Amara"), at_work("Boss"), at_work("Chief")
    people = "Boss;boss@works.example;;\nChief;chief@works.example;;\n"
    run(works, HEAD + "Amara;amara@works.example;;boss@works.example\n" + people)
    own = CommunityMembership.objects.get(user=amara)
    assert own.line_manager == boss
    assert run(works, "name,email\nAmara,amara@works.example\n") == {"member": 1}
    own.refresh_from_db()
    assert own.line_manager == boss
    assert run(works, HEAD + "Amara;amara@works.example;;chief@works.example\n") == {"updated": 1}
    own.refresh_from_db()
    assert own.line_manager == chief
    assert run(works, HEAD + "Amara;amara@works.example;;\n") == {"updated": 1}
    own.refresh_from_db()
    assert own.line_manager is None


def test_an_invitation_that_ran_out_is_sent_anew_and_one_refused_is_not(works, stan):
    text = HEAD + "Stan;stan@example.org;;\nNew;new@works.example;;\n"
    run(works, text)
    joining.refuse(works, stan, NOW)
    assert run(works, text, later(days=100)) == {"new": 1, "left": 1}
    assert Notice.objects.filter(address="new@works.example").count() == 2
    assert Notice.objects.filter(user=stan).count() == 1


def test_a_list_with_anything_wrong_is_not_imported_at_all(works):
    import_ = preview(works, HEAD + "Amara;amara@works.example;;\nBoss;boss@;;ghost@works.example\n")
    assert [(each["line"], each["column"]) for each in import_.problems] == [(3, "e-mail"), (3, "line manager")]
    assert not importing.confirm(import_)
    assert importing.carry_out(NOW) == 0
    assert not CommunityInvitation.objects.exists()


def test_a_manager_may_be_in_the_file_or_in_the_community(works, olga):
    assert preview(works, HEAD + "A;a@works.example;;olga@example.org\n").problems == []
    [problem] = preview(works, HEAD + "A;a@works.example;;ghost@works.example\n").problems
    assert problem["text"].startswith("ghost@works.example is neither in this file nor in the community.")


def test_confirming_twice_imports_once(works):
    import_ = preview(works, HEAD + "New;new@works.example;;\n")
    assert [importing.confirm(import_), importing.confirm(import_)] == [True, False]
    assert [importing.carry_out(NOW), importing.carry_out(NOW)] == [1, 0]
    assert not importing.confirm(import_)
    assert Notice.objects.count() == 1


def test_nothing_is_half_imported(works, monkeypatch):
    """The database itself stops the import at its last step, three times; then it is given up."""
    at_work("Amara")
    import_ = preview(works, HEAD + "Amara;amara@works.example;;\nNew;new@works.example;;\n")
    importing.confirm(import_)
    before = snapshot()
    monkeypatch.setattr("accounts.arrivals._LINK_MANAGERS", "SELECT 1 / 0")
    for _try in range(4):
        assert importing.carry_out(NOW) == 0
        assert snapshot() == before
    import_.refresh_from_db()
    assert (import_.state, import_.rows) == ("failed", [])
    monkeypatch.undo()
    assert importing.carry_out(NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_workers_that_come_at_once_import_once(olga):
    works = Community.objects.create(kind="employer", name="The Works", slug="the-works")
    CommunityMembership.objects.create(community=works, user=olga, role="organiser")
    for each in range(5):
        import_ = preview(works, "name,email\n" + "".join(f"P,p{each}.{n}@x.example\n" for n in range(50)))
        importing.confirm(import_)
        together([lambda: importing.carry_out(NOW)] * 4)
        import_.refresh_from_db()
        assert (import_.state, import_.attempts) == ("done", 1)
    assert Notice.objects.count() == CommunityInvitation.objects.count() == 250


@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_import_one_list_at_once_import_it_once(olga, stan):
    works = Community.objects.create(kind="employer", name="The Works", slug="the-works")
    for user in (olga, stan):
        CommunityMembership.objects.create(community=works, user=user, role="organiser")
    CommunityDomain.objects.create(community=works, domain="works.example")
    at_work("Amara")
    for each in range(5):
        lines = "".join(f"P;p{each}.{n}@x.example\n" for n in range(50))
        text = f"name,email\nAmara,amara@works.example\n{lines}".replace(";", ",")
        twins = [importing.preview(works, text.encode(), by=user, now=NOW) for user in (olga, stan)]
        assert all(importing.confirm(import_) for import_ in twins)
        together([lambda: importing.carry_out(NOW)] * 2)
        tallies = [import_.tally for import_ in CommunityImport.objects.filter(pk__in=[twin.pk for twin in twins])]
        assert sorted(tally["new"] for tally in tallies) == [0, 50]
        assert sorted(tally["waiting"] for tally in tallies) == [0, 50]
    kinds = list(Notice.objects.values_list("kind", flat=True))
    assert (kinds.count("community_invitation"), kinds.count("community_arrival")) == (250, 1)


def queries_for(works: Community, size: int, shift: int) -> int:
    """Of the preview, and of carrying it out."""
    lines = (f"P{n};p{shift}.{n}@works.example;pricing;p{shift}.0@works.example\n" for n in range(1, size))
    text = HEAD + f"P;p{shift}.0@works.example;;\n" + "".join(lines)
    organiser = CommunityMembership.objects.organising().get(community=works).user
    at_work(f"P{shift}.0")
    with CaptureQueriesContext(connection) as captured:
        import_ = importing.preview(works, text.encode(), by=organiser, now=NOW)
        importing.confirm(import_)
        importing.carry_out(NOW)
    assert CommunityImport.objects.get(pk=import_.pk).state == "done"
    return len(captured)


def test_the_queries_grow_by_the_thousand_and_not_by_the_row(works):
    few, hundreds, thousands = (queries_for(works, size, shift) for shift, size in enumerate((3, 900, 2_100)))
    assert few == hundreds
    a_slice = thousands - few
    assert a_slice == 2 * 9  # two more slices, of invitations alone
    assert few == 37


def test_a_worker_that_died_is_followed_by_another_and_an_import_that_kills_is_given_up(works):
    import_ = preview(works, HEAD + "New;new@works.example;;\n")
    importing.confirm(import_)
    CommunityImport.objects.update(attempts=1, leased_until=later(minutes=5))  # what a killed worker leaves
    assert importing.carry_out(later(minutes=4)) == 0
    CommunityImport.objects.update(attempts=3)
    assert importing.carry_out(later(minutes=6)) == 0
    assert CommunityImport.objects.get().state == "failed"
    CommunityImport.objects.update(attempts=2, state="running", finished_at=None, rows=import_.rows)
    assert importing.carry_out(later(minutes=6)) == 1


def test_what_files_said_is_forgotten_after_a_week(works, stopped):
    run(works, HEAD + "New;new@works.example;;\n")
    preview(works, HEAD + "Other;other@works.example;;\n")
    waiting = preview(works, HEAD + "Third;third@works.example;;\n")
    importing.confirm(waiting)
    stopped.move_to(later(days=8))
    forget_imports()
    states = dict(CommunityImport.objects.values_list("state", "rows"))
    assert states["done"] == []
    assert set(states) == {"done", "running"}
    import_members()
    assert CommunityInvitation.objects.filter(email="third@works.example").exists()


def test_every_expertise_that_ships_can_be_named(works):
    names = [each.name for each in Expertise.objects.all()]
    import_ = preview(works, f'name,email,expertise\nA,a@works.example,"{"; ".join(names)}"\n')
    assert import_.problems == []
    assert len(import_.rows[0]["expertises"]) == len(names)


# The pages ------------------------------------------------------------------------------------------------------------

IMPORT = "/communities/the-works/import/"


def upload(client, text: str | bytes, follow: bool = True):
    data = text.encode() if isinstance(text, str) else text
    return client.post(IMPORT, {"file": SimpleUploadedFile("people.csv", data)}, follow=follow)


def test_a_list_is_read_looked_at_confirmed_and_done(works, olga, client_of, stopped):
    client = client_of(olga)
    assert "What the file holds" in client.get(IMPORT).content.decode()
    answer = upload(client, HEAD + "<b>New</b>;new@works.example;pricing;olga@example.org\n", follow=False)
    page = client.get(answer.url).content.decode()
    assert "&lt;b&gt;New&lt;/b&gt;" in page
    assert "Is invited: 1" in page
    import_ = CommunityImport.objects.get()
    confirmation = reverse("accounts:imports.update", args=["the-works", import_.pk])
    page = client.post(confirmation, follow=True).content.decode()
    assert "0 of 1" in page
    assert "See how far it is" in page
    part = client.get(answer.url, headers={"HX-Request": "true"})
    assert part.content.decode().startswith("\n<section")
    assert "confirmed already" in client.post(confirmation, follow=True).content.decode()
    import_members()
    assert client.get(answer.url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = client.get(answer.url).content.decode()
    assert "The list is imported." in page
    assert importing.progress(import_) == 1
    assert "Done" in client.get(IMPORT).content.decode()


def test_rows_are_shown_by_their_fate(works, olga, client_of, stopped):
    client = client_of(olga)
    url = upload(client, HEAD + "New;new@works.example;;\nOlga;olga@example.org;;\n", follow=False).url
    assert "new@works.example" in client.get(f"{url}?fate=new").content.decode()
    assert "new@works.example" not in client.get(f"{url}?fate=member").content.decode()


def test_what_is_wrong_is_shown_by_line_and_column(works, olga, client_of, stopped):
    page = upload(client_of(olga), HEAD + "New;new@;;\n").content.decode()
    assert "One thing to correct" in page or "1 thing to correct" in page
    assert "“new@” is not an e-mail address." in page
    assert "Import all of it" not in page


@pytest.mark.parametrize(
    ("data", "said"),
    [(None, "Choose a file first."), (b"", "This file is empty."), (b"x" * 5_000_001, "larger than 5 MB")],
)
def test_a_file_that_cannot_be_taken_is_told(works, olga, client_of, data, said, stopped):
    client = client_of(olga)
    page = (client.post(IMPORT) if data is None else upload(client, data)).content.decode()
    assert said in page
    assert not CommunityImport.objects.exists()


def test_a_list_is_put_aside(works, olga, client_of, stopped):
    client = client_of(olga)
    upload(client, HEAD + "New;new@works.example;;\n")
    [import_] = CommunityImport.objects.all()
    client.post(reverse("accounts:imports.destroy", args=["the-works", import_.pk]))
    assert not CommunityImport.objects.exists()


def test_a_failed_list_says_so(works, olga, client_of, stopped):
    import_ = CommunityImport.objects.create(community=works, state="failed", finished_at=NOW, tally={"lines": 3})
    page = client_of(olga).get(reverse("accounts:imports.show", args=["the-works", import_.pk])).content.decode()
    assert "nothing was imported" in page


@pytest.mark.parametrize("items", [1, 3])
def test_import_pages_cost_the_same_for_many(items, works, olga, client_of, django_assert_num_queries, stopped):
    client = client_of(olga)
    for _each in range(items):
        url = upload(client, HEAD + "".join(f"N;n{n}@works.example;;\n" for n in range(items)), follow=False).url
    for path, queries in ((IMPORT, 5), (url, 4)):
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)
