"""The mail of a development run as pages; routed only where DEVELOPMENT is on.

Django's file backend writes one file for each connection, with several mails in it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

SHOWN = 200
# A line of dashes ends a mail only before the next one, which Django begins with one of these, or at the end: a mail
# may draw such a line itself.
END_OF_MAIL = re.compile(rb"\n-{79}\r?\n(?=Content-Type: |MIME-Version: |\Z)")

# Mail is styled inline, which no page of ours may be; this lets it, and lets it nothing else.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: the file it lies in, its place there, what it says."""

    name: str
    number: int
    message: EmailMessage
    written_at: datetime

    @property
    def sent_at(self) -> datetime:
        """The date it gives itself, or else that of its file."""
        date = getattr(self.message["Date"], "datetime", None)
        return date.astimezone(UTC) if date else self.written_at

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every mail, the newest first."""
    mails = sorted((mail for file in _files() for mail in read(file)), key=_when, reverse=True)
    return render(request, "mailbox/index.html", {"mails": mails[:SHOWN], "folder": _folder()})


@login_not_required
@require_safe
def show(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One mail: its headers, its plain text, its HTML in a frame."""
    return render(request, "mailbox/show.html", {"mail": _find(name, number)})


@login_not_required
@require_safe
def body(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The HTML of a mail, for the frame; its links open the whole page."""
    html = _find(name, number).html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(html, headers={"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"})


urlpatterns = [
    path("dev/mail/", index, name="mailbox.index"),
    path("dev/mail/<slug:name>/<int:number>/", show, name="mailbox.show"),
    path("dev/mail/<slug:name>/<int:number>/body/", body, name="mailbox.body"),
]


def read(file: Path) -> list[Mail]:
    """The mails in a file, in the order they were sent; one that is still being written is as long as it is."""
    written_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    parts = (part.strip(b"\r\n") for part in END_OF_MAIL.split(file.read_bytes()))
    return [
        Mail(file.stem, number, message_from_bytes(part, policy=policy.default), written_at)
        for number, part in enumerate(parts)
        if part
    ]


def _find(name: str, number: int) -> Mail:
    # The name is compared with what lies in the folder, never made into a path.
    mails = (mail for file in _files() if file.stem == name for mail in read(file) if mail.number == number)
    if mail := next(mails, None):
        return mail
    raise Http404


def _files() -> list[Path]:
    folder = _folder()
    return list(folder.glob("*.log")) if folder else []


def _folder() -> Path | None:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    return Path(folder) if folder else None


def _when(mail: Mail) -> tuple[datetime, datetime, int]:
    return mail.sent_at, mail.written_at, mail.number
