"""`smallplaces manage …`: Django's own commands, with the database up."""

import click

from . import fingerprints
from .place import database, set_up_django
from .preparing import close_connections


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(words: tuple[str, ...]) -> None:
    """Run one of Django's own commands with the database up. For developers."""
    with database() as url_for:
        owner_url = url_for("owner")
        set_up_django(owner_url)
        from django.core.management import execute_from_command_line

        if "migrate" in words[:1]:
            fingerprints.write_mark(owner_url, None)  # the next start must look for itself
        try:
            execute_from_command_line(["smallplaces manage", *words])
        finally:
            close_connections()
