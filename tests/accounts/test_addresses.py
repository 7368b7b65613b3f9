"""Reading a pasted list of addresses: whatever stands in it is an address, or is told with its line."""

from hypothesis import given
from hypothesis import strategies as st

from accounts.forms import CommunityInviteForm
from accounts.forms.addresses import read


def test_a_list_is_read_however_it_was_pasted():
    text = (
        "a@x.org, B@X.org; c@x.org d@x.org\n"
        '"Doe, Jane" <jane@x.org>; Doe, John <mailto:john@x.org>\n'
        "\n"
        "  Ann   Lee <ann@x.org>,,\r\n"
    )
    assert [(each.line, each.address) for each in read(text)] == [
        (1, "a@x.org"),
        (1, "b@x.org"),
        (1, "c@x.org"),
        (1, "d@x.org"),
        (2, "jane@x.org"),
        (2, "john@x.org"),
        (4, "ann@x.org"),
    ]


def test_what_is_no_address_keeps_its_place_and_its_words():
    text = "Nadia\nfoo, bar@x.org\nx@@y; Ann ann@x.org; <broken@>\nlast, " + "a" * 250 + "@x.org"
    wrong = [(each.line, each.text) for each in read(text) if not each.address]
    assert wrong[:5] == [(1, "Nadia"), (2, "foo"), (3, "x@@y"), (3, "Ann ann@x.org"), (3, "<broken@>")]
    assert [line for line, _text in wrong[5:]] == [4, 4]


def test_what_would_be_right_is_told_by_line():
    (good, wrong) = read("ann@x.org\nann at x.org")
    assert good.wrong == ""
    assert wrong.wrong == "Line 2: “ann at x.org” is not a whole address. It would look like nadia@example.org."


@given(st.lists(st.sampled_from(["a@x.org", '"Doe, Jane" <j@x.org>', "nonsense", "<b@>", "x@@y", " ", ",", ";", "\n"])))
def test_a_community_invites_everything_in_a_list_or_says_what_is_wrong(pieces):
    """Never a part of it: where the form is valid, each word with an at-sign was understood."""
    form = CommunityInviteForm({"addresses": "\n".join(pieces)})
    wanted = {piece for piece in pieces if piece.strip(" ,;\n")}
    if wanted and wanted <= {"a@x.org", '"Doe, Jane" <j@x.org>'}:
        assert form.is_valid()
        assert len(form.cleaned_data["addresses"]) == len(wanted)
    else:
        assert not form.is_valid()
        assert all(any(piece in said for said in form.errors["addresses"]) for piece in wanted & {"nonsense", "<b@>"})
