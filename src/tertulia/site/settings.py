"""Django's settings. What a person may choose comes from the environment; nothing else varies.

TERTULIA_HOME      the data folder
TERTULIA_DATABASE  postgresql://user:password@host/name for the desk, in place of SQLite
TERTULIA_HOSTS     names under which Tertulia is reached, comma-separated
TERTULIA_HTTPS     1 where a proxy in front speaks HTTPS
TERTULIA_TIME_ZONE the workspace's time zone, such as Europe/Madrid; without it the machine's
TERTULIA_COLLECT   0 where `tertulia up` shall not read the sources
TERTULIA_PUBLISH   0 where `tertulia up` shall not publish what is due
TERTULIA_GRACE_MINUTES  how late a publication may go out without asking a person; without it 15
TERTULIA_SAMPLE    1 for the demo's workspace (set by `tertulia demo`)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from tertulia.home import Home
from tertulia.site.zone import workspace_zone

SITE = Path(__file__).parent
PACKAGE = SITE.parent
HOME = Home.of()
HTTPS = os.environ.get("TERTULIA_HTTPS") == "1"
TERTULIA_SAMPLE = os.environ.get("TERTULIA_SAMPLE") == "1"


def _secret_key() -> str:
    """The folder's own key, made on first use; readable by its owner alone."""
    home = Home.of()
    if not home.secret.exists():
        home.ensure()
        _create(home.secret, secrets.token_urlsafe(64))
    return home.secret.read_text().strip()


def _create(path: Path, text: str) -> None:
    # Written whole beside its place, then linked there: of two processes that start together one wins.
    scratch = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(scratch, path)
    except FileExistsError:
        return
    finally:
        scratch.unlink()


def _database() -> dict[str, Any]:
    address = urlsplit(os.environ.get("TERTULIA_DATABASE", ""))
    if address.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(address.path.lstrip("/")),
            "USER": unquote(address.username or ""),
            "PASSWORD": unquote(address.password or ""),
            "HOST": address.hostname or "",
            "PORT": address.port or "",
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME.desk,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _folders(name: str) -> list[Path]:
    # A slice's parts have folders of their own; `understand` is no Django app, because Django would import
    # its module of models, Numba and all, at every start.
    return sorted({*PACKAGE.glob(f"*/*/{name}"), *PACKAGE.glob(f"understand/{name}")})


# Read when first signed with: importing the settings (type checking, --help) makes no data folder.
SECRET_KEY = SimpleLazyObject(_secret_key)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TERTULIA_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ROOT_URLCONF = "tertulia.site.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "tertulia.team",
    "tertulia.listen",
    "tertulia.plan",
    "tertulia.act",
    "tertulia.site",
]
MIDDLEWARE = [
    "tertulia.site.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tertulia.site.middleware.language",
    "tertulia.site.middleware.same_origin",
    "tertulia.site.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tertulia.site.middleware.toasts",
    "tertulia.site.middleware.problems",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": _folders("templates"),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tertulia.site.context.shell",
            ],
            "builtins": ["tertulia.site.templatetags.shell"],
        },
    }
]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FILE_UPLOAD_TEMP_DIR = HOME.temporary if HOME.temporary.is_dir() else None
FILE_UPLOAD_PERMISSIONS = 0o600

AUTH_USER_MODEL = "team.Person"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

_COOKIES = ("__Host-" if HTTPS else "") + ("tertulia_sample" if TERTULIA_SAMPLE else "tertulia")
SESSION_COOKIE_NAME = f"{_COOKIES}_session"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{_COOKIES}_csrf"
CSRF_FAILURE_VIEW = "tertulia.site.error_pages.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LANGUAGE_COOKIE_NAME = "tertulia_language"
LANGUAGE_COOKIE_AGE = 31_536_000
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = workspace_zone()
LOCALE_PATHS = sorted(PACKAGE.glob("**/locale"))

STATIC_URL = "static/"
STATICFILES_DIRS = _folders("static")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "tertulia.site.logs.HideSecrets"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["secrets"], "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "tertulia": {"level": "INFO"},
    },
}
