"""`manage.py expire_introductions`: end what waited too long. Run it each hour."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from smallplaces.ground.offers import actions
from smallplaces.ground.people import queries as people


class Command(BaseCommand):
    """End every introduction whose time ran out, as The House."""

    help = "End every introduction whose time ran out, so that nobody waits for ever."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it now, and say how many there were."""
        ended = actions.expire_introductions(by=people.the_house(), at=timezone.now())
        self.stdout.write(f"{ended} ended because time ran out.")
