"""What communities write: invitations, requests and their answers. Names, counts and links, never anybody's words."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.letters import Letter, Note, absolute
from accounts.models import (
    CommunityInvitation,
    CommunityMembership,
    CommunityRequest,
    Notice,
    apart_from,
    is_apart,
)


def invitation_url(invitation: CommunityInvitation) -> str:
    """The page an invited address opens; signed, since it names an address that may have no account."""
    token = signing.dumps(invitation.pk, salt="community-invitation")
    return absolute(reverse("accounts:invitations.show", args=[invitation.community.slug, token]))


def compose_invitation(notice: Notice, now: datetime) -> Letter | None:
    """To who is invited; not once it was taken up, refused, taken back, or has run out.

    Without the name of who invites where the two keep apart: it is the community that invites.
    """
    standing = CommunityInvitation.objects.standing(now).select_related("community", "by")
    standing = standing.annotate(is_apart=is_apart(notice.user or AnonymousUser(), "by"))
    invitation = standing.filter(community=notice.data["community"], email=notice.data["email"]).first()
    if invitation is None:
        return None
    by = None if invitation.is_apart else invitation.by  # type: ignore[attr-defined]
    return Note(
        subject=_("%(by)s invites you to %(community)s") if by else _("You are invited to %(community)s"),
        lead=_("On Mastermind its people find and form small groups that think together."),
        more=_("It costs you nothing, and you leave again with one click."),
        button=_("See the invitation"),
        url=invitation_url(invitation),
        why=_("You receive this because an organiser of %(community)s invited this address."),
        names={"by": str(by or ""), "community": invitation.community.name},
    ).letter()


def compose_arrival(notice: Notice, now: datetime) -> Letter | None:
    """To who was made a member without asking: where they are now, and the way out. Not once they have left."""
    own = CommunityMembership.objects.filter(user=notice.user, community=notice.data["community"])
    membership = own.select_related("community").first()
    if membership is None:
        return None
    return Note(
        subject=_("You are in %(community)s now"),
        lead=_("Its organisers had your address on their list. You find and form groups with its people there."),
        more=_("If you would rather not be in it, you leave on the same page with one click."),
        button=_("See the community"),
        url=absolute(membership.community.get_absolute_url()),
        why=_("You receive this because you were added to %(community)s."),
        names={"community": membership.community.name},
    ).letter()


def compose_request(notice: Notice, now: datetime) -> Letter | None:
    """To an organiser: somebody asks to join. Not once it is answered, nor to who organises no more or keeps apart."""
    request = _found(CommunityRequest, notice.data["request"])
    if request is None or request.state != CommunityRequest.State.OPEN:
        return None
    organisers = CommunityMembership.objects.organising().filter(community=request.community)
    if not organisers.filter(user=notice.user).exists():
        return None
    if apart_from(notice.reader).filter(pk=request.user_id).exists():
        return None
    return Note(
        subject=_("%(name)s asks to join %(community)s"),
        lead=_("You organise %(community)s. Read what %(name)s says, and answer."),
        button=_("Read and answer"),
        url=absolute(reverse("accounts:requests.show", args=[request.community.slug, request.pk])),
        why=_("You receive this because you organise %(community)s."),
        names={"name": str(request.user), "community": request.community.name},
    ).letter()


def compose_answer(notice: Notice, now: datetime) -> Letter | None:
    """To who asked: the answer. The reason stays on the page, mail carries none of it."""
    request = _found(CommunityRequest, notice.data["request"])
    if request is None:
        return None
    if request.state == CommunityRequest.State.ACCEPTED:
        subject, lead = _("You are in %(community)s"), _("You asked to join, and the answer is yes.")
    else:
        subject, lead = _("%(community)s has answered"), _("The answer is no. The reason is on the page.")
    return Note(
        subject=subject,
        lead=lead,
        button=_("See the community"),
        url=absolute(request.community.get_absolute_url()),
        why=_("You receive this because you asked to join %(community)s."),
        names={"community": request.community.name},
    ).letter()


def _found(model: type[Model], pk: int) -> Any:
    return model._default_manager.select_related("community", "user").filter(pk=pk).first()
