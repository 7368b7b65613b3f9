from django.urls import path

from accounts.views import (
    communities,
    invitations,
    memberships,
    mutes,
    preferences,
    profiles,
    refusals,
    removals,
    requests,
)

app_name = "accounts"

urlpatterns = [
    path("settings/", profiles.edit, name="settings"),
    path("settings/profile/", profiles.edit, name="profiles.edit"),
    path("settings/notifications/", preferences.edit, name="preferences.edit"),
    path("unsubscribe/<str:token>/", mutes.new, name="mutes.new"),
    path("communities/new/", communities.new, name="communities.new"),
    path("communities/<slug:slug>/settings/", communities.edit, name="communities.edit"),
    path("communities/<slug:slug>/join/", memberships.create, name="memberships.create"),
    path("communities/<slug:slug>/join/refusal/", refusals.create, name="refusals.create"),
    path("communities/<slug:slug>/ask/", requests.new, name="requests.new"),
    path("communities/<slug:slug>/ask/withdrawal/", requests.destroy, name="requests.destroy"),
    path("communities/<slug:slug>/leave/", memberships.destroy, name="memberships.destroy"),
    path("communities/<slug:slug>/members/<int:pk>/role/", memberships.update, name="memberships.update"),
    path("communities/<slug:slug>/members/<int:pk>/removal/", removals.new, name="removals.new"),
    path("communities/<slug:slug>/invitations/", invitations.index, name="invitations.index"),
    path("communities/<slug:slug>/invitations/<int:pk>/withdrawal/", invitations.destroy, name="invitations.destroy"),
    path("communities/<slug:slug>/invitation/<str:token>/", invitations.show, name="invitations.show"),
    path("communities/<slug:slug>/requests/", requests.index, name="requests.index"),
    path("communities/<slug:slug>/requests/<int:pk>/", requests.show, name="requests.show"),
]
