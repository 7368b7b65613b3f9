"""What is written to buddies, and to those who ask: names, days and links; what they wrote stays on the page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import Notice, User, apart_from
from groups.models import BuddyRequest, Group, Membership, Trial

WHY_ASKED = _("You get this because somebody who may see your profile asked you.")
WHY_ASKING = _("You get this because you asked somebody to be your buddy.")
WHY_PAIR = _("You get this because you are one of a pair.")


def compose_request(notice: Notice, now: datetime) -> Letter | None:
    """To who was asked. Not once it is answered or withdrawn, nor when the two keep apart by now."""
    request = _request(notice)
    if request is None or request.state != BuddyRequest.State.OPEN or apart(notice, request.asker):
        return None
    return Note(
        subject=_("%(name)s asks you to be buddies"),
        lead=_("%(name)s would like to meet you every week for half an hour, for 30 days to begin with."),
        more=_("You say yes or no. Nobody asks for a reason, and without an answer it ends by itself in two weeks."),
        button=_("Read and answer"),
        url=absolute(request.get_absolute_url()),
        why=WHY_ASKED,
        names={"name": request.asker.name},
    ).letter()


def compose_answer(notice: Notice, now: datetime) -> Letter | None:
    """To who asked: yes, no, or that nothing was said for two weeks."""
    request = _request(notice)
    if request is None or apart(notice, request.asked):
        return None
    names = {"name": request.asked.name}
    buddies = absolute(reverse("groups:buddies.index"))
    if request.state == BuddyRequest.State.ACCEPTED:
        return Note(
            subject=_("%(name)s says yes"),
            lead=_("You are buddies, for 30 days to begin with. Choose an hour for the first week."),
            button=_("Open your table for two"),
            url=buddies,
            why=WHY_ASKING,
            names=names,
        ).letter()
    if request.state == BuddyRequest.State.DECLINED:
        lead = _("%(name)s cannot be your buddy now. Nobody is asked for a reason, and it need not be about you.")
    else:
        lead = _("%(name)s has not answered for two weeks, so your question has ended by itself.")
    return Note(
        subject=_("Your question to %(name)s"),
        lead=lead,
        button=_("See who else looks for a buddy"),
        url=buddies,
        why=WHY_ASKING,
        names=names,
    ).letter()


def compose_trial(notice: Notice, now: datetime) -> Letter | None:
    """To one of a pair: the trial is about to end, or both go on."""
    own = Membership.objects.present().select_related("group__closure", "user")
    membership = own.filter(group=notice.data["group"], user=notice.user_id).first()
    others = Membership.objects.present().select_related("user").exclude(user=notice.user_id)
    partner = others.filter(group=notice.data["group"]).first()
    if membership is None or partner is None or apart(notice, partner.user):
        return None
    note = WRITERS[notice.data["what"]](membership, partner.user)
    return note.letter() if note else None


def _ending(membership: Membership, partner: User) -> Note | None:
    """Not to who has spoken meanwhile, nor where both go on or the pair has ended."""
    trial = Trial.objects.running().with_wishes(membership.user).filter(group=membership.group_id).first()
    if trial is None or trial.own_wish:  # type: ignore[attr-defined]  # annotated by with_wishes()
        return None
    other_wish: bool = trial.other_wish  # type: ignore[attr-defined]
    lead = _("%(name)s would like to go on with you.") if other_wish else _("Would you like to go on?")
    return Note(
        subject=_("Your trial with %(name)s ends in a few days"),
        lead=lead,
        more=_("When both of you say so, you go on. Otherwise the pair ends quietly, and nobody is asked why."),
        button=_("Say whether you go on"),
        url=absolute(membership.group.get_absolute_url()),
        why=WHY_PAIR,
        names={"name": partner.first_name},
    )


def _renewed(membership: Membership, partner: User) -> Note | None:
    if membership.group.is_closed:
        return None
    return Note(
        subject=_("You and %(name)s go on"),
        lead=_("You both said so. From now on there is no end date; either of you can end it at any time."),
        button=_("Open your table for two"),
        url=absolute(membership.group.get_absolute_url()),
        why=WHY_PAIR,
        names={"name": partner.first_name},
    )


def compose_end(notice: Notice, group: Group) -> Letter | None:
    """To one of a pair that has ended, by the other or by itself: the same words, since nobody did anything wrong.

    Also where the two keep apart by now: no letter where there always is one would tell of a block.
    """
    partner = Membership.objects.filter(group=group).exclude(user=notice.user_id).select_related("user").first()
    if partner is None or not partner.user.is_active:
        return None
    return Note(
        subject=_("You and %(name)s have come to an end as buddies"),
        lead=_("That is nobody’s fault, and nothing needs to be said. What you wrote there can still be read."),
        more=_("What you heard from each other stays with you."),
        button=_("See who looks for a buddy"),
        url=absolute(reverse("groups:buddies.index")),
        why=WHY_PAIR,
        names={"name": partner.user.first_name},
    ).letter()


WRITERS = {"ending": _ending, "renewed": _renewed}


def _request(notice: Notice) -> BuddyRequest | None:
    rows = BuddyRequest.objects.select_related("asker", "asked")
    return rows.filter(pk=notice.data["request"]).first()


def apart(notice: Notice, other: User) -> bool:
    """Whether the reader must not hear of the other: kept apart by now, or the other's account is closed."""
    return not other.is_active or apart_from(notice.reader).filter(pk=other.pk).exists()
