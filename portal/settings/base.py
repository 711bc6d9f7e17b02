"""What holds wherever the portal runs. Nothing here is a business number."""

from pathlib import Path
from typing import Any

import environ
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
# Of the portal, in which people's words may be scrubbed: never the portal itself.
IS_A_COPY = env.bool("PORTAL_IS_A_COPY", default=False)

# --- Applications ----------------------------------------------------------

INSTALLED_APPS = [
    "cpd",
    "events",
    "membership",
    "portal.my",
    "portal.cms",
    "portal.payments",
    "portal.notifications",
    "portal.accounts",
    "portal.body",
    "portal.core",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "portal.csp.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.accounts.middleware.StaffDoorMiddleware",
    "portal.cms.desk.guards.ShortQuestions",
    "portal.cms.front.KnownSite",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "portal.accounts.middleware.PrivatePagesMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_loading = {"DIRS": [BASE_DIR / "templates"], "APP_DIRS": True}
TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "pages",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        **_loading,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.body.context.identity_of",
                "portal.cms.context.navigation",
            ],
        },
    },
    # Subjects and plain text of mails: escaping would show &amp; to the reader.
    {
        "NAME": "text",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        **_loading,
        "OPTIONS": {"autoescape": False},
    },
]
FORM_RENDERER = "portal.core.forms.PortalFormRenderer"

# --- People ----------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_validation}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": f"{_validation}.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": f"{_validation}.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my:home"
# The lower rooms adjust allauth; the top one knows who is a member.
ACCOUNT_ADAPTER = "membership.adapter.MemberAdapter"
_forms = "portal.accounts.forms"
ACCOUNT_FORMS = {
    "add_email": f"{_forms}.AddEmailForm",
    "change_email": f"{_forms}.ChangeEmailForm",
    "change_password": f"{_forms}.ChangePasswordForm",
    "confirm_email_verification_code": f"{_forms}.ConfirmEmailForm",
    "confirm_login_code": f"{_forms}.ConfirmLoginCodeForm",
    "confirm_password_reset_code": f"{_forms}.ConfirmPasswordResetForm",
    "login": f"{_forms}.LoginForm",
    "reauthenticate": f"{_forms}.ReauthenticateForm",
    "request_login_code": f"{_forms}.RequestLoginCodeForm",
    "reset_password": f"{_forms}.ResetPasswordForm",
    "reset_password_from_key": f"{_forms}.ResetPasswordKeyForm",
    "set_password": f"{_forms}.SetPasswordForm",
    "signup": f"{_forms}.SignupForm",
}
MFA_ADAPTER = "portal.accounts.adapter.SecondStepAdapter"
MFA_FORMS = {
    "activate_totp": f"{_forms}.ActivateTOTPForm",
    "add_webauthn": f"{_forms}.AddWebAuthnForm",
    "authenticate": f"{_forms}.AuthenticateForm",
    "edit_webauthn": f"{_forms}.EditWebAuthnForm",
    "reauthenticate": f"{_forms}.MfaReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
# A hospital is one address, so much is allowed to one; little to one account.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "request_login_code": "120/m/ip,3/m/key",
    "reset_password": "60/m/ip,5/m/key",
    "signup": "60/m/ip",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Portal"
# The code before and the one after do as well: half a minute is short for slow hands.
MFA_TOTP_TOLERANCE = 1
# A role opens other people's data, so an account with one needs a second factor.
SECOND_FACTOR_OBLIGED = True

# --- Language and time -----------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- Security --------------------------------------------------------------

_here = [CSP.SELF]
SECURE_CSP: dict[str, list[Any]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": _here,
    "img-src": [CSP.SELF, "data:"],
    "font-src": _here,
    "connect-src": _here,
    "media-src": _here,
    "manifest-src": _here,
    # A press of Pay ends on Stripe's page, and browsers hold the way there to this too.
    "form-action": [
        CSP.SELF,
        "https://checkout.stripe.com",
        "https://billing.stripe.com",
    ],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
# The editing screens of the CMS still carry inline scripts and styles.
STAFF_CSP: dict[str, list[Any]] = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": _here,
    "frame-ancestors": _here,
}
STAFF_PREFIX = "/staff/"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- Files -----------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "portal" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / "var" / "media"
# Evidence and recordings: never below media, handed over by views alone. Where a web
# server stands before the portal, it reads them itself from this internal address.
PRIVATE_ROOT = BASE_DIR / "var" / "private"
PRIVATE_ACCEL = ""
# A clamd to ask about uploads, as host:port or the path of a socket; empty, none is.
CLAMD_ADDRESS = ""
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Work after the answer -------------------------------------------------

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

# --- Card payments ---------------------------------------------------------

# Without a key there are none, and the pages say so. Notices are believed when signed
# with any of the secrets: during a change of secrets there are two.
STRIPE_SECRET_KEY = ""
STRIPE_WEBHOOK_SECRETS: list[str] = []
STRIPE_LIVE = False
# Something else than the library's own way to the network, as a dotted path.
STRIPE_HTTP_CLIENT = ""
# Whom to tell that a kill point was reached: only the tests have somebody.
KILL_POINTS = ""

# --- The CMS ---------------------------------------------------------------

WAGTAIL_SITE_NAME = "Portal"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# What is kept is decided by content, in portal/cms/files.py; this is what a chooser of
# files offers.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.cms.files.FileForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILDOCS_EXTENSIONS = [
    *("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt"),
    *("png", "jpg", "jpeg", "webp"),
]
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.File"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "wagtail.search.backends.database",
        "SEARCH_CONFIG": "english",
    }
}
TAGGIT_CASE_INSENSITIVE = True

# --- Logs ------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.json_formatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
    },
}
