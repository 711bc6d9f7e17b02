"""The tests' settings for a process that is to be killed: Stripe's books are shared."""

import os

from portal.settings.test import *  # noqa: F403 - a settings module is its base and its changes

STAND_IN_BOOKS = os.environ["KILL_BOOKS"]
KILL_POINTS = "tests.rig.kill_points.wait_here"
