"""Production, as it is, on this machine: the figures are those of the real settings."""

from portal.settings.production import *  # noqa: F403 - production, with nothing changed but the names
from portal.settings.production import LOGGING

ALLOWED_HOSTS = ["localhost"]
LOGGING["root"]["level"] = "ERROR"
