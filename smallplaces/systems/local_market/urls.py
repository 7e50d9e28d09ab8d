"""Addresses of the local market."""

from django.urls import include, path

from . import views

LISTING = "listings/<uuid:code>/"
MINE = "my/listings/<uuid:code>/"

urlpatterns = [
    path("", include("smallplaces.systems.local_market.api.urls")),
    path("find/", views.find, name="find"),
    path(LISTING, views.show_listing, name="show_listing"),
    path(f"{LISTING}calendar.ics", views.show_calendar, name="show_calendar"),
    path(f"{LISTING}something-is-wrong/", views.say_problem, name="say_problem"),
    path(f"{LISTING}versions/", views.list_versions, name="list_versions"),
    path(
        f"{LISTING}versions/<int:before>/<int:after>/",
        views.compare_versions,
        name="compare_versions",
    ),
    path("my/listings/", views.list_kept, name="list_kept"),
    path("my/listings/new/", views.start_listing, name="start_listing"),
    path("my/listings/problems/<uuid:code>/", views.settle_problem, name="settle_problem"),
    path(MINE, views.keep_listing, name="keep_listing"),
    path(f"{MINE}make-public/", views.confirm_version, name="confirm_version"),
    path(f"{MINE}put-draft-aside/", views.drop_draft, name="drop_draft"),
    path(f"{MINE}still-true/", views.confirm_still_true, name="confirm_still_true"),
    path(f"{MINE}pause/", views.pause_listing, name="pause_listing"),
    path(f"{MINE}open-again/", views.open_listing_again, name="open_listing_again"),
    path(f"{MINE}close/", views.close_listing, name="close_listing"),
    path(f"{MINE}offered/<int:number>/", views.decide_offered, name="decide_offered"),
    path(f"{MINE}choose/<int:theirs>/<int:mine>/", views.choose_draft, name="choose_draft"),
    path(f"{MINE}edit/<slug:part>/", views.edit_listing, name="edit_listing"),
]
