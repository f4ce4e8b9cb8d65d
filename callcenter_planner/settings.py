"""Every setting, fed by `env.py`. Production is the default; `bin/start` sets what it needs."""

from datetime import timedelta
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from callcenter_planner import env

BASE_DIR = env.ROOT
VAR_DIR = env.ROOT / env.text("VAR_DIR", "var")

# Where this runs
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key()
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")
BASE_URL = env.base_url()
# Local servers were started by this project, so mails stay on this machine and may be read there.
EMBEDDED = env.flag("EMBEDDED")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", urlsplit(BASE_URL).hostname or "")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = "callcenter_planner.urls"
WSGI_APPLICATION = "callcenter_planner.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "callcenter_planner.assets.AssetsConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "template_partials",
    "projects",
    "mailroom",
    "reports",
    "stakeholders",
    "outcomes",
    "vision",
    "marketing_sync",
    "crisis",
    "callcenter_planner",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "mailroom.csrf.HiddenOriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

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
                "callcenter_planner.frame.frame",
            ],
            "builtins": ["projects.templatetags.planner"],
        },
    }
]

# One database, always PostgreSQL
DATABASE_URL = env.url(
    "DATABASE_URL",
    schemes=("postgres", "postgresql"),
    how="Set it like postgresql://user:password@127.0.0.1:5432/planner, or use bin/start with its own.",
)
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True),
}
# Compiling the plan of a short statement takes many times as long as the statement. What DATABASE_URL says
# itself (`?options=…`) comes later and so counts.
_options = DATABASES["default"].setdefault("OPTIONS", {})
_options["options"] = f"-c jit=off {_options.get('options', '')}".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The broker, and what may be forgotten
REDIS_URL = env.url(
    "REDIS_URL",
    schemes=("redis", "rediss", "redis+socket"),
    how="Set it like redis://127.0.0.1:6379/0, or use bin/start, which brings its own.",
)
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A bell that cannot ring must not hold up the page that rang it.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "connect_retries_timeout": 2,
    "global_keyprefix": env.text("REDIS_PREFIX", "planner:"),
}
# What takes seconds or minutes waits in a line of its own, so that no mail ever waits behind it. A worker
# that is not told `--queues` serves both.
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = {name: {"exchange": name, "routing_key": name} for name in ("celery", "long")}
CELERY_TASK_ROUTES = {
    name: {"queue": "long"}
    for name in (
        "reports.tasks.render",
        "marketing_sync.tasks.forecast",
        "callcenter_planner.tasks.take_in",
        "callcenter_planner.tasks.sweep",
        "callcenter_planner.tasks.remove_deleted",
        "callcenter_planner.tasks.forget_old_words",
    )
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.number("WORKER_MEMORY_KIB", 200_000)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "mailroom-sweep": {"task": "mailroom.tasks.sweep", "schedule": timedelta(minutes=1)},
    "mailroom-audit": {"task": "mailroom.tasks.audit", "schedule": timedelta(minutes=1)},
    "daily-digests": {"task": "mailroom.tasks.digests", "schedule": timedelta(minutes=10)},
    "reports-sweep": {"task": "reports.tasks.sweep", "schedule": timedelta(minutes=1)},
    "stakeholder-clock": {"task": "stakeholders.tasks.clock", "schedule": timedelta(minutes=5)},
    "vision-clock": {"task": "vision.tasks.clock", "schedule": timedelta(minutes=5)},
    "launch-alerts": {"task": "marketing_sync.tasks.clock", "schedule": timedelta(minutes=1)},
    "outcome-readings": {"task": "outcomes.tasks.clock", "schedule": timedelta(hours=1)},
    "crisis-preparation": {"task": "crisis.tasks.preparation", "schedule": timedelta(hours=1)},
    "crisis-broadcasts": {"task": "crisis.tasks.clock", "schedule": timedelta(minutes=1)},
    "crisis-days": {"task": "crisis.tasks.daily_clock", "schedule": timedelta(minutes=10)},
    "arrivals": {"task": "callcenter_planner.tasks.sweep", "schedule": timedelta(minutes=1)},
    "deleted-projects": {"task": "callcenter_planner.tasks.remove_deleted", "schedule": timedelta(hours=1)},
    "old-words": {"task": "callcenter_planner.tasks.forget_old_words", "schedule": timedelta(hours=6)},
    "clear-sessions": {"task": "projects.tasks.clear_sessions", "schedule": crontab(hour="3", minute="17")},
}

# Mail: everything leaves by the outbox, through this server
MAIL_SERVER = env.mail_server()
MAIL_FROM = env.text("MAIL_FROM", "planner@example.org")
# At most so many connections, used only while the server answers slowly.
MAIL_CONNECTIONS = env.number("MAIL_CONNECTIONS", 16, least=1, most=64)
# Seconds after which a message whose worker was lost is taken up again.
MAIL_LEASE = env.number("MAIL_LEASE", 60, least=1, most=3600)
# How often a mail is tried, and the seconds before the second attempt; the wait doubles each time.
MAIL_ATTEMPTS = env.number("MAIL_ATTEMPTS", 10, least=1, most=50)
MAIL_BACKOFF = env.number("MAIL_BACKOFF", 60, least=1, most=3600)
# Hosts that a project's webhooks may call: public ones by https; and those inside, by their own decision.
WEBHOOK_HOSTS = [host.lower() for host in env.names("WEBHOOK_HOSTS")]
WEBHOOK_PRIVATE_HOSTS = [host.lower() for host in env.names("WEBHOOK_PRIVATE_HOSTS")]
# Nothing may go around the outbox: Django's own mail functions reach nobody.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = MAIL_FROM

# Who may ask for a new personal link: functions (email) -> list[(PersonalLink, name)], one an app
LINK_FINDERS = [
    "stakeholders.mail.links_for",
    "outcomes.mail.links_for",
    "marketing_sync.mail.links_for",
    "marketing_sync.mail_briefs.links_for",
    "vision.mail.links_for",
    "crisis.mail.links_for",
]

# Who must know that two stakeholders became one person, or two again: functions (into=, gone=)
MERGE_FOLLOWERS = ["vision.actions.people_merged"]

# What else control charts mark: functions (project, first, last) -> list[outcomes.queries.Mark], one an app
OUTCOME_MARKS = ["callcenter_planner.measuring.launch_marks"]
# What measures are read from by themselves: functions (project) -> (so many, of so many) or None
OUTCOME_SOURCES = {
    "answer_share": "callcenter_planner.measuring.answer_share",
    "first_to_know": "callcenter_planner.measuring.first_to_know",
    "readiness": "callcenter_planner.measuring.readiness",
}
# The same of what is known of each day: functions (project, first, last) -> {day: (so many, of so many)}
OUTCOME_HISTORIES = {"service_level": "callcenter_planner.measuring.service_level"}

# People and sessions
AUTH_USER_MODEL = "projects.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "projects:start"
SESSION_ENGINE = "projects.sessions"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "callcenter_planner.errors.csrf_failure"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "callcenter_planner.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# One address for one person: a new one replaces the old when it was confirmed.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A whole hospital may sign in from one address, so what is counted by address is wide and what is counted by
# account is narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "120/m/ip,10/5m/key",
    "reset_password": "120/m/ip,3/10m/key",
    "reset_password_from_key": "60/m/ip",
    "signup": "60/m/ip",
}
USERSESSIONS_TRACK_ACTIVITY = False
MFA_ADAPTER = "callcenter_planner.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Callcenter Planner"
# Browsers allow passkeys without TLS on localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SOCIALACCOUNT_ADAPTER = "callcenter_planner.accounts.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
# OIDC_TRUST_EMAIL says whether an address that the organisation vouches for opens the account that has it.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": env.openid_connect()}}

# What the browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Signing in through the organisation is a form that leads there.
        "form-action": [SELF, *env.origins("OIDC_ISSUER")],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_SSL_REDIRECT = HTTPS and env.flag("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, most=10)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Words, times, pictures
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", BASE_DIR / "node_modules/bootstrap/dist"),
    ("htmx", BASE_DIR / "node_modules/htmx.org/dist"),
    ("sortablejs", BASE_DIR / "node_modules/sortablejs"),
    ("inter", BASE_DIR / "node_modules/@fontsource-variable/inter/files"),
    ("source-serif", BASE_DIR / "node_modules/@fontsource-variable/source-serif-4/files"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Each process keeps what it rendered; nothing that must be shared or kept is in here.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# What reports there are, and who draws them
REPORT_KINDS = {
    "vision": "vision.chapter.vision_report",
    "vision_preview": "vision.chapter.vision_preview",
    "coverage": "stakeholders.chapter.coverage_report",
    "outcome": "outcomes.chapter.outcome_report",
    "book": "callcenter_planner.book.project_book",
    "after_action": "crisis.chapter.after_action",
    "brief": "marketing_sync.chapter.brief_report",
    "crisis_pack": "crisis.chapter.pack",
    "whole_project": "callcenter_planner.whole.chapter.whole_project",
}

# Reports that whoever has their share link can also read as a page: the view, called with the link's token.
REPORT_PAGES = {"vision": "vision:shared_version"}

# Reports that hold what only leads may read, private answers included: nobody else sees or shares them.
LEAD_REPORT_KINDS = ["whole_project"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"redact": {"()": "mailroom.redact.RedactTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redact"]},
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Scanners ask for every name; they get their 400 without a traceback in the log.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
