"""Django's settings for every process of an installation.

What an administrator may choose comes from the environment, and there is little of it:
``DATABASE_URL``, ``DATABASE_OWNER_URL``, ``LEDGERSTONE_ORIGIN``, ``LEDGERSTONE_STATE_DIR``,
``LEDGERSTONE_SMTP_URL``, ``LEDGERSTONE_MAIL_URL``, ``LEDGERSTONE_MAIL_FROM`` and
``LEDGERSTONE_TRUSTED_PROXIES``.
"""

import os
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE

from ledgerstone.ops import database_url, installation, keys, mail
from ledgerstone.ops.log_lines import logging_configuration

INSTALLATION = installation.current()

SECRET_KEY, *SECRET_KEY_FALLBACKS = keys.signing_keys(INSTALLATION)
FIELD_ENCRYPTION_KEYS = keys.field_keys(INSTALLATION)

DEBUG = False

# The address that people type. Without one, only this machine is served.
ORIGIN = os.environ.get("LEDGERSTONE_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
_ORIGIN_PARTS = urlsplit(ORIGIN)
_OVER_HTTPS = _ORIGIN_PARTS.scheme == "https"
ALLOWED_HOSTS = sorted({"localhost", "127.0.0.1", "[::1]", _ORIGIN_PARTS.hostname or "localhost"})
CSRF_TRUSTED_ORIGINS = [ORIGIN]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "ledgerstone.tenancy",
    "ledgerstone.history",
    "ledgerstone.access",
    "ledgerstone.files",
    "ledgerstone.directory",
    "ledgerstone.projects",
    "ledgerstone.contracts",
    "ledgerstone.claims",
    "ledgerstone.payments",
    "ledgerstone.reports",
    "ledgerstone.documents",
    "ledgerstone.correspondence",
    "ledgerstone.web",
]

MIDDLEWARE = [
    "ledgerstone.ops.log_lines.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ledgerstone.tenancy.middleware.AccountMiddleware",
    "ledgerstone.web.middleware.ActorMiddleware",
    "ledgerstone.web.signing_in.middleware.SignedInMiddleware",
]

ROOT_URLCONF = "ledgerstone.ops.urls"
WSGI_APPLICATION = "ledgerstone.ops.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [installation.PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ledgerstone.web.context.page",
            ],
        },
    },
]

DATABASES = {"default": database_url.django_database(INSTALLATION)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "tenancy.User"
# Addresses are unique in any case of letters, by a constraint that this check does not know.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["ledgerstone.ops.sign_in.AnyCase"]
PASSWORD_HASHERS = [
    "ledgerstone.ops.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ledgerstone.ops.sign_in.ByInvitationOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Ours are counted in the database (directory/limits.py) and say when to try again.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "ledgerstone.web.signing_in.forms.SignInForm",
    "change_password": "ledgerstone.web.signing_in.forms.NewPasswordForm",
    "reset_password": "ledgerstone.web.signing_in.forms.ForgottenPasswordForm",
}
PASSWORD_RESET_TIMEOUT = 2 * 3600
MFA_ADAPTER = "ledgerstone.ops.sign_in.EncryptedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# How many proxies stand before us, each adding the address that it was called from. Without one,
# X-Forwarded-For is what a client made up.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("LEDGERSTONE_TRUSTED_PROXIES") or 0)

_MAIL = mail.delivery(_ORIGIN_PARTS.hostname or "localhost")
EMAIL_BACKEND = _MAIL.backend
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.tls_first, _MAIL.starts_tls
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = _MAIL.sender
# What a service that takes mails over the web asks for.
ANYMAIL = dict(_MAIL.options)
# What is taken out of the words of a mail server before anybody reads them.
MAIL_SECRETS = _MAIL.secrets
# Where mails lie while no server is named; its administrators look at them there.
MAIL_OUTBOX = INSTALLATION.outbox if _MAIL.is_local else None

SESSION_ENGINE = "ledgerstone.tenancy.signed_in"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _OVER_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "ledgerstone.web.held.csrf_failure"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _OVER_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _OVER_HTTPS else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        # The grid places its cells with style attributes.
        "style-src-attr": [UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A schedule of 5,000 lines posts about a dozen fields for each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100_000

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
# The build names these after their content.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/chunk-[A-Z0-9]{8}\.js$"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": INSTALLATION.files, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "ledgerstone.ops.static_files.VersionedStatic"},
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_configuration()

# Each room keeps what the worker does for it in jobs.py.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
