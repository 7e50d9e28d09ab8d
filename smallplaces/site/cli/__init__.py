"""The `smallplaces` command.

To add a command, write it in a module of this package and add one line to COMMANDS. A command that
needs the database or Django is decorated with `with_django` (see place.py) and imports models
inside its function, because they can be imported only when Django has been set up.
"""

import logging
import sys
from importlib import import_module

import click

from smallplaces.site.logs import say_what_and_where
from smallplaces.site.postgres import DatabaseTrouble

from .stopping import stop_on_signals

COMMANDS = {
    "run": "smallplaces.site.cli.run:run",
    "migrate": "smallplaces.site.cli.migrate:migrate",
    "doctor": "smallplaces.site.cli.doctor:doctor",
    "import-directory": "smallplaces.site.cli.directory:import_directory",
    "import-postcodes": "smallplaces.site.cli.directory:import_postcodes",
    "search": "smallplaces.site.cli.search:search",
    "rounds": "smallplaces.site.cli.keeping:rounds",
    "check": "smallplaces.site.cli.keeping:check",
    "new-keys": "smallplaces.site.cli.keys:new_keys",
    "rotate-keys": "smallplaces.site.cli.keys:rotate_keys",
    "backup": "smallplaces.site.cli.backups:backup",
    "restore": "smallplaces.site.cli.backups:restore",
    "drill": "smallplaces.site.cli.drill:drill",
    "choose": "smallplaces.site.cli.choosing:choose",
    "count": "smallplaces.site.cli.choosing:count",
    "index-meaning": "smallplaces.site.cli.search:index_meaning",
    "manage": "smallplaces.site.cli.manage:manage",
}


class Commands(click.Group):
    """Commands that are imported only when someone asks for them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every name, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, nothing if there is no such name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a trouble with the database becomes a sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except DatabaseTrouble as trouble:
            raise click.ClickException(str(trouble)) from trouble


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run Small Places: a place where people find what is near, and each other."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    if not sys.stderr.isatty():
        sys.excepthook = say_what_and_where
    stop_on_signals()
