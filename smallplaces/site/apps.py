from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "smallplaces.site"
    label = "site"

    def ready(self) -> None:
        """Have the database show rows only to whoever may see them, say what stays sealed, and
        keep the heads of the log.
        """
        from django.apps import apps
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_migrate

        from smallplaces.foundation import house

        from .heads import log_without_a_head, put_down
        from .resealing import what_does_not_open
        from .row_security.applying import lay_policies
        from .row_security.saying import listen

        connection_created.connect(listen)
        # Django tells only apps with tables; by then all of them are there.
        post_migrate.connect(lay_policies, sender=apps.get_app_config("trust"))
        sentence = "All that is sealed opens with the keys of this place."
        house.invariants.append(house.Invariant(sentence, what_does_not_open))
        house.rounds.append(house.Round("heads of the log put down outside the database", put_down))
        house.invariants.append(
            house.Invariant(
                "The log has every line that was its last on some day, as it was put down outside"
                " the database.",
                log_without_a_head,
            )
        )
