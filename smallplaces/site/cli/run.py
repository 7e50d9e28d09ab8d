"""`smallplaces run`: the whole place, with one command."""

from contextlib import closing

import click

from .place import database
from .preparing import check_rights, prepare
from .rounds import Rounds
from .stopping import Stopped
from .website import Website, is_port_free


class PortInUse(click.ClickException):
    """Another program listens where this place should."""

    exit_code = 2


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    envvar="PORT",
    default=8000,
    show_default=True,
    help="Where the place answers on this machine. PORT in the environment does the same.",
)
def run(port: int) -> None:
    """Start the database, get everything ready and serve the place until you press Ctrl-C."""
    if not is_port_free(port):
        raise PortInUse(
            f"Port {port} is in use: another program answers there, perhaps this place itself."
            f" Stop it, or choose another with --port {port % 65535 + 1}."
        )
    try:
        serve(port)
    except Stopped:
        click.echo("Stopped. Everything is saved.")


def serve(port: int) -> None:
    """Serve the place on `port` until a signal comes."""
    with database() as url_for:
        check_rights(url_for("app"), url_for("owner"))
        prepare(url_for("owner"))
        with closing(Website(port, url_for("app"))) as website:
            website.wait_until_open()
            click.echo(f"Small Places is at http://localhost:{port}")
            with closing(Rounds(url_for("app"))):
                website.keep_open()
