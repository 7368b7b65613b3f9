from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import changing
from meetings.forms import SkipForm, coming_dates
from meetings.models import Series


@member_can(Ability.SCHEDULE, to=Series)
def new(request: HttpRequest, membership: Membership, series: Series) -> HttpResponse:
    """Leave dates of a series out; a GET says what will happen, with those of `slot` chosen."""
    now = timezone.now()
    form = SkipForm(
        request.POST if request.method == "POST" else None,
        series=series,
        dates=coming_dates(series, now),
        now=now,
        initial={"slots": request.GET.getlist("slot")},
    )
    if form.is_valid():
        try:
            number = changing.leave_out(series, form.chosen, by=membership.user, now=now)
        except changing.NoSuchDate:
            messages.error(request, _("One of these dates has passed meanwhile, so nothing has changed."))
        else:
            said = ngettext(
                "%(n)s date is left out, and everyone is told.",
                "%(n)s dates are left out, and everyone is told.",
                number,
            )
            messages.success(request, said % {"n": number} if number else _("These dates were left out already."))
        return redirect(series)
    context = {"membership": membership, "group": membership.group, "series": series, "form": form}
    return render(request, "skips/new.html", context)
