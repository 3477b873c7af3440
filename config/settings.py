"""Settings, read from the environment; each is described in docs/settings.md."""

from datetime import timedelta
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import databases, env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = env.folder("SAYSO_VAR", BASE_DIR / "var")

DEMO = env.flag("DEMO")
DEMO_KEY = env.text("SAYSO_DEMO_KEY")
DEBUG = env.flag("DJANGO_DEBUG")
SECRET_KEY = env.secret("DJANGO_SECRET_KEY")
ALLOWED_HOSTS = env.listing("SAYSO_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
COMPANY = env.text("SAYSO_COMPANY", "Kestrel Freight GmbH")
PORT = env.number("SAYSO_PORT", 8000)
WAITING_PORT = env.number("SAYSO_WAITING_PORT", 8001)
PUBLIC_URL = env.text("SAYSO_PUBLIC_URL", f"http://127.0.0.1:{PORT}")
WAITING_URL = env.text("SAYSO_WAITING_URL", f"http://127.0.0.1:{WAITING_PORT}/agent/v1/wait")
UPLOAD_SLOT = env.number("SAYSO_UPLOAD_SLOT", 10 if DEMO else 600)
INTAKE_DIR = env.folder("SAYSO_INTAKE_DIR", VAR / "intake")
WRAPPING_KEY_FILE = env.folder("SAYSO_WRAPPING_KEY_FILE", VAR / "wrapping.key")
WRAPPING_KEY = env.text("SAYSO_WRAPPING_KEY")
WRAPPING_KEY_OLD = env.text("SAYSO_WRAPPING_KEY_OLD")
WRAPPING = env.text("SAYSO_WRAPPING", "environment" if WRAPPING_KEY else "file")
VAULT_URL = env.text("SAYSO_VAULT_URL", "https://127.0.0.1:8200")
VAULT_TOKEN_FILE = env.folder("SAYSO_VAULT_TOKEN_FILE", VAR / "vault-token")
VAULT_MOUNT = env.text("SAYSO_VAULT_MOUNT", "transit")
VAULT_KEY = env.text("SAYSO_VAULT_KEY", "sayso")
LOG_KEY_FILE = env.folder("SAYSO_LOG_KEY_FILE", VAR / "log.key")
KEY_OVERLAP_DAYS = env.number("SAYSO_KEY_OVERLAP_DAYS", 14)
OUTSIDE_DIR = env.folder("SAYSO_OUTSIDE_DIR", VAR / "outside")
WITNESSES = env.text("SAYSO_WITNESSES")
CHECKPOINT_SUBSCRIBERS = env.listing("SAYSO_CHECKPOINT_SUBSCRIBERS", [])
CHECKPOINTS_COPY = env.text("SAYSO_CHECKPOINTS_COPY")
RELEASES_DIR = env.folder("SAYSO_RELEASES_DIR", VAR / "releases")
BACKUP_KEY = env.text("SAYSO_BACKUP_KEY")
BACKUP_KEY_FILE = env.folder("SAYSO_BACKUP_KEY_FILE", VAR / "backup-keys" / "main.key")
KEYS_BACKUP_KEY = env.text("SAYSO_KEYS_BACKUP_KEY")
KEYS_BACKUP_KEY_FILE = env.folder("SAYSO_KEYS_BACKUP_KEY_FILE", VAR / "backup-keys" / "keys.key")
KEY_BACKUP_DAYS = env.number("SAYSO_KEY_BACKUP_DAYS", 7)
ACCEPT_UNREVIEWED_PACKS = env.flag("SAYSO_ACCEPT_UNREVIEWED_PACKS")
REDACTION_SECONDS = env.number("SAYSO_REDACTION_SECONDS", 60)
REDACTION_POLICY = env.text("SAYSO_REDACTION_POLICY")
PROBE_PURPOSE = env.text("SAYSO_PROBE_PURPOSE")
OFFICER_EMAIL = env.text("SAYSO_OFFICER_EMAIL", "privacy@kestrel.example")

INSTALLED_APPS = [
    "operations",  # its commands stand in for Django's of the same name
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "governance.keys",
    "governance",
    "training",
    "redaction",
    "pages",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "operations.restoring.RestoringMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "pages.sessions.SessionEndMiddleware",
    "pages.languages.PersonLanguageMiddleware",
    "pages.access.AccessMiddleware",
    "pages.languages.StaffLanguageMiddleware",
    "pages.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "governance.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pages.navigation.context",
                "demo.progress.context",
            ],
        },
    },
]

DATABASES = {
    "default": databases.describe(
        env.database("DATABASE_URL", f"sqlite:///{VAR / 'sayso.sqlite3'}")
    ),
    "keys": databases.describe(
        env.database("KEYS_DATABASE_URL", f"sqlite:///{VAR / 'keys.sqlite3'}"), lasting=True
    ),
}
DATABASE_ROUTERS = ["config.databases.KeyStoreRouter"]

VALKEY_SOCKET = env.text("VALKEY_SOCKET", str(VAR / "valkey.sock"))
VALKEY_URL = env.text("VALKEY_URL", f"unix://{VALKEY_SOCKET}")
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", f"redis+socket://{VALKEY_SOCKET}")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_LOST_WAIT = 1.0  # no result is waited for
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.number("SAYSO_WORKER_MEMORY_KB", 1_500_000)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 5,
    # An act that announces does not wait for a broker that is away (6 s by default): sweeps do.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_TIMEZONE = "UTC"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": VALKEY_URL,
        "KEY_PREFIX": "sayso",
    }
}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "pages.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_NAME = "sayso_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE = timedelta(minutes=30)
SESSION_LONGEST = timedelta(hours=10)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "pages.refusals.csrf_failure"
SECURE_COOKIES = not (DEMO or DEBUG)
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_COOKIES
SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.flag("SAYSO_BEHIND_PROXY") and not DEMO:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 300_000
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("es", _("Spanish")),
    ("ja", _("Japanese")),
    ("zh-hans", _("Simplified Chinese")),
]  # notices have their own, by purpose
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("SAYSO_STATIC_ROOT", VAR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

EMAIL_BACKEND = env.text("SAYSO_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = env.text("SAYSO_FROM_EMAIL", "sayso@kestrel.example")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "presidio-analyzer": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}
