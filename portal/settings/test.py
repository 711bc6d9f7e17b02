"""What the tests run on: real PostgreSQL, no broker, no waiting."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403 - a settings module is its base and its changes
from .base import INSTALLED_APPS, LOGGING, TEMPLATES, env

SECRET_KEY = "only-for-tests"  # noqa: S105 - signs nothing outside the tests
DEBUG = False
DEMONSTRATION = True
BASE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = BASE_URL
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# The last writes down which migration is the newest, so that two cannot be.
INSTALLED_APPS = [*INSTALLED_APPS, "portal.demo", "django_linear_migrations"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append(
    "portal.demo.context.demonstration"
)

_scratch = Path(tempfile.gettempdir()) / "portal-tests"
DATABASES = {
    "default": env.db_url("DATABASE_URL", default="postgres://postgres@/portal")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _scratch.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DEFAULT_FROM_EMAIL = "The Institute <no-reply@institute.example>"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
# pytest shows what a failing test has logged; a second copy would bury it.
LOGGING["root"]["handlers"] = []
# No card is charged in tests; where Stripe is needed, a stand-in plays it.
STRIPE_HTTP_CLIENT = "tests.fakes.stripe.ScriptedStripe"
STRIPE_SECRET_KEY = "sk_test_tests"  # noqa: S105 - opens nothing
STRIPE_WEBHOOK_SECRETS = ["whsec_tests"]
STAND_IN_BOOKS = _scratch / f"stripe-{os.getpid()}.sqlite3"
