from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "smallplaces.ground.offers"
    label = "offers"
