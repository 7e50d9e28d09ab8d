from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "smallplaces.ground.trust"
    label = "trust"
