from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "smallplaces.site"
    label = "site"
