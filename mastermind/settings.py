"""Every setting, read from the environment once; `.env.example` lists the variables.

There is no "if production": a variable that is missing has the safe value, or the start is refused with one
sentence. In development `mastermind.embedded.provide()` fills in what is unset before this module is read.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

django_stubs_ext.monkeypatch()
env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent

# The site ------------------------------------------------------------------------------------------------------------

DEBUG: bool = env.bool("DEBUG", default=False)
# A machine of somebody's own: mail can be read on a page, static files come from where they are written.
DEVELOPMENT: bool = env.bool("DEVELOPMENT", default=DEBUG)
SECRET_KEY: str = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_NAME = "Mastermind"
# The address people type; links in mail and the checks below are made from it.
SITE_URL: str = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_HOST = SITE_URL.split("://", 1)[1].split(":")[0].split("/")[0]
_more_hosts: list[str] = env.list("ALLOWED_HOSTS", default=[])
ALLOWED_HOSTS = [SITE_HOST, "127.0.0.1", "localhost", *_more_hosts]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "accounts",
    "groups",
    "meetings",
    "mastermind",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
    "lucide",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.OwnLanguageAndClock",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "mastermind.urls"
WSGI_APPLICATION = "mastermind.wsgi.application"
ASGI_APPLICATION = "mastermind.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "accounts.templatetags.clock",
                "accounts.templatetags.letters",
                "mastermind.components",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("forms",)
CRISPY_TEMPLATE_PACK = "forms"
CRISPY_FAIL_SILENTLY = False

# Stores --------------------------------------------------------------------------------------------------------------

DATABASES = {"default": {**env.dj_db_url("DATABASE_URL"), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL: str = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEVELOPMENT

# Words and clocks ----------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# People --------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # mail scanners follow links; only a person presses the button
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that has just signed up
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_USER_DISPLAY = str
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ALLOW_UNVERIFIED_EMAIL = True  # a new address waits for its mail beside the verified one, also with a second step
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # for slow fingers and slow clocks (RFC 6238 section 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT
USERSESSIONS_TRACK_ACTIVITY = False  # it would write to the database with every page


def _social_app(prefix: str, **more: Any) -> list[dict[str, Any]]:
    """The one app of a provider, where its two keys are set; none otherwise, so that no button appears."""
    client_id = env.str(f"{prefix}_CLIENT_ID", default="")
    secret = env.str(f"{prefix}_CLIENT_SECRET", default="")
    return [{"client_id": client_id, "secret": secret, **more}] if client_id and secret else []


SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False  # no provider knows the clock, so everybody sees the form once
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "google": {"APPS": _social_app("GOOGLE"), "SCOPE": ["profile", "email"], "OAUTH_PKCE_ENABLED": True},
    "microsoft": {"APPS": _social_app("MICROSOFT", settings={"tenant": "common"})},
    "openid_connect": {
        "APPS": _social_app(
            "LINKEDIN",
            provider_id="linkedin",
            name="LinkedIn",
            settings={"server_url": "https://www.linkedin.com/oauth"},
        )
    },
}
PROVIDER_HOSTS = {
    "google": "https://accounts.google.com",
    "microsoft": "https://login.microsoftonline.com",
    "openid_connect": "https://www.linkedin.com",
}

# Safety --------------------------------------------------------------------------------------------------------------

_HTTPS = SITE_URL.startswith("https://")
_BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(_BEHIND_PROXY)  # whose address counts for rate limits and the list of devices
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_HSTS_SECONDS: int = env.int("HSTS_SECONDS", default=31_536_000 if _HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_REFERRER_POLICY = "same-origin"  # addresses with tokens in them are told to nobody
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "mastermind.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        # A POST that starts social sign-in is answered by a redirect to the provider, which browsers count as well.
        "form-action": [
            SELF,
            *(PROVIDER_HOSTS[name] for name, each in SOCIALACCOUNT_PROVIDERS.items() if each["APPS"]),
        ],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "img-src": [SELF, "data:"],  # allauth draws the TOTP code as a data address
    }
}

# Messages ------------------------------------------------------------------------------------------------------------

globals().update(env.dj_email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_FILE_PATH = unquote(globals()["EMAIL_FILE_PATH"])
EMAIL_TIMEOUT = 10  # seconds for each answer of the server
NOTICE_LEASE_SECONDS: int = env.int("NOTICE_LEASE_SECONDS", default=120)
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default=f"Mastermind <hello@{SITE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Who writes each kind of notice: kind -> function(notice, now) -> accounts.delivery.Letter | None.
NOTICE_COMPOSERS = {
    # accounts
    "welcome": "accounts.welcome.compose",
    "community_invitation": "accounts.community_letters.compose_invitation",
    "community_arrival": "accounts.community_letters.compose_arrival",
    "community_request": "accounts.community_letters.compose_request",
    "community_answer": "accounts.community_letters.compose_answer",
    # groups: coming in
    "invitation": "groups.letters.invitations.compose_invitation",
    "application": "groups.letters.applications.compose_application",
    "application_message": "groups.letters.applications.compose_message",
    "application_nudge": "groups.letters.applications.compose_nudge",
    "application_expiry": "groups.letters.applications.compose_expiry",
    "visit": "meetings.letters.compose_visit",
    "proposal": "groups.letters.proposals.compose_proposal",
    "objection": "groups.letters.proposals.compose_objection",
    "decision": "groups.letters.applications.compose_decision",
    "place": "groups.letters.waiting.compose_place",
    "arrival": "groups.letters.arrivals.compose_arrival",
    "buddy_request": "groups.letters.buddies.compose_request",
    "buddy_answer": "groups.letters.buddies.compose_answer",
    "buddy_trial": "groups.letters.buddies.compose_trial",
    "community_groups": "groups.letters.communities.compose_round",
    # groups: sitting there
    "charter": "groups.letters.charters.compose_charter",
    "charter_reminder": "groups.letters.charters.compose_reminder",
    "ownership": "groups.letters.ownerships.compose",
    "line_manager": "groups.letters.communities.compose_line_manager",
    "closure": "groups.letters.closures.compose",
    "verdict": "groups.letters.verdicts.compose",
    # meetings
    "poll": "meetings.poll_letters.compose_poll",
    "poll_result": "meetings.poll_letters.compose_result",
    "schedule": "meetings.letters.compose_schedule",
    "series_change": "meetings.letters.compose_schedule",
    "times": "meetings.letters.compose_schedule",
    "skip": "meetings.letters.compose_skip",
    "change": "meetings.letters.compose_change",
    "cancellation": "meetings.letters.compose_cancellation",
    "digest": "meetings.digests.compose",
    "reminder": "meetings.reminders.compose",
    "too_few": "meetings.minimum.compose",
    "late_answer": "meetings.letters.compose_late_answer",
    "attendance": "meetings.presence.compose",
}

# What waited for an address to be verified: each is called as function(user, now), in the same transaction.
ADDRESS_VERIFIED: list[str] = ["accounts.joining.arrive", "groups.invitations.land"]
# What must not depend on a shut account: called the same way when one is suspended.
ACCOUNT_SUSPENDED: list[str] = ["groups.owning.succeed"]

# Worker and beat -----------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_timeout": 10, "socket_connect_timeout": 5}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# The whole schedule. Every task is a sweep that may run twice, late or not at all without harm, so a wake-up that
# nobody took in time is dropped rather than queued behind the next one.
CELERY_BEAT_SCHEDULE = {
    "deliver": {"task": "accounts.tasks.deliver", "schedule": 5.0, "options": {"expires": 5}},
    "import_members": {"task": "accounts.tasks.import_members", "schedule": 5.0, "options": {"expires": 5}},
    "forget_imports": {"task": "accounts.tasks.forget_imports", "schedule": 3600.0, "options": {"expires": 3600}},
    "offer": {"task": "groups.tasks.offer", "schedule": 30.0, "options": {"expires": 30}},
    "conclude": {"task": "groups.tasks.conclude", "schedule": 60.0, "options": {"expires": 60}},
    "expire": {"task": "groups.tasks.expire", "schedule": 60.0, "options": {"expires": 60}},
    "pair": {"task": "groups.tasks.pair", "schedule": 600.0, "options": {"expires": 600}},
    "tell_lines": {"task": "groups.tasks.tell_lines", "schedule": 600.0, "options": {"expires": 600}},
    "ask_for_names": {"task": "groups.tasks.ask_for_names", "schedule": 3600.0, "options": {"expires": 3600}},
    "succeed": {"task": "groups.tasks.succeed", "schedule": 3600.0, "options": {"expires": 3600}},
    "remind": {"task": "meetings.tasks.remind", "schedule": 30.0, "options": {"expires": 30}},
    "digest": {"task": "meetings.tasks.digest", "schedule": 30.0, "options": {"expires": 30}},
    "follow_visits": {"task": "meetings.tasks.follow_visits", "schedule": 60.0, "options": {"expires": 60}},
    "settle_polls": {"task": "meetings.tasks.settle_polls", "schedule": 60.0, "options": {"expires": 60}},
    "ask_whether_to_move": {
        "task": "meetings.tasks.ask_whether_to_move",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "extend": {"task": "meetings.tasks.extend", "schedule": 3600.0, "options": {"expires": 3600}},
    "refresh_times": {"task": "meetings.tasks.refresh_times", "schedule": 3600.0, "options": {"expires": 3600}},
    "count_absences": {"task": "meetings.tasks.count_absences", "schedule": 3600.0, "options": {"expires": 3600}},
}

# Logs ----------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # A line for every wake-up says nothing; what was done is in the notices.
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
