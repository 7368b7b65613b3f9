from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import PersonExpertise
from groups.likeness import askable_by
from groups.models import BuddyRequest, Group, people_seen_by


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody's profile, as far as they show it to the reader; otherwise nobody is there."""
    person = get_object_or_404(people_seen_by(request.user).select_related("goal"), pk=pk)
    expertises = list(PersonExpertise.objects.filter(user=person).select_related("expertise"))
    tables = Group.objects.of(request.user).filter(pk__in=Group.objects.of(person).values("pk"), closure=None)
    requests = BuddyRequest.objects.unanswered().shown_to(request.user).between(request.user, person)
    context = {
        "person": person,
        "offers": [each.expertise for each in expertises if each.side == PersonExpertise.Side.OFFERS],
        "seeks": [each.expertise for each in expertises if each.side == PersonExpertise.Side.SEEKS],
        "tables": list(tables),
        "is_me": person == request.user,
        "asked": requests.first(),
        "may_be_asked": askable_by(request.user, timezone.now()).filter(pk=person.pk).exists(),
    }
    return render(request, "people/show.html", context)
