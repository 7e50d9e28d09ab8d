from django.apps import AppConfig


class LocalMarketConfig(AppConfig):
    name = "smallplaces.systems.local_market"
    label = "local_market"
