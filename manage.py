#!/usr/bin/env python
"""Django's commands, with PostgreSQL and Redis of our own where no address is given."""

import os
import sys

from django.core.management import execute_from_command_line
from environs import EnvError

from mastermind.embedded import EmbeddedError, provide


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mastermind.settings")
    try:
        provide(os.environ)
        execute_from_command_line(sys.argv)
    except (EmbeddedError, EnvError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
