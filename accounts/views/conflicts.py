from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.forms import ConflictsForm
from accounts.http import SignedInRequest
from accounts.models import Conflict
from accounts.views import privacy


@require_POST
def create(request: SignedInRequest) -> HttpResponse:
    """Keep away from these as well."""
    kind = request.POST.get("kind", "")
    if kind not in Conflict.Kind:
        raise Http404
    form = ConflictsForm(request.POST, kind=Conflict.Kind(kind))
    if not form.is_valid():
        return privacy.edit(request, form)
    count = form.save(request.user)
    said = ngettext("%(count)s name is on the list.", "%(count)s names are on the list.", count)
    messages.success(request, said % {"count": count})
    return redirect("accounts:privacy.edit")


@require_POST
def destroy(request: SignedInRequest, pk: int) -> HttpResponse:
    """No longer keep away."""
    conflict = get_object_or_404(Conflict, pk=pk, user=request.user)
    conflict.delete()
    messages.success(request, _("%(name)s is off the list.") % {"name": conflict.name})
    return redirect("accounts:privacy.edit")
