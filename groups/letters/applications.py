"""What is written to applicants and to those who answer them."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Notice, apart_from
from groups.models import Application, Membership, Waiting

BECAUSE_YOU_LOOK_AFTER = _("Sent because you look after %(group)s.")
BECAUSE_YOU_ASKED = _("Sent because you asked to join %(group)s.")


def compose_application(notice: Notice, now: datetime) -> Letter | None:
    """To who looks after the group: somebody is at the door."""
    application = at_the_door(notice)
    if application is None:
        return None
    return Letter("application", {"application": application, "group": application.group, "url": door_of(application)})


def compose_decision(notice: Notice, now: datetime) -> Letter | None:
    """To the applicant: the answer. The words stay on the page, mail carries none of them."""
    application = find(notice)
    if application is None:
        return None
    group, page = application.group, own_page(application)
    if application.state == Application.State.ACCEPTED:
        if Waiting.objects.waiting().filter(group=group, user=application.user_id).exists():
            return _in_line(application)
        page = group.get_absolute_url()
    return Letter("decision", {"application": application, "group": group, "url": absolute(page)})


def _in_line(application: Application) -> Letter:
    return Note(
        subject=_("%(group)s would like you at the table"),
        lead=_("Every chair is taken at the moment, so you are in line for the next."),
        more=_("When it is your turn, a seat is kept for you for 72 hours, and you are told by mail."),
        button=_("See your place in line"),
        url=absolute(reverse("groups:waitings.edit", args=[application.group.slug])),
        why=BECAUSE_YOU_ASKED,
        kicker=_("You asked to join"),
        names={"group": application.group.name},
    ).letter()


def compose_message(notice: Notice, now: datetime) -> Letter | None:
    """To the other side of the door: words wait on the page. Not once the application is answered."""
    application = find(notice)
    if application is None or not application.is_unanswered:
        return None
    if notice.user_id == application.user_id:
        return _to_applicant(application)
    return to_keeper(
        notice,
        subject=_("%(name)s wrote to you about joining %(group)s"),
        lead=_("What %(name)s wrote waits on the page; mail carries none of it."),
        kicker=_("Words at the door"),
    )


def _to_applicant(application: Application) -> Letter:
    return Note(
        subject=_("%(group)s wrote to you"),
        lead=_("Those who look after %(group)s wrote to you about joining. Their words wait on the page."),
        button=_("Read, and write back"),
        url=absolute(own_page(application)),
        why=BECAUSE_YOU_ASKED,
        kicker=_("You asked to join"),
        names={"group": application.group.name},
    ).letter()


def compose_nudge(notice: Notice, now: datetime) -> Letter | None:
    """To who looks after the group: somebody has waited for a week, and one is left."""
    if not Application.objects.to_answer(now).filter(pk=notice.data["application"]).exists():
        return None
    return to_keeper(
        notice,
        subject=_("%(name)s still waits at the door of %(group)s"),
        lead=_("A week is left to answer. After that it ends by itself, with a note to both of you."),
        more=_("An answer, also a no, is worth more than a wait."),
        kicker=_("Somebody still waits"),
    )


def compose_expiry(notice: Notice, now: datetime) -> Letter | None:
    """To both sides: nobody answered in time."""
    application = find(notice)
    if application is None:
        return None
    was_their_turn = bool(notice.data.get("more_asked"))
    if notice.user_id == application.user_id:
        return _end_to_applicant(application, was_their_turn=was_their_turn)
    if not runs(notice, application):
        return None
    return Note(
        subject=_("%(name)s no longer waits at the door of %(group)s"),
        lead=_("%(name)s was asked for more and has not written back in time, so asking to join has ended.")
        if was_their_turn
        else _("Nobody answered in time, so asking to join has ended. %(name)s has been told, kindly."),
        more=_("If you would still like to sit with each other, invite them."),
        button=_("See who else asks"),
        url=absolute(reverse("groups:applications.index", args=[application.group.slug])),
        why=BECAUSE_YOU_LOOK_AFTER,
        kicker=_("Asking to join has run out"),
        names=_names(application),
    ).letter()


def _end_to_applicant(application: Application, *, was_their_turn: bool) -> Letter:
    subject, lead = (
        _("%(group)s has not answered in time"),
        _("Fourteen days have passed, so you no longer wait at this door. It says nothing about you."),
    )
    if was_their_turn:
        subject, lead = (
            _("You no longer wait at the door of %(group)s"),
            _("They asked you for more, and fourteen days have passed, so asking to join has ended by itself."),
        )
    return Note(
        subject=subject,
        lead=lead,
        more=_("You may ask again, or look at other tables."),
        button=_("See how it stands"),
        url=absolute(own_page(application)),
        why=BECAUSE_YOU_ASKED,
        kicker=_("You asked to join"),
        names={"group": application.group.name},
    ).letter()


def to_keeper(notice: Notice, *, subject: Any, lead: Any, kicker: Any, more: Any = "") -> Letter | None:
    """A note that leads those who look after the group to the door, while somebody waits there whom they may see."""
    application = at_the_door(notice)
    if application is None:
        return None
    return Note(
        subject=subject,
        lead=lead,
        more=more,
        button=_("Read and answer"),
        url=door_of(application),
        why=BECAUSE_YOU_LOOK_AFTER,
        kicker=kicker,
        names=_names(application),
    ).letter()


def find(notice: Notice) -> Application | None:
    """The application a notice is about, while it is there."""
    rows = Application.objects.select_related("group", "user")
    return rows.filter(pk=notice.data["application"]).first()


def at_the_door(notice: Notice) -> Application | None:
    """The same, while it waits for an answer, and the reader looks after the group and may be shown the applicant."""
    application = find(notice)
    if application is None or not application.is_unanswered or not runs(notice, application):
        return None
    return application


def runs(notice: Notice, application: Application) -> bool:
    """Whether the reader looks after the group now, and may be shown the applicant, whose account is open."""
    own = Membership.objects.running().filter(group=application.group_id, user=notice.user_id)
    apart = apart_from(notice.reader).filter(pk=application.user_id)
    return application.user.is_active and own.exists() and not apart.exists()


def door_of(application: Application) -> str:
    """The page on which it is answered."""
    return absolute(reverse("meetings:applications.show", args=[application.group.slug, application.pk]))


def own_page(application: Application) -> str:
    """The applicant's own page."""
    return reverse("groups:applications.new", args=[application.group.slug])


def _names(application: Application) -> dict[str, str]:
    return {"name": application.user.name, "group": application.group.name}
