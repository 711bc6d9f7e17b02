"""Kill points: the named moments at which a test may end this very process.

They do nothing unless the tests' settings name somebody to tell, and a portal that is
not a test refuses to start with one named (`portal.checks`).
"""

from django.conf import settings
from django.utils.module_loading import import_string


def reached(name: str) -> None:
    if settings.KILL_POINTS:
        import_string(settings.KILL_POINTS)(name)
