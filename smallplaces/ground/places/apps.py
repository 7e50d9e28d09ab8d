from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "smallplaces.ground.places"
    label = "places"
