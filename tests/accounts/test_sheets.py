"""Lists of members as files: every way a spreadsheet writes one, and what is wrong told by line and column."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import sheets
from accounts.line_managers import chain_problems
from accounts.sheets import MOST_PROBLEMS, MOST_ROWS, Row

CATALOGUE = {"pricing": "pricing", "hiring": "hiring", "finding and hiring people": "hiring", "exports": "exports"}
HEAD = "name;e-mail;expertise;line manager\n"


def read(text: str | bytes) -> sheets.Sheet:
    return sheets.read(text.encode() if isinstance(text, str) else text, CATALOGUE)


def told(sheet: sheets.Sheet) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.text) for each in sheet.problems]


def only(sheet: sheets.Sheet) -> tuple[int, str, str]:
    [problem] = told(sheet)
    return problem


def row(line: int, email: str, manager: str | None = "") -> Row:
    return Row(line=line, name="X", email=email, expertises=[], manager=manager)


AMARA = Row(line=2, name="Amara Okafor", email="amara@x.example", expertises=["pricing", "hiring"], manager="")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_way_a_spreadsheet_writes_it_is_read(encoding, separator, end):
    lines = [
        ["Line  Manager", "E-MAIL", "Skills", "Full name", "Office"],
        ["", "Amara@X.example", "Pricing; HIRING", "Amara Okafor", "Ghent"],
        [],
        ["amara@x.example", "o'brien@x.example", "", "Ñuño, O’Brien", ""],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(lines)
    sheet = read(text.getvalue().encode(encoding))
    assert not sheet.problems
    assert sheet.unread == ["Office"]
    assert sheet.rows[0] == AMARA
    assert (sheet.rows[1]["line"], sheet.rows[1]["name"]) == (4, "Ñuño, O’Brien")
    assert sheet.rows[1]["manager"] == "amara@x.example"


def test_first_and_last_names_make_a_name():
    sheet = read("Surname,First name,Email address\nOkafor,Amara,a@x.example\n,Madonna,m@x.example")
    assert [each["name"] for each in sheet.rows] == ["Amara Okafor", "Madonna"]
    assert sheet.rows[0]["manager"] is None


def test_the_separator_excel_names_is_taken():
    sheet = read("sep=;\nname;email\nAmara;a@x.example\n")
    assert (sheet.rows[0]["line"], sheet.problems) == (3, [])


def test_empty_cells_beyond_the_headings_do_no_harm():
    sheet = read("name;email\nAmara;a@x.example;\nIda;i@x.example;;;\n")
    assert ([each["name"] for each in sheet.rows], sheet.problems) == (["Amara", "Ida"], [])


@pytest.mark.parametrize("first", ["\n\n", "sep=;\r\n", '"'])
def test_what_stands_around_the_headings_does_no_harm(first):
    head = '"name";"e-mail"' if first == '"' else f"{first}name;e-mail"
    assert [each["name"] for each in read(f"{head}\rAmara;a@x.example\r").rows] == ["Amara"]


def test_a_cell_may_hold_the_separator_and_lines_in_quotes():
    sheet = read('name,email,expertise\n"Okafor, Amara",a@x.example,"pricing,\nhiring"\nIda,i@x.example,exports\n')
    assert [each["line"] for each in sheet.rows] == [2, 4]
    assert sheet.rows[0]["expertises"] == ["pricing", "hiring"]


def test_what_is_wrong_is_told_by_line_and_column():
    sheet = read(
        HEAD + "Amara;amara@x.example;pricng;amara@x.example\n"
        ";not an address;zzz;boss@\n"
        "Twin;AMARA@x.example;;\n"
        f"{'x' * 121};{'y' * 250}@x.example;;\n"
        "Tricky\u202e;;;\n"
        "a;b;c;d;e\n"
    )
    assert told(sheet) == [
        (2, "line manager", "Nobody is their own line manager. Leave it empty."),
        (2, "expertise", "“pricng” is not in the list. Did you mean “pricing”?"),
        (3, "e-mail", "“not an address” is not an e-mail address."),
        (3, "line manager", "“boss@” is not an e-mail address."),
        (3, "name", "Write the name."),
        (3, "expertise", "“zzz” is not in the list of expertise. Take it out, or choose another."),
        (4, "e-mail", "The same address stands in line 2."),
        (5, "e-mail", "Shorten the address to 254 letters."),
        (5, "name", "Shorten the name to 120 letters."),
        (6, "e-mail", "Write the e-mail address."),
        (6, "name", "Write it in one line."),
        (7, "", "This line has more cells than there are columns. Put a cell that holds a separator in quotes."),
    ]


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"", 1, "The first line names the columns"),
        (b"Amara;amara@x.example\n", 1, "The first line names the columns"),
        (b"name;e-mail\n", 2, "There are no people"),
        ("name;e-mail\nJosé;j@x.example".encode("latin-1"), 2, "not in UTF-8"),
        (b"PK\x03\x04\x00\x00", 1, "not a text file"),
        (b'name;e-mail\nA;a@x.example\n"B;b@x.example\nC;c@x.example', 3, "quotation mark"),
        (b"name;e-mail;Email\n", 1, "Two columns say the same: Email"),
    ],
)
def test_a_file_that_says_nothing_says_why(data, line, said):
    found = only(read(data))
    assert found[:2] == (line, "")
    assert said in found[2]


def test_ten_thousand_people_fit_and_one_more_does_not():
    lines = [f"P{n};p{n}@x.example" for n in range(MOST_ROWS)]
    assert len(read("name;email\n" + "\n".join(lines)).rows) == MOST_ROWS
    found = only(read("name;email\n" + "\n".join([*lines, "One;more@x.example"])))
    assert found[0] == MOST_ROWS + 2
    assert "longer than 10,000 people" in found[2]


def test_reading_stops_where_nobody_would_read_on():
    sheet = read("name;email\n" + "\n".join(f"P{n};wrong{n}" for n in range(2 * MOST_PROBLEMS)))
    assert len(sheet.problems) == MOST_PROBLEMS + 1
    assert "Reading stopped here" in sheet.problems[-1].text


def test_managers_nobody_knows_and_circles_are_told():
    rows = [
        row(2, "a@x", "b@x"),
        row(3, "b@x", "c@x"),
        row(4, "c@x", "a@x"),
        row(5, "d@x", "a@x"),
        row(6, "e@x", "ghost@x"),
        row(7, "f@x", "known@x"),
    ]
    found = [(each.line, each.column) for each in chain_problems(rows, {"known@x": ""}, "Boss")]
    assert found == [(2, "Boss"), (3, "Boss"), (4, "Boss"), (6, "Boss")]


def test_a_circle_through_the_people_of_before_is_told():
    known = {"old@x": "a@x", "a@x": ""}
    assert [each.line for each in chain_problems([row(2, "a@x", "old@x")], known, "Boss")] == [2]
    assert not list(chain_problems([row(2, "a@x", "old@x"), row(3, "old@x", "")], known, "Boss"))


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_file_breaks_the_reader(data):
    sheet = read(b"name;e-mail;expertise;line manager\n" + data)
    assert sheet.rows or sheet.problems


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20),
            st.sampled_from([[], ["pricing"], ["pricing", "exports"]]),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(";,\t"),
)
def test_what_was_written_is_read(people, separator):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(["name", "email", "expertise"])
    writer.writerows([name, f"p{n}@x.example", "; ".join(knows)] for n, (name, knows) in enumerate(people))
    sheet = read(text.getvalue())
    assert not sheet.problems
    assert [(each["name"], each["expertises"]) for each in sheet.rows] == people


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["", *"abcdefgh"])))
def test_a_circle_is_whoever_reaches_themselves(manager_of):
    rows = [row(ord(each), each, manager) for each, manager in manager_of.items()]

    def reaches_itself(start: str) -> bool:
        here, steps = manager_of.get(start, ""), 0
        while here and here != start and steps < 9:
            here, steps = manager_of.get(here, ""), steps + 1
        return here == start

    known = dict.fromkeys("abcdefgh", "")
    found = {chr(each.line) for each in chain_problems(rows, known, "Boss")}
    assert found == {each for each in manager_of if reaches_itself(each)}
