"""People, communities and notices for those who run the site.

Each page names the fields it shows, so that what a model gains later is not shown by accident. Nobody's words are.
"""

from accounts.admin import communities, expertise, notices, people, sign_in
from accounts.admin.look_only import LookOnly

__all__ = ["LookOnly", "communities", "expertise", "notices", "people", "sign_in"]
