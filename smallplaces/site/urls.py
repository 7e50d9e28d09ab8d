"""Every address of this place. Rooms and systems bring their own; the front door comes first."""

from django.urls import URLPattern, URLResolver, include, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("walk-in/<uuid:code>/", views.walk_in, name="walk_in"),
    path("leave/", views.leave, name="leave"),
    path("leaving-quickly/", views.leaving_quickly, name="leaving_quickly"),
    path("text-size/", views.set_text_size, name="set_text_size"),
    path("language/", views.set_language, name="set_language"),
    path("gallery/", views.gallery, name="gallery"),
    path("", include("smallplaces.ground.keys.urls")),
    path("", include("smallplaces.ground.trust.urls")),
    path("", include("smallplaces.ground.offers.urls")),
    path("", include("smallplaces.systems.local_market.urls")),
    path("", include("smallplaces.systems.good_life.urls")),
    path("", include("smallplaces.systems.breaks.urls")),
    path("", include("smallplaces.systems.leaving.urls")),
]
