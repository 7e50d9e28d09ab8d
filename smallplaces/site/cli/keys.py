"""`smallplaces new-keys` and `smallplaces rotate-keys`: the keys that open what is sealed."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from .place import data_folder, with_django

A_MINUTE = timedelta(minutes=1)  # longer than any transaction may last, four times over
MOST_SAID = 20
KEEP_IT = "Copy it somewhere safe, apart from the database and its backups. See keep-the-keys.md."


def ring_file() -> Path:
    """Return where the key ring of this place is."""
    return Path(os.environ.get("SMALLPLACES_KEYS") or data_folder() / "keys.json").resolve()


@click.command("new-keys")
def new_keys() -> None:
    """Make a key ring for a new place, in the file that SMALLPLACES_KEYS names.

    A ring that is there already stays as it is.
    """
    from smallplaces.foundation.keyring import make_ring

    path = ring_file()
    if not make_ring(path):
        raise click.ClickException(f"There are keys in {path} already. They stay as they are.")
    click.echo(f"The keys of this place are in {path}. {KEEP_IT}")


@click.command("rotate-keys")
@click.option("--drop-old", is_flag=True, help="Take keys off the ring that nothing needs now.")
@with_django()
def rotate_keys(drop_old: bool) -> None:
    """Seal everything anew with a new key, while people go on using the place.

    After a stop, run it again: it goes on with the same new key. Old keys stay on the ring to read
    with, until `--drop-old`.
    """
    from smallplaces.site.resealing import Resealing, one_at_a_time

    try:
        with one_at_a_time():
            if drop_old:
                _drop_old_keys()
            else:
                _rotate()
    except Resealing:
        raise click.ClickException("Someone changes the keys of this place already.") from None


def _rotate() -> None:
    from django.conf import settings

    from smallplaces.foundation.fields import ring
    from smallplaces.foundation.keyring import replace_ring
    from smallplaces.foundation.sealing import Key
    from smallplaces.site import resealing

    if resealing.is_all_sealed_to_write():
        replace_ring(settings.KEY_RING, ring().with_new_key(Key.new()))
        click.echo(f"New key {ring().writing.id} in {settings.KEY_RING}. {KEEP_IT}")
    else:
        click.echo(f"Going on with the key {ring().writing.id}.")
    done = resealing.reseal_everything()
    for name, count in sorted(done.resealed.items()):
        click.echo(f"{count} sealed anew: {name}")
    click.echo(f"{done.meanwhile} were changed by someone meanwhile, and looked at again.")
    _write_it_down(done.resealed.total())
    if done.broken:
        first = "Some could not be opened, and were left as they are:"
        raise click.ClickException("\n".join([first, *done.broken[:MOST_SAID]]))
    click.echo("All is sealed with the new key. `smallplaces rotate-keys --drop-old` ends the old.")


def _drop_old_keys() -> None:
    from django.conf import settings

    from smallplaces.foundation.fields import ring
    from smallplaces.foundation.keyring import replace_ring
    from smallplaces.site import resealing

    old = set(ring().keys) - {ring().writing.id}
    if old and datetime.now(UTC) - ring().writing.made_at < A_MINUTE:
        raise click.ClickException(
            "The new key is younger than a minute: someone may be writing with the old one"
            " still. Try again in a minute."
        )
    used = resealing.keys_in_use()
    if needed := sorted(old & set(used)):
        counts = ", ".join(f"{id} ({used[id]})" for id in needed)
        raise click.ClickException(
            f"Nothing was dropped. Some words still need an old key: {counts}."
            " Run `smallplaces rotate-keys` first."
        )
    replace_ring(settings.KEY_RING, ring().only_with(()))
    click.echo(f"{len(old)} old keys dropped. Older backups still need them: keep their copy.")


def _write_it_down(count: int) -> None:
    """Say in the log that it was done, as The House, where there is one."""
    from smallplaces.foundation.fields import ring
    from smallplaces.foundation.recording import record
    from smallplaces.ground.people import queries as people
    from smallplaces.ground.people.models import Person

    try:
        house = people.the_house()
    except Person.DoesNotExist:
        return
    details = {"key": ring().writing.id, "rows": count}
    record("keys.sealed_anew", by=house, at=datetime.now(UTC), details=details)
