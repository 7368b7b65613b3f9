from django.urls import path

from accounts.views import mutes, preferences, profiles

app_name = "accounts"

urlpatterns = [
    path("settings/", profiles.edit, name="settings"),
    path("settings/profile/", profiles.edit, name="profiles.edit"),
    path("settings/notifications/", preferences.edit, name="preferences.edit"),
    path("unsubscribe/<str:token>/", mutes.new, name="mutes.new"),
]
