from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.welcome import welcome

ADDRESS_LENGTH = 254  # RFC 5321 section 4.5.3.1.3, brackets taken off


class AccountAdapter(DefaultAccountAdapter):
    """What allauth does our way: names and clocks are kept at sign-up, a verified address is welcomed."""

    def clean_email(self, email: str) -> str:
        """An address as it will be stored. Raises ValidationError for one too long, which allauth would cut off."""
        MaxLengthValidator(ADDRESS_LENGTH)(email)
        cleaned: str = super().clean_email(email)
        return cleaned

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The new account, with the name and the clock the form asked for.

        Of two sign-ups with one address at the same moment the later gets the answer of the first, and no account.
        """
        for field in ("name", "work", "time_zone"):
            setattr(user, field, form.cleaned_data.get(field, getattr(user, field)))
        try:
            with transaction.atomic():
                saved: User = super().save_user(request, user, form, commit)
        except IntegrityError:
            raise ImmediateHttpResponse(self.respond_email_verification_sent(request, None)) from None
        return saved

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody lands who was on the way to nowhere: Today, or the first steps while they are not over."""
        user = request.user
        if isinstance(user, User) and not user.onboarded_at:
            return reverse("accounts:expertises.new")
        landing: str = super().get_login_redirect_url(request)
        return landing

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same, in the browser that has just signed up."""
        return self.get_login_redirect_url(request)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Verify the address and owe the welcome, in one transaction; False for one that another account has, and
        while the account is shut: then nobody arrives anywhere."""
        if not email_address.user.is_active:
            return False
        try:
            with transaction.atomic():
                confirmed: bool = super().confirm_email(request, email_address)
                if confirmed:
                    _verified(email_address.user)
        except IntegrityError:  # an account that never verified it; allauth looks at those that did
            refusal = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, refusal, {"email": email_address.email})
            return False
        return confirmed


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Who comes from Google, Microsoft or LinkedIn: one name, and the same form for what we cannot know."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Address and name as the provider tells them. allauth's own way needs two name fields, and we have one."""
        user: User = sociallogin.user
        user.email = (data.get("email") or "").lower()
        whole = data.get("name") or sociallogin.account.extra_data.get("name")
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = (whole or " ".join(filter(None, parts)))[:120]
        return user

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, str]:
        """What the form begins with; the clock is guessed in the browser."""
        return {**super().get_signup_form_initial_data(sociallogin), "name": sociallogin.user.name}

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """The new account with its addresses; one that the provider has verified is welcomed at once."""
        user: User = super().save_user(request, sociallogin, form)
        if EmailAddress.objects.filter(user=user, verified=True).exists():
            _verified(user)
        return user


def _verified(user: User) -> None:
    """An address is proved: welcome its person, and let the apps do what waited for it."""
    now = timezone.now()
    welcome(user, now)
    for name in settings.ADDRESS_VERIFIED:
        import_string(name)(user, now)
