from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.models import Block


@require_POST
def destroy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Be willing to meet somebody again. Neither is told."""
    block = get_object_or_404(Block.objects.select_related("blocked"), pk=pk, user=request.user)
    block.delete()
    messages.success(request, _("You no longer block %(name)s.") % {"name": block.blocked})
    return redirect("accounts:privacy.edit")
