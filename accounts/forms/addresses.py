"""Reading a pasted list of e-mail addresses, so that nothing in it is lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST = 254  # RFC 5321 section 4.5.3.1.3
# Commas and semicolons end an entry, unless they stand in a quoted name or between angle brackets.
ENTRY = re.compile(r'(?:"[^"]*"|<[^>]*>|[^,;])+')
BRACKETS = re.compile(r"<\s*(?:mailto:)?([^<>]*?)\s*>\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """What stands in one place of the list: its line, its words, and the address in lower case, or "" for none."""

    line: int
    text: str
    address: str

    @property
    def wrong(self) -> str:
        """What would be right, where there is no address in it; otherwise nothing."""
        if self.address:
            return ""
        about = {"line": self.line, "text": self.text[:80]}
        return _("Line %(line)s: “%(text)s” is not a whole address. It would look like nadia@example.org.") % about


def read(text: str) -> list[Entry]:
    """All entries of a list separated by lines, commas, semicolons or blanks, with names or without, in their order."""
    return [
        Entry(number, piece, _address_in(piece))
        for number, line in enumerate(text.splitlines(), start=1)
        for piece in _pieces(line)
    ]


def _pieces(line: str) -> Iterator[str]:
    """The entries of one line. "Last, First <address>" is one entry, though a comma stands in it."""
    name = ""
    for piece in filter(None, (found.strip() for found in ENTRY.findall(line))):
        if BRACKETS.search(piece):
            yield f"{name}, {piece}" if name else piece
            name = ""
            continue
        if name:
            yield name
        words = piece.split()
        name = "" if "@" in piece else piece
        if not name:
            yield from words if all("@" in word for word in words) else [piece]
    if name:
        yield name


def _address_in(piece: str) -> str:
    found = BRACKETS.search(piece)
    address = (found.group(1) if found else piece.removeprefix("mailto:")).lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= LONGEST else ""
