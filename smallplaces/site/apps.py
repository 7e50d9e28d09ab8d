from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "smallplaces.site"
    label = "site"

    def ready(self) -> None:
        """Have the database show rows only to whoever may see them."""
        from django.apps import apps
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_migrate

        from .row_security.applying import lay_policies
        from .row_security.saying import listen

        connection_created.connect(listen)
        # Django tells only apps with tables; by then all of them are there.
        post_migrate.connect(lay_policies, sender=apps.get_app_config("trust"))
