"""A small believable world to look around in; `manage.py seed_demo` builds it."""
