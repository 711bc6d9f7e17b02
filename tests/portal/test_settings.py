"""Production starts safe or not at all, and says why in a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from psycopg import IsolationLevel

ROOT = Path(__file__).parents[2]
SAFE = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "k" * 60,
    "PORTAL_HOST": "members.example.org",
    "DATABASE_URL": "postgres://portal:secret@database/portal",
    "REDIS_URL": "redis://redis:6379",
    "MAIL_HOST": "mail.example.org",
    "MAIL_FROM": "The Institute <no-reply@members.example.org>",
}
SHOW = """
import json
from django.conf import settings
names = %r
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def python(code, **environment):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={"PATH": os.environ["PATH"], **SAFE, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def settings(*names, **environment):
    return json.loads(python(SHOW % (names,), **environment).stdout)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY: 50 or more random characters."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY needs 50 or more random characters."),
        ({"PORTAL_HOST": ""}, "Set PORTAL_HOST: the name people type"),
        ({"PORTAL_HOST": "*.example.org"}, "PORTAL_HOST must be one name"),
        ({"DATABASE_URL": ""}, "Set DATABASE_URL: postgres://"),
        ({"DATABASE_URL": "sqlite:////x"}, "must name a PostgreSQL database"),
        ({"REDIS_URL": ""}, "Set REDIS_URL: redis://"),
        ({"MAIL_HOST": ""}, "Set MAIL_HOST: the mail server."),
        ({"MAIL_FROM": ""}, "Set MAIL_FROM: the sender"),
    ],
)
def test_production_refuses_to_start_unsafe(wrong, sentence):
    answer = python("from django.conf import settings; settings.DEBUG", **wrong)

    assert answer.returncode != 0
    assert sentence in answer.stderr.splitlines()[-1]


def test_production_is_closed_where_it_matters():
    """L12, L4."""
    assert settings(
        "DEBUG",
        "DEMONSTRATION",
        "ALLOWED_HOSTS",
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        "CSRF_COOKIE_HTTPONLY",
        "SECURE_SSL_REDIRECT",
        "SECOND_FACTOR_OBLIGED",
        "ALLAUTH_TRUSTED_PROXY_COUNT",
    ) == {
        "DEBUG": False,
        "DEMONSTRATION": False,
        "ALLOWED_HOSTS": ["members.example.org"],
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_SSL_REDIRECT": True,
        "SECOND_FACTOR_OBLIGED": True,
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    }


def test_a_stricter_isolation_in_the_address_is_overruled():
    """C3."""
    asked = settings(
        "DATABASES",
        DATABASE_URL=f"{SAFE['DATABASE_URL']}?isolation_level=3",
    )

    level = asked["DATABASES"]["default"]["OPTIONS"]["isolation_level"]
    assert level == IsolationLevel.READ_COMMITTED


def test_the_demonstration_adds_no_page_to_production():
    answer = python(
        "import django; django.setup()\n"
        "from django.urls import resolve, Resolver404\n"
        "for path in ('/demo/', '/components/'):\n"
        "    try: print(resolve(path).url_name)\n"
        "    except Resolver404: print('none')\n"
    )

    assert set(answer.stdout.split()) <= {"none", "wagtail_serve"}
