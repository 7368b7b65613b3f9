from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import changing, splitting
from meetings.forms import EndForm, coming_dates
from meetings.models import Series


@member_can(Ability.SCHEDULE, to=Series)
def new(request: HttpRequest, membership: Membership, series: Series) -> HttpResponse:
    """End a series after one of its dates; a GET says what will happen."""
    now = timezone.now()
    dates = coming_dates(series, now)
    if not dates:
        messages.info(request, _("This series has no more dates."))
        return redirect(series)
    form = EndForm(request.POST if request.method == "POST" else None, series=series, dates=dates)
    if form.is_valid():
        try:
            splitting.end(series, form.cleaned_data["gone"], by=membership.user, now=now)
        except changing.NoSuchDate:
            messages.error(request, _("That date has passed meanwhile, so nothing has changed."))
        else:
            messages.success(request, _("The series ends there, and everyone is told."))
        return redirect(series)
    context = {"membership": membership, "group": membership.group, "series": series, "form": form}
    return render(request, "endings/new.html", context)
