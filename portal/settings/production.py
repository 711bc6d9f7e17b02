"""The portal in the open: everything from the environment, nothing unsafe."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import IsolationLevel

from .base import *  # noqa: F403 - a settings module is its base and its changes
from .base import STORAGES, env


def _required(name: str, why: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {why}")
    return value


_long_enough = 50
DEBUG = False
DEMONSTRATION = False
SECRET_KEY = _required("SECRET_KEY", "50 or more random characters.")
if len(SECRET_KEY) < _long_enough:
    raise ImproperlyConfigured("SECRET_KEY needs 50 or more random characters.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
HOST = _required("PORTAL_HOST", "the name people type, such as members.example.org.")
if "*" in HOST:
    raise ImproperlyConfigured("PORTAL_HOST must be one name, without a star.")
ALLOWED_HOSTS = [HOST]
BASE_URL = f"https://{HOST}"
WAGTAILADMIN_BASE_URL = BASE_URL
CSRF_TRUSTED_ORIGINS = [BASE_URL]

DATABASES = {
    "default": env.db_url_config(
        _required("DATABASE_URL", "postgres://user:password@host/name.")
    )
}
if not DATABASES["default"]["ENGINE"].endswith("postgresql"):
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database.")
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).update(
    # Whoever calls is told within two seconds that the database is away: Stripe then
    # sends its notice again.
    connect_timeout=2,
    # Whatever the server or a pool prefers: places are counted after a lock, and
    # anything stricter would count them as they were before it.
    isolation_level=IsolationLevel.READ_COMMITTED,
)

_redis = _required("REDIS_URL", "redis://host:6379, for the cache and the queue.")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{_redis}/0",
    }
}
CELERY_BROKER_URL = f"{_redis}/1"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

MAILERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}
}
if _provider := env.str("MAIL_BACKEND", default=""):
    MAILERS["default"] = {
        "BACKEND": _provider,
        "OPTIONS": env.dict("MAIL_OPTIONS", default={}),
    }
else:
    MAILERS["default"]["OPTIONS"] = {
        "host": _required("MAIL_HOST", "the mail server."),
        "port": env.int("MAIL_PORT", default=587),
        "username": env.str("MAIL_USER", default=""),
        "password": env.str("MAIL_PASSWORD", default=""),
        "use_tls": True,
        "timeout": 10,
    }
DEFAULT_FROM_EMAIL = _required("MAIL_FROM", "the sender, as Name <address>.")

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# A notice in the clear is refused by its view: led on, it would be read twice.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^payments/stripe/$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
# How many proxies stand before the portal: the address of a visitor is read
# from behind that many, so a forged X-Forwarded-For changes nothing.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", default=1)

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="/srv/media"))
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default="/srv/private"))
PRIVATE_ACCEL = env.str("PRIVATE_ACCEL", default="/_private/")
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
if _bucket := env.str("MEDIA_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": _bucket, "querystring_auth": True},
    }

STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS", default=[])
STRIPE_LIVE = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))

if _report_to := env.str("SENTRY_DSN", default=""):
    from portal.logs import report_errors_to

    report_errors_to(_report_to)
