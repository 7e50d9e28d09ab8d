"""Every address of the site, and this room's, so that its pages can be tried by themselves."""

from django.urls import include, path

from smallplaces.site.urls import urlpatterns as site

urlpatterns = [*site, path("", include("smallplaces.ground.offers.urls"))]
