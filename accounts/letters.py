"""From a notice to a mail: the words in the reader's language and clock, a plain-text twin, honest headers."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Notice, User
from accounts.models.preference import Topic


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; `kind` is its media type, with parameters ("text/calendar; method=CANCEL")."""

    name: str
    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a composer answers: the folder under `templates/emails/`, what its three templates need, and files."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A mail of a few plain sentences and one button, for everything that needs no drawing of its own.

    The sentences are lazy translations with `%(name)s` for each of `names`; they are filled in the reader's language.
    No confidential word belongs in a name.
    """

    subject: Any
    lead: Any
    button: Any
    url: str
    why: Any
    more: Any = ""
    kicker: Any = ""
    title: Any = ""
    names: dict[str, Any] = field(default_factory=dict)

    @property
    def heading(self) -> Any:
        """The title, where it differs from the subject."""
        return self.title or self.subject

    def letter(self, *attachments: Attachment) -> Letter:
        """As composers answer it."""
        return Letter("note", {"note": self}, attachments)


def absolute(path: str) -> str:
    """The full address of a page, for mail."""
    return settings.SITE_URL + path


def unsubscribe_token(reader: User, topic: str) -> str:
    """A signed way to stop one topic without signing in, or, for an address without an account, all mail.

    It does not expire: RFC 8058 asks for lasting links.
    """
    return signing.dumps([reader.pk or reader.email, topic], salt="unsubscribe")


def read_unsubscribe_token(token: str) -> tuple[User, Topic]:
    """Whose wish it is, and about what. Raises BadSignature for anything we did not sign, User.DoesNotExist later.

    An address without an account comes back as a User that is not stored.
    """
    who, topic = signing.loads(token, salt="unsubscribe")
    return User(email=who) if isinstance(who, str) else User.objects.get(pk=who), Topic(topic)


def _way_out(reader: User, topic: Topic) -> str:
    """The address that stops a topic; none for what always comes."""
    return (
        "" if topic.always_comes else absolute(reverse("accounts:mutes.new", args=[unsubscribe_token(reader, topic)]))
    )


def message_id(key: str) -> str:
    """RFC 5322 Message-ID made from the notice's key: whoever gets the same message twice can tell."""
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{settings.SITE_HOST}>"


def write(notice: Notice, letter: Letter) -> EmailMultiAlternatives:
    """The mail for a notice, ready to send. Raises whatever its templates raise."""
    user = notice.reader
    way_out = _way_out(user, Topic(notice.topic))
    context = {
        **letter.context,
        "reader": user,
        "topic": notice.topic,
        "site_url": settings.SITE_URL,
        "unsubscribe_url": way_out,
        "settings_url": absolute(reverse("accounts:preferences.edit")),
    }
    with translation.override(user.language), timezone.override(user.zone):
        context["subject"] = " ".join(render_to_string(f"emails/{letter.template}/subject.txt", context).split())
        text, html = (
            render_to_string(f"emails/{letter.template}/{part}", context) for part in ("body.txt", "body.html")
        )
    mail = EmailMultiAlternatives(
        subject=context["subject"],
        body=text.strip() + "\n",
        to=[user.email],
        headers={
            "Message-ID": message_id(notice.key),
            "Auto-Submitted": "auto-generated",
            "Content-Language": user.language,
            "List-Id": f"<{notice.kind}.{settings.SITE_HOST}>",  # RFC 2919: what people's mail filters sort by
            **(
                {"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
                if way_out
                else {}
            ),
        },
    )
    mail.attach_alternative(html.strip() + "\n", "text/html")
    for each in letter.attachments:
        mail.attach(each.name, each.content, each.kind)
    return mail
