"""A list of members as a file: bytes in, rows and problems out. Nothing is looked up or stored here.

Spreadsheets write CSV in many ways, so the separator is the one that fits the headings, headings come in any order and
case and under the usual names, and the text is UTF-8 with or without a mark, or UTF-16 as Excel calls Unicode.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models.user import validate_line

MOST_ROWS = 10_000
MOST_BYTES = 5_000_000
MOST_PROBLEMS = 500  # after which nobody reads on, and neither do we
SEPARATORS = ";,\t"
HEADINGS = {
    "name": ("name", "fullname", "displayname", "member", "employee", "person"),
    "first": ("firstname", "givenname", "forename"),
    "last": ("lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "mail", "mailaddress", "workemail", "address"),
    "expertise": ("expertise", "expertises", "skills", "canadviseon", "knows"),
    "manager": ("linemanager", "linemanageremail", "manager", "manageremail", "reportsto", "supervisor"),
}
MEANING = {alias: meaning for meaning, aliases in HEADINGS.items() for alias in aliases}


class Row(TypedDict):
    """One line as read; `manager` is None where the file has no such column, and empty where the cell is."""

    line: int
    name: str
    email: str
    expertises: list[str]
    manager: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where a spreadsheet shows it: a line, a column's heading or none for the whole line."""

    line: int
    column: str
    text: str


@dataclass(slots=True)
class Sheet:
    """What a file says. `unread` are the headings nobody knows; `headings` the file's own word for each column."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)


class Unreadable(Exception):
    """The file as a whole says nothing; the problem says why."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.problem = Problem(line, "", text)


def read(data: bytes, catalogue: Mapping[str, str]) -> Sheet:
    """Read a file. `catalogue` leads from an expertise's slug or name, in small letters, to its slug.

    Never raises: whatever is wrong is among the problems, in the order of lines.
    """
    sheet = Sheet()
    try:
        lines = _lines(_decoded(data))
        _read_headings(sheet, lines)
        _read_rows(sheet, lines, catalogue)
    except Unreadable as error:
        sheet.problems.append(error.problem)
    return sheet


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = _("The letters are not in UTF-8. In your spreadsheet choose “CSV UTF-8” when you save.")
        raise Unreadable(line, text) from None
    if "\x00" in text:
        raise Unreadable(1, _("This is not a text file. In your spreadsheet choose “CSV UTF-8” when you save."))
    return text


Lines = Iterator[tuple[int, list[str]]]


def _lines(text: str) -> Lines:
    """The lines that say something, each with its number in the file."""
    skipped = 0
    first, _newline, rest = text.partition("\n")
    if told := re.fullmatch(r"sep=(.)", first.strip(), re.IGNORECASE):  # how Excel is told which separator a file uses
        separator, text, skipped = told[1], rest, 1
    else:
        headings = text.lstrip().partition("\n")[0]
        separator = max(SEPARATORS, key=lambda each: _known_headings(headings, each))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    before = skipped
    try:
        for cells in reader:
            line, before = before + 1, skipped + reader.line_num
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
    except csv.Error:
        text = _("A quotation mark is opened and not closed, or closed and followed by more.")
        raise Unreadable(before + 1, text) from None


def _known_headings(line: str, separator: str) -> int:
    return sum(_meaning(cell) != "" for cell in line.split(separator))


def _meaning(heading: str) -> str:
    return MEANING.get(re.sub(r"[\W_]+", "", heading.casefold()), "")


def _read_headings(sheet: Sheet, lines: Lines) -> None:
    line, cells = next(lines, (1, []))
    for cell in cells:
        meaning = _meaning(cell)
        if meaning in sheet.headings:
            raise Unreadable(line, _("Two columns say the same: %(heading)s. Keep one.") % {"heading": cell})
        # A column without a meaning has a place of its own, so that the cells still fall under their headings.
        sheet.headings[meaning or f"unread {len(sheet.headings)}"] = cell
        if cell and not meaning:
            sheet.unread.append(cell)
    has_name = "name" in sheet.headings or {"first", "last"} <= sheet.headings.keys()
    if not has_name or "email" not in sheet.headings:
        text = _("The first line names the columns: at least “name” and “e-mail”, and “expertise” and “line manager”.")
        raise Unreadable(line, text)


def _read_rows(sheet: Sheet, lines: Lines, catalogue: Mapping[str, str]) -> None:
    seen: dict[str, int] = {}
    for number, (line, cells) in enumerate(lines):
        if number >= MOST_ROWS:
            text = _("The list is longer than 10,000 people. Split it, and import the parts one after the other.")
            raise Unreadable(line, text)
        if len(sheet.problems) >= MOST_PROBLEMS:
            raise Unreadable(line, _("Reading stopped here: correct the lines above first."))
        if any(cells[len(sheet.headings) :]):  # empty ones do no harm
            text = _("This line has more cells than there are columns. Put a cell that holds a separator in quotes.")
            sheet.problems.append(Problem(line, "", text))
            continue
        row = _Reader(sheet, line, dict(zip(sheet.headings, cells, strict=False)), catalogue).row()
        if row["email"] and (before := seen.setdefault(row["email"], line)) != line:
            text = _("The same address stands in line %(line)s.") % {"line": before}
            sheet.problems.append(Problem(line, sheet.headings["email"], text))
        sheet.rows.append(row)
    if not sheet.rows and not sheet.problems:
        raise Unreadable(2, _("There are no people below the headings."))


@dataclass(slots=True)
class _Reader:
    """One line's cells by their meaning; what is wrong with them goes to the sheet."""

    sheet: Sheet
    line: int
    cells: dict[str, str]
    catalogue: Mapping[str, str]

    def row(self) -> Row:
        email = self.address("email")
        if not self.cells.get("email"):
            self.wrong("email", _("Write the e-mail address."))
        manager = self.address("manager") if "manager" in self.sheet.headings else None
        if manager and manager == email:
            self.wrong("manager", _("Nobody is their own line manager. Leave it empty."))
        return Row(line=self.line, name=self.name(), email=email, expertises=self.expertises(), manager=manager)

    def name(self) -> str:
        column = "name" if "name" in self.sheet.headings else "first"
        parts = [self.cells.get(part, "") for part in ("name", "first", "last")]
        name = self.cells.get("name") or " ".join(part for part in parts if part)
        if not name:
            self.wrong(column, _("Write the name."))
        elif len(name) > 120:
            self.wrong(column, _("Shorten the name to 120 letters."))
        else:
            self.check(column, name, validate_line)
        return name

    def address(self, column: str) -> str:
        address = self.cells.get(column, "").lower()
        if address and len(address) > 254:
            self.wrong(column, _("Shorten the address to 254 letters."))
        elif address:
            self.check(column, address, validate_email, _("“%(text)s” is not an e-mail address.") % {"text": address})
        return address

    def expertises(self) -> list[str]:
        found: dict[str, None] = {}
        for name in self.named(self.cells.get("expertise", "")):
            if slug := self.catalogue.get(name.casefold()):
                found[slug] = None
            else:
                self.wrong("expertise", self.unknown(name))
        return list(found)

    def named(self, cell: str) -> list[str]:
        """The names in a cell; a comma parts them as well, unless it belongs to one that is in the list."""
        whole = [" ".join(each.split()) for each in re.split(r"[;|\n]+", cell)]
        parts = [[each] if each.casefold() in self.catalogue else each.split(",") for each in whole]
        return [name for each in parts for part in each if (name := part.strip())]

    def unknown(self, name: str) -> str:
        near = get_close_matches(name.casefold(), self.catalogue, n=1, cutoff=0.75)
        if near:
            return _("“%(name)s” is not in the list. Did you mean “%(near)s”?") % {"name": name, "near": near[0]}
        return _("“%(name)s” is not in the list of expertise. Take it out, or choose another.") % {"name": name}

    def check(self, column: str, text: str, validate: Any, said: str = "") -> None:
        try:
            validate(text)
        except ValidationError as error:
            self.wrong(column, said or " ".join(error.messages))

    def wrong(self, column: str, text: str) -> None:
        self.sheet.problems.append(Problem(self.line, self.sheet.headings[column], text))
