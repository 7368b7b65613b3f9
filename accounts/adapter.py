from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.welcome import welcome


class AccountAdapter(DefaultAccountAdapter):
    """What allauth does our way: names and clocks are kept at sign-up, a verified address is welcomed."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The new account, with the name and the clock the form asked for."""
        for field in ("name", "work", "time_zone"):
            setattr(user, field, form.cleaned_data.get(field, getattr(user, field)))
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Verify the address and owe the welcome, in one transaction."""
        with transaction.atomic():
            confirmed: bool = super().confirm_email(request, email_address)
            if confirmed:
                welcome(email_address.user, timezone.now())
        return confirmed
