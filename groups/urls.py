from django.urls import path

from groups.views import (
    applications,
    charters,
    closures,
    communities,
    groups,
    memberships,
    ownerships,
    people,
    publications,
    reports,
    signatures,
    versions,
)

app_name = "groups"

urlpatterns = [
    path("groups/", groups.index, name="groups.index"),
    path("groups/new/", groups.new, name="groups.new"),
    path("groups/<slug:slug>/settings/", groups.edit, name="groups.edit"),
    path("groups/<slug:slug>/publication/", publications.update, name="publications.update"),
    path("groups/<slug:slug>/join/", applications.new, name="applications.new"),
    path("groups/<slug:slug>/join/withdrawal/", applications.destroy, name="applications.destroy"),
    path("groups/<slug:slug>/applications/", applications.index, name="applications.index"),
    path("groups/<slug:slug>/applications/<int:pk>/", applications.show, name="applications.show"),
    path("groups/<slug:slug>/charter/", charters.show, name="charters.show"),
    path("groups/<slug:slug>/charter/edit/", charters.edit, name="charters.edit"),
    path("groups/<slug:slug>/charter/<int:pk>/", versions.show, name="versions.show"),
    path("groups/<slug:slug>/charter/<int:pk>/signature/", signatures.create, name="signatures.create"),
    path("groups/<slug:slug>/members/", memberships.index, name="memberships.index"),
    path("groups/<slug:slug>/members/<int:pk>/role/", memberships.update, name="memberships.update"),
    path("groups/<slug:slug>/members/<int:pk>/ownership/", ownerships.edit, name="ownerships.edit"),
    path("groups/<slug:slug>/closure/", closures.new, name="closures.new"),
    path("groups/<slug:slug>/leave/", memberships.destroy, name="memberships.destroy"),
    path("people/<int:pk>/", people.show, name="people.show"),
    path("reports/new/<str:about>/<int:pk>/", reports.new, name="reports.new"),
    path("reports/<int:pk>/", reports.show, name="reports.show"),
    path("communities/", communities.index, name="communities.index"),
    path("communities/<slug:slug>/", communities.show, name="communities.show"),
]
