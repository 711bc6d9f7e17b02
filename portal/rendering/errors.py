"""What rendering cannot do."""

from portal.core.errors import Refused


class RenderingFailed(Exception):
    """A template of ours is wrong. Names the template and no word of the document."""


class TemplateRefused(Refused):
    """A template that somebody uploaded cannot be used; the message says why."""
