from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "smallplaces.ground.voices"
    label = "voices"
