from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mastermind.demo import world
from mastermind.demo.people import PASSWORD, SIGN_INS

__all__ = ["PASSWORD", "SIGN_INS", "Command"]


class Command(BaseCommand):
    help = "Build a small believable world to look around in; running again adds only what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="also where DEVELOPMENT is off")

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        if not settings.DEVELOPMENT and not force:
            raise CommandError("Everybody knows the password of the demo accounts; with DEVELOPMENT off, say --force.")
        made = world.build(timezone.now())
        if options["verbosity"] > 1:
            self.stdout.write(", ".join(f"{number} {what}" for what, number in made.items()))
