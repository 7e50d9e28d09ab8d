"""`smallplaces migrate`: bring the tables up to date."""

import click

from .place import database
from .preparing import bring_tables_up_to_date, close_connections, one_at_a_time


@click.command()
def migrate() -> None:
    """Bring the tables up to date with this version of the software."""
    with database() as url_for:
        with one_at_a_time(url_for("owner")):
            bring_tables_up_to_date(url_for("owner"), always=True)
        close_connections()
    click.echo("The tables are up to date.")
