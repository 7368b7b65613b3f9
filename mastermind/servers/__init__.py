"""One PostgreSQL and one Redis that belong to a folder; `mastermind.embedded` decides when they run."""

from mastermind.servers.postgres import Postgres
from mastermind.servers.redis import Redis
from mastermind.servers.server import EmbeddedError, Server

__all__ = ["EmbeddedError", "Postgres", "Redis", "Server"]
