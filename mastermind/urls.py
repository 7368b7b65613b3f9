"""The map of the site."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from mastermind import community, exports, find, health, home, mailbox, overview, pages

# One way in, also for admins: the second step and the limits on tries count there too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "mastermind.errors.bad_request"
handler403 = "mastermind.errors.permission_denied"
handler404 = "mastermind.errors.page_not_found"
handler500 = "mastermind.errors.server_error"

admin.site.site_header = admin.site.site_title = settings.SITE_NAME

urlpatterns = [
    path("", home.index, name="home"),
    path("find/", find.index, name="find"),
    path("find/advice/", find.advice.new, name="advice.new"),
    path("", include("accounts.urls")),  # first: it has communities/new/, and groups has communities/<slug>/
    path("", include("groups.urls")),
    path("", include("meetings.urls")),
    path("groups/<slug:slug>/", home.group, name="group"),
    path("groups/<slug:slug>/export/", exports.show, name="exports.show"),
    path("invitations/<str:token>/", home.invitation, name="invitation"),
    path("communities/<slug:slug>/", community.show, name="community"),
    path("communities/<slug:slug>/overview/", overview.show, name="overview"),
    path("about/<slug:name>/", pages.show, name="pages.show"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

if settings.DEVELOPMENT:
    urlpatterns += mailbox.urlpatterns
