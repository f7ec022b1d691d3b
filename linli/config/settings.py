"""Settings, from the environment only (docs/operating.md lists every variable)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from linli.base.kernel import clock
from linli.base.seal.keys import weakness

BASE_DIR = Path(__file__).resolve().parents[2]
NODE_MODULES = BASE_DIR / "node_modules"
DEMO_KEY = "demo-key-that-everybody-knows-never-use-it-for-real-people"

env = environ.Env()

LINLI_DEMO = env.bool("LINLI_DEMO", default=False)
DEBUG = env.bool("LINLI_DEBUG", default=False)
SECRET_KEY = env.str("LINLI_SECRET_KEY", default=DEMO_KEY if LINLI_DEMO else "")
if not LINLI_DEMO:
    if SECRET_KEY == "":
        raise ImproperlyConfigured("Set LINLI_SECRET_KEY to a long random text (or LINLI_DEMO=1 for the demo).")
    if DEBUG:
        raise ImproperlyConfigured("LINLI_DEBUG is only for the demo and development (LINLI_DEMO=1).")

# What seals and digests sensitive text; the newest seal key first, older ones still open what they sealed.
LINLI_SEAL_KEYS = env.list("LINLI_SEAL_KEYS", default=[SECRET_KEY])
LINLI_DIGEST_KEY = env.str("LINLI_DIGEST_KEY", default=SECRET_KEY)
if not LINLI_DEMO:
    for _name, _key in [
        ("LINLI_SECRET_KEY", SECRET_KEY),
        *[("LINLI_SEAL_KEYS", one) for one in LINLI_SEAL_KEYS or [""]],
        ("LINLI_DIGEST_KEY", LINLI_DIGEST_KEY),
    ]:
        if _weakness := weakness(_key):
            raise ImproperlyConfigured(f"{_name} is {_weakness}. Make one as deploy/linli.env.example says.")
# Seconds the demo's clock runs ahead of the wall clock.
clock.set_offset(timedelta(seconds=env.float("LINLI_CLOCK_OFFSET", default=0.0) if LINLI_DEMO else 0.0))

ALLOWED_HOSTS = env.list("LINLI_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("LINLI_ORIGINS", default=[])
# Where residents' phones reach this installation (https://…): QR codes and printed addresses point there.
LINLI_ADDRESS = env.str("LINLI_ADDRESS", default="")
IS_SECURE = env.bool("LINLI_HTTPS", default=not LINLI_DEMO)
SECURE_SSL_REDIRECT = False  # the reverse proxy's work
# How many proxies stand in front: what they say is believed, what anybody else says is not.
NINJA_NUM_PROXIES = env.int("LINLI_PROXIES", default=1 if IS_SECURE else 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE and NINJA_NUM_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_SECURE
SESSION_ENGINE = "linli.base.seal.sessions"  # keys digested and contents sealed at rest (ADR 20)
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "linli.base.ui.typed.refuse_forged"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "linli.base.identity",
    "linli.base.limits",
    "linli.base.live",
    "linli.base.once",
    "linli.base.ui",
    "linli.community.people",
    "linli.community.places",
    "linli.community.calendar",
    "linli.community.journal",
    "linli.community.notices",
    "linli.features.guides",
    "linli.features.booking",
    "linli.features.amenities",
    "linli.features.hall",
    "linli.features.appointments",
    "linli.features.devices",
    "linli.features.feedback",
    "linli.entrypoints.portal",
    "linli.entrypoints.api",
    "linli.entrypoints.jobs",
    "linli.entrypoints.demo",
    "linli.config.administration.Administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "django_otp",
    "axes",
    "allauth",
    "allauth.account",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.base.ui.middleware.PersonsLanguage",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "linli.features.devices.views.access.KnownKiosk",
    "linli.base.ui.middleware.PageForWrongMethod",
    "linli.base.ui.middleware.NotSetUpYet",
    "linli.base.ui.middleware.NoNul",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.base.ui.context.ui",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    file = BASE_DIR / "var" / ("demo.sqlite3" if LINLI_DEMO else "linli.sqlite3")
    url = env.str("LINLI_DATABASE_URL", default=f"sqlite:///{file}")
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # Correctness, not tuning: IMMEDIATE so that a rush waits instead of failing, FULL so that what was
        # acknowledged survives a power cut.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            # What was deleted is overwritten: a copy of the file is not to hold it any more.
            "PRAGMA secure_delete=ON;",
        }
    else:
        config["CONN_MAX_AGE"] = None
        config["CONN_HEALTH_CHECKS"] = True
        config.setdefault("OPTIONS", {})
        config["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}
    return config


DATABASES = {"default": _database()}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "linli.entrypoints.portal.backends.StaffBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "portal:sign_in"
LOGIN_REDIRECT_URL = "portal:mine"
LOGOUT_REDIRECT_URL = "portal:home"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the journal, by number and without network addresses
AXES_USERNAME_FORM_FIELD = "username"  # how our sign-in names it to Django; otherwise everybody would be "None"
AXES_SENSITIVE_PARAMETERS = ["code", "key"]
AXES_LOCKOUT_CALLABLE = "linli.entrypoints.portal.views.staff.as_it_is"
AXES_CLIENT_IP_CALLABLE = "linli.base.ui.addresses.counted_address"
AXES_USERNAME_CALLABLE = "linli.entrypoints.portal.browsers.counted_as"  # a browser that is known counts apart
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Linli"
LINLI_STAFF_HOURS = env.int("LINLI_STAFF_HOURS", default=12)  # how long staff stay signed in
LINLI_DEMO_PASSWORD = "linli-demo" if LINLI_DEMO else ""  # everybody knows it; printed and shown in the demo only
# Whom to ask about personal information: a name and a telephone or address, shown at /privacy/.
LINLI_CONTACT = env.str("LINLI_CONTACT", default="")

# Residents sign in with a phone number and a one-time code (django-allauth); staff with password and TOTP.
ACCOUNT_ADAPTER = "linli.entrypoints.portal.adapter.PhoneAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"

# The one-machine server reads a whole request before it lends it a thread, and sends after it has it back.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes of one form or document
LINLI_BODIES_BYTES = env.int("LINLI_BODIES_BYTES", default=64_000_000)  # of all that are being read
LINLI_BODY_SECONDS = env.float("LINLI_BODY_SECONDS", default=10.0)  # in which a body has arrived
LINLI_SEND_SECONDS = env.float("LINLI_SEND_SECONDS", default=30.0)  # in which an answer has left, and a second per 2 kB
LINLI_PDF_SECONDS = env.float("LINLI_PDF_SECONDS", default=1.5)  # that one page waits for a sheet to be drawn

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "linli_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [
    ("vendor/bootstrap", NODE_MODULES / "bootstrap" / "dist" / "css"),
    ("vendor/htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("vendor/idiomorph", NODE_MODULES / "idiomorph" / "dist"),
    ("vendor/echarts", NODE_MODULES / "echarts" / "dist"),
    ("vendor/fullcalendar", NODE_MODULES / "fullcalendar"),
    ("vendor/fullcalendar/all", NODE_MODULES / "fullcalendar" / "all"),
    ("vendor/fullcalendar/classic", NODE_MODULES / "fullcalendar" / "themes" / "classic"),
    ("vendor/fullcalendar/zh-cn", NODE_MODULES / "fullcalendar" / "locales" / "zh-cn"),
    ("vendor/temporal", NODE_MODULES / "temporal-polyfill" / "full"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("br", "gif", "gz", "jpeg", "jpg", "map", "png", "webp", "woff", "woff2", "zip")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "worker-src": ["'self'"],  # the shared worker that holds the browser's one stream; the keepers of screens
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

# Where messages to residents go: an Apprise address, in which {phone} and {text} are filled (docs/operating.md).
LINLI_SMS_URL = env.str("LINLI_SMS_URL", default="")

# Live streams: a browser holds one, however many pages are open. A process carries so many, one network address (of
# IPv6 a /64) so many of them: behind one address may be a whole estate. Who finds no room looks every so many seconds.
LINLI_STREAMS = env.int("LINLI_STREAMS", default=10_000)
LINLI_STREAMS_PER_ADDRESS = env.int("LINLI_STREAMS_PER_ADDRESS", default=400)
LINLI_STREAM_RETRY_S = env.int("LINLI_STREAM_RETRY_S", default=30)

_LOG_LEVEL = env.str("LINLI_LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_secrets": {"()": "linli.base.ui.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["without_secrets"]}},
    "root": {"handlers": ["console"], "level": _LOG_LEVEL},
}
