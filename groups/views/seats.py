from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups import seats
from groups.access import member_can
from groups.forms import FirstSeatsForm, HolderForm, NewSeatForm
from groups.models import Ability, Group, Membership, Seat


@require_safe
@member_can(Ability.SEE)
def index(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The seats of a board: who holds which, which are offered, which are open. Other groups have none."""
    group = membership.group
    if group.kind != Group.Kind.BOARD:
        return redirect(group)
    board = seats.board(group, timezone.now(), membership.user if membership.can(Ability.ADMIT) else None)
    context = {
        "membership": membership,
        "group": group,
        "board": board,
        "people": Membership.objects.present().filter(group=group).select_related("user"),
        "first": FirstSeatsForm() if not board and membership.can(Ability.INVITE) else None,
    }
    return render(request, "groups/seats/index.html", context)


@member_can(Ability.INVITE)
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Set a seat, or the first few at once (`first`)."""
    group = membership.group
    if group.kind != Group.Kind.BOARD:
        return redirect(group)
    form = FirstSeatsForm(request.POST) if "first" in request.POST else NewSeatForm(request.POST or None, group=group)
    if form.is_valid():
        try:
            seats.add(group, form.chosen())
        except seats.NoChair:
            form.add_error(None, _("There are not enough chairs for that. The owner adds chairs in Settings."))
        else:
            messages.success(request, _("Set. Offer a seat to somebody, or wait for who asks for it."))
            return redirect("groups:seats.index", slug=group.slug)
    return render(request, "groups/seats/new.html", {"membership": membership, "group": group, "form": form})


@member_can(Ability.INVITE, to=Seat)
def edit(request: HttpRequest, membership: Membership, seat: Seat) -> HttpResponse:
    """Give the seat to a member, or free it."""
    form = HolderForm(request.POST or None, seat=seat)
    if form.is_valid():
        holder = form.cleaned_data["holder"]
        try:
            seats.hold(seat, holder, timezone.now()) if holder else seats.release(seat)
        except seats.SeatTaken:
            messages.error(request, _("Somebody holds this seat. Free it first, then give it on."))
        else:
            messages.success(request, _("Saved."))
        return redirect("groups:seats.index", slug=membership.group.slug)
    context = {"membership": membership, "group": membership.group, "seat": seat, "form": form}
    return render(request, "groups/seats/edit.html", context)


@member_can(Ability.INVITE, to=Seat)
def destroy(request: HttpRequest, membership: Membership, seat: Seat) -> HttpResponse:
    """Take an open seat away."""
    if request.method == "POST":
        try:
            seats.remove(seat, timezone.now())
        except seats.SeatTaken:
            messages.error(request, _("Somebody holds this seat by now."))
        except seats.SeatOffered:
            messages.error(request, _("The seat is offered to somebody. Take the invitation back first."))
        else:
            messages.success(request, _("The seat is gone."))
    return redirect("groups:seats.index", slug=membership.group.slug)
