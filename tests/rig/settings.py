"""The tests' settings as a server needs them: static files found once, no mail sent
between the press of a button and its answer."""

from portal.settings.test import *  # noqa: F403 - a settings module is its base and its changes

WHITENOISE_AUTOREFRESH = False
CELERY_TASK_ALWAYS_EAGER = False
