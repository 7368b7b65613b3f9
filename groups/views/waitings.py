from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from groups import arriving, waiting
from groups.models import Membership, Waiting


def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """My place on a group's waiting list: take the chair that is kept, pass it on, or read how it stands."""
    own = Waiting.objects.filter(user=request.user, group__slug=slug, group__hidden_at=None)
    row = get_object_or_404(own.select_related("group", "user").order_by("-pk")[:1])
    if Membership.objects.of(request.user).filter(group=row.group_id).exists():
        return redirect(row.group)
    if request.method == "POST":
        return _take(request, row) if request.POST.get("answer") == "take" else _pass_on(request, row)
    now = timezone.now()
    context = {
        "row": row,
        "group": row.group,
        "is_offered": row.is_offered(now),
        "place": None if row.ended_at else waiting.place_in_line(row),
    }
    return render(request, "groups/waitings/edit.html", context)


def _take(request: SignedInRequest, row: Waiting) -> HttpResponse:
    try:
        arriving.take(row, timezone.now())
    except waiting.OfferGone:
        messages.info(request, _("This chair is not kept for you any more."))
        return redirect("groups:waitings.edit", slug=row.group.slug)
    messages.success(request, _("You have a seat. Read the charter and sign it before your first meeting."))
    return redirect(row.group)


def _pass_on(request: SignedInRequest, row: Waiting) -> HttpResponse:
    try:
        waiting.pass_on(row, timezone.now())
    except waiting.OfferGone:
        messages.info(request, _("You were no longer in line."))
    else:
        messages.success(request, _("You no longer wait for a seat at %(group)s.") % {"group": row.group})
    return redirect("groups:waitings.edit", slug=row.group.slug)
