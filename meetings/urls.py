from django.urls import path

from meetings.views import (
    answers,
    applications,
    attendances,
    calendars,
    cancellations,
    feeds,
    meetings,
    outcomes,
    poll_answers,
    polls,
    presences,
    series,
    standing_answers,
)

app_name = "meetings"

urlpatterns = [
    path("groups/<slug:slug>/applications/<int:pk>/", applications.show, name="applications.show"),
    path("groups/<slug:slug>/meetings/", meetings.index, name="meetings.index"),
    path("groups/<slug:slug>/schedule/", series.new, name="series.new"),
    path("meetings/<int:pk>/", meetings.show, name="meetings.show"),
    path("meetings/<int:pk>/calendar.ics", calendars.show, name="calendars.show"),
    path("meetings/<int:pk>/time/", meetings.edit, name="meetings.edit"),
    path("meetings/<int:pk>/cancellation/", cancellations.new, name="cancellations.new"),
    path("meetings/<int:pk>/answer/", attendances.update, name="attendances.update"),
    path("meetings/<int:pk>/presence/", presences.edit, name="presences.edit"),
    path("series/<int:pk>/answer/", standing_answers.edit, name="standing_answers.edit"),
    path("groups/<slug:slug>/polls/new/", polls.new, name="polls.new"),
    path("polls/<int:pk>/", polls.show, name="polls.show"),
    path("polls/<int:pk>/edit/", polls.edit, name="polls.edit"),
    path("polls/<int:pk>/answers/", poll_answers.update, name="poll_answers.update"),
    path("polls/<int:pk>/outcome/", outcomes.new, name="outcomes.new"),
    path("polls/answer/<str:token>/", poll_answers.edit, name="poll_answers.edit"),
    path("calendar/<str:token>.ics", feeds.show, name="feeds.show"),
    path("settings/calendar/", feeds.index, name="feeds.index"),
    path("settings/calendar/addresses/", feeds.create, name="feeds.create"),
    path("settings/calendar/addresses/<int:pk>/", feeds.update, name="feeds.update"),
    path("rsvp/<str:token>/", answers.edit, name="answers.edit"),
]
