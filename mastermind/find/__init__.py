"""Finding a group: by words and wishes, sorted by how well it fits the reader, each with a reason in one line."""

from mastermind.find import advice
from mastermind.find.page import index

__all__ = ["advice", "index"]
