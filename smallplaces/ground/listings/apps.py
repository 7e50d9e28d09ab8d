from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "smallplaces.ground.listings"
    label = "listings"
