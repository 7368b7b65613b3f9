from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from groups import amending, founding
from groups.access import member_can
from groups.forms import GroupForm, NewGroupForm
from groups.models import Ability, Application, Charter, Group, Membership, Waiting


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """My groups, where I asked to join, and where I wait for a chair."""
    tables = Prefetch("group", Group.objects.with_taken().select_related("closure"))
    own = Membership.objects.of(request.user).order_by("group__name", "group")
    context = {
        "memberships": own.prefetch_related(tables),
        "applications": Application.objects.of(request.user).unanswered(),
        "lines": Waiting.objects.of(request.user),
    }
    return render(request, "groups/index.html", context)


def new(request: SignedInRequest) -> HttpResponse:
    """Start a group; `?kind=` chooses its kind beforehand. A board's seats come next."""
    kind = request.GET.get("kind", "")
    initial = {"kind": kind} if kind in Group.Kind else {}
    form = NewGroupForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        group = founding.found(by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The table is set. Read the charter, then publish the group when it is ready."))
        return redirect("groups:seats.index", slug=group.slug) if group.kind == Group.Kind.BOARD else redirect(group)
    return render(request, "groups/new.html", {"form": form})


@member_can(Ability.OWN)
@transaction.atomic
def edit(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What the group says of itself."""
    # Held, so that nobody sits down in a chair that is being taken away; and a copy, so that an invalid form does not
    # change the page's own head.
    group = Group.objects.select_for_update().get(pk=membership.group_id)
    form = GroupForm(request.POST or None, instance=group, user=membership.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        # Purpose and chairs are terms of the charter as well, so changing them here is writing its next version.
        terms = {"purpose": group.purpose, "size": group.size}
        before = Charter.objects.current(group)
        if amending.amend(group, terms, by=membership.user, now=timezone.now()) != before:
            messages.info(request, _("Purpose and chairs stand in the charter, so everyone is asked to sign it again."))
        return redirect(group)
    return render(request, "groups/edit.html", {"form": form, "membership": membership, "group": membership.group})
