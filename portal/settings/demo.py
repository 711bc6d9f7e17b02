"""The portal on one machine with nothing else installed, with demonstration content."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from .base import *  # noqa: F403 - a settings module is its base and its changes
from .base import BASE_DIR, INSTALLED_APPS, TEMPLATES, env

VAR = Path(env.str("PORTAL_VAR", default=str(BASE_DIR / "var")))
VAR.mkdir(exist_ok=True)
_key = VAR / "secret-key"
if not _key.exists():
    # Written beside and renamed: another process may read it at this moment.
    _new = VAR / f"secret-key-{os.getpid()}"
    _new.touch(mode=0o600)
    _new.write_text(get_random_secret_key())
    _new.rename(_key)
SECRET_KEY = _key.read_text()

DEBUG = False
DEMONSTRATION = True
PORT = env.int("PORTAL_PORT", default=8000)
BASE_URL = f"http://localhost:{PORT}"
WAGTAILADMIN_BASE_URL = BASE_URL
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INSTALLED_APPS = [*INSTALLED_APPS, "portal.demo"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append(
    "portal.demo.context.demonstration"
)
SECOND_FACTOR_OBLIGED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# A writing transaction takes its turn from its first statement; otherwise
# requests that race for the last place die with "database is locked".
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "portal.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        },
    }
}
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
PRIVATE_ROOT = VAR / "private"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
    }
}
MAILERS = {"default": {"BACKEND": "portal.demo.mailbox.MailboxBackend"}}
DEFAULT_FROM_EMAIL = "The Institute <no-reply@institute.example>"

_queue = VAR / "queue"
for _folder in ("in", "done"):
    (_queue / _folder).mkdir(parents=True, exist_ok=True)
CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(_queue / "in"),
    "data_folder_out": str(_queue / "in"),
    "control_folder": str(_queue / "done"),
}

# A stand-in plays Stripe: it keeps its books in a file of its own and signs its
# notices with this secret, which proves nothing outside the demonstration.
STRIPE_HTTP_CLIENT = "portal.demo.stand_in.wire.StandIn"
STRIPE_SECRET_KEY = "sk_test_demonstration"  # noqa: S105 - opens nothing
STRIPE_WEBHOOK_SECRETS = [f"whsec_{SECRET_KEY}"]
STAND_IN_BOOKS = VAR / "stripe.sqlite3"
