from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groups import invitations
from groups.access import member_can
from groups.forms import EmailInvitationForm, LinkInvitationForm
from groups.models import Ability, Group, Invitation, Membership
from groups.seats import SeatTaken


@require_safe
@member_can(Ability.INVITE)
def index(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Everyone who was invited, every link, and how it stands."""
    if membership.group.kind == Group.Kind.BUDDIES:  # two are two
        return redirect(membership.group)
    now = timezone.now()
    sent = Invitation.objects.filter(group=membership.group).select_related("by", "seat__expertise")
    rows = [(each, each.state_at(now)) for each in sent]
    context = {
        "membership": membership,
        "group": membership.group,
        "open": [each for each, state in rows if state == Invitation.State.OPEN],
        "past": [(each, state) for each, state in rows if state != Invitation.State.OPEN],
    }
    return render(request, "groups/invitations/index.html", context)


@member_can(Ability.INVITE)
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Invite by e-mail, or make a link (`way` is "link")."""
    if membership.group.kind == Group.Kind.BUDDIES:
        return redirect(membership.group)
    by_link = request.POST.get("way") == "link"
    by_mail = request.method == "POST" and not by_link
    mail = EmailInvitationForm(
        request.POST if by_mail else None, group=membership.group, initial={"seat": request.GET.get("seat")}
    )
    link = LinkInvitationForm(request.POST if by_link else None)
    if link.is_valid():
        return _share(request, membership, link)
    if mail.is_valid() and _invite(request, membership, mail):
        if not mail.left:
            return redirect("groups:invitations.index", slug=membership.group.slug)
        # What could not be read stays to be corrected. Sent again, this page invites nobody a second time.
        messages.info(request, _("What stands here still is no whole address yet. Correct it, or leave it."))
        mail = EmailInvitationForm(
            group=membership.group, initial={"addresses": mail.left, "words": mail.cleaned_data["words"]}
        )
    context = {"membership": membership, "group": membership.group, "mail": mail, "link": link}
    return render(request, "groups/invitations/new.html", context)


def _invite(request: HttpRequest, membership: Membership, form: EmailInvitationForm) -> bool:
    fields = {"words": form.cleaned_data["words"], "seat": form.cleaned_data.get("seat"), "now": timezone.now()}
    try:
        sent = invitations.invite(membership.group, form.good, by=membership.user, **fields)
    except invitations.TooMany:
        form.add_error(None, _("More than fifty invitations are open. Take some back, or share a link instead."))
        return False
    except SeatTaken:
        form.add_error("seat", _("Somebody has taken this seat a moment ago. Choose another, or none."))
        return False
    said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(sent))
    messages.success(request, said % {"count": len(sent)})
    return True


def _share(request: HttpRequest, membership: Membership, form: LinkInvitationForm) -> HttpResponse:
    invitations.share(membership.group, by=membership.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The link is ready. Give it to those you want at the table, and to nobody else."))
    return redirect("groups:invitations.index", slug=membership.group.slug)


@member_can(Ability.INVITE, to=Invitation)
def destroy(request: HttpRequest, membership: Membership, invitation: Invitation) -> HttpResponse:
    """Take an invitation back."""
    if request.method == "POST":
        invitations.revoke(invitation, timezone.now())
        messages.success(request, _("The invitation is taken back. Nobody comes in by it any more."))
    return redirect("groups:invitations.index", slug=membership.group.slug)
