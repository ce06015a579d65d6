"""The one settings file. Everything that differs between installations comes from the environment."""

from datetime import timedelta
from pathlib import Path

import django.conf.locale
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from network.core import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

DEMO = env.flag("DEMO")
DEBUG = env.flag("DEBUG")
# The demo and a developer's checkout start without secrets; anything else needs its own.
_OPEN = DEMO or DEBUG or env.flag("TESTING") or env.flag("EMBEDDED") or not env.text("DATABASE_URL")
SECRET_KEY = env.secret("SECRET_KEY", needed=not _OPEN, fallback="northbridge-demo-only-not-a-secret-0123456789")
SECRET_KEY_FALLBACKS = env.secrets("SECRET_KEY_OLD")  # no longer sign, but what they signed still opens
FIELD_KEYS = env.secrets("FIELD_KEYS") or [SECRET_KEY]
CLOCK_MOVES = DEMO or env.flag("TESTING")

BASE_URL = env.url("BASE_URL", f"http://127.0.0.1:{env.integer('PORT', 8000, least=1, most=65535)}", schemes=("http", "https")).rstrip("/")
HOST = BASE_URL.split("//", 1)[1]
SECURE = BASE_URL.startswith("https:")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or [HOST.rsplit(":", 1)[0], "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "frontend.views.errors.csrf_failure"

DATABASE_URL = env.url("DATABASE_URL", "postgresql://northbridge@127.0.0.1:5432/northbridge", schemes=("postgres", "postgresql"))
REDIS_URL = env.url("REDIS_URL", "redis://127.0.0.1:6379", schemes=("redis", "rediss", "unix")).rstrip("/")
EMAIL_URL = env.url("EMAIL_URL", "", schemes=("smtp", "smtps", "smtp+tls"))

# --- what it is made of ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "network.core.static.StaticFiles",
    "django.forms",
    "template_partials.apps.SimpleAppConfig",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "lucide",
    "csp",
    "pgtrigger",
    "pghistory",
    # the floors from the ground up: history needs each package's models module before its areas are read by another
    "network",
    "messaging",
    "mentoring",
    "frontend",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
]
ROOT_URLCONF = "network.urls"
ASGI_APPLICATION = "network.asgi.application"
# Upper packages by name, so that nothing here imports upwards.
WEBSOCKET_CONSUMER = "messaging.live.consumer.Consumer"
LIVE_PACE = env.integer("LIVE_PACE", 20, least=1, most=1_000_000)  # frames a second that one page may send; three times as many at once
NOTIFICATIONS = "network.notifications.services"
# Kind of a mail → what it says when it leaves (person, context → context, or None when nothing is left to tell).
MAIL_FRESHENED = {"digest": "network.notifications.digests.freshened", "message.unread": "messaging.reminders.freshened"}
APPOINTED = ["mentoring.matching.contests.notices.appointed"]  # who acts when somebody becomes a coordinator or manager, in the same transaction
RELIEVED = ["mentoring.matching.contests.notices.relieved"]  # the same for who is none any more
# Whose invitation was answered → the module that acts on it (`lock`, `follow`).
ANSWERED_BY = {
    "cohortsession": "mentoring.cohorts.answering",
    "investormeeting": "mentoring.investors.answering",
    "session": "mentoring.mentorships.answering",
}
PROGRAMMES_OF = ["mentoring.profiles.queries.programmes_mentored_by"]  # a person → keys of programmes they belong to besides
PARTNER_LEFT = [
    "mentoring.cohorts.leaving.programme_left",
    "mentoring.referrals.services.partner_left",
    "mentoring.requests.approvals.partner_left",
    "messaging.leaving.programme_left",
]  # who acts when an organisation has left a programme, in the same transaction
APPROVAL_ENDED = ["mentoring.referrals.loans.approval_ended", "mentoring.requests.approvals.approval_ended"]  # a mentor leaves a programme: likewise
MEMBERSHIP_ENDED = [  # who acts on it, in the same transaction
    "mentoring.mentorships.contacts.member_left",
    "mentoring.investors.leaving.member_left",
    "mentoring.plans.leaving.member_left",
    "mentoring.cohorts.leaving.member_left",
    "messaging.leaving.member_left",
    "mentoring.matching.contests.notices.relieved",  # the appointments end with it
]
PROGRAMME_LEFT = [
    "mentoring.cohorts.leaving.programme_left",
    "messaging.leaving.programme_left",
]  # who acts when a company or a coordinator leaves a programme, in the same transaction
JOB_TASKS: dict[str, str] = {
    "call-release": "mentoring.release_decisions",
    "demo": "mentoring.enact_demo",
    "match-run": "mentoring.solve_match_run",
    "match-publish": "mentoring.publish_match_run",
    "weight-preview": "mentoring.preview_weights",
}  # kind of a job → the task that does it
PEOPLE_OF = ["mentoring.profiles.queries.mentors_in"]  # PROGRAMMES_OF the other way round: a programme → keys of its people besides
PROGRAMME_CLONERS = [  # what takes over its part when a programme is cloned: called with source, target and by, in the same transaction
    "mentoring.calls.cloning.clone",
    "mentoring.followups.cloning.clone",
    "mentoring.matching.weights.cloning.clone",
    "mentoring.plans.cloning.clone",
]
PROGRAMME_RUNNING = [  # programme → sentences on what still goes on in it, so that it cannot be archived yet
    "mentoring.calls.queries.running_in",
    "mentoring.cohorts.queries.running_in",
    "mentoring.investors.queries.running_in",
    "mentoring.matching.runs.queries.running_in",
    "mentoring.mentorships.queries.running_in",
    "mentoring.plans.queries.running_in",
    "mentoring.referrals.queries.running_in",
    "mentoring.requests.queries.running_in",
]
# Kind of a job → who follows it besides its owner (dotted name, job → keys of people), asked anew for every step.
JOB_WATCHERS = {
    "match-publish": "mentoring.matching.runs.queries.watchers_of",
    "match-run": "mentoring.matching.runs.queries.watchers_of",
}
MATCH_RUN_COHORTS = "mentoring.cohorts.whole_match.named"  # a reader and runs → key and name of the cohorts that each was over
JOB_LABELS = {
    "call-release": _("The decisions of a call are leaving"),
    "demo": _("The demo network is being enacted"),
    "match-publish": _("A match run is being published"),
    "match-run": _("Requests and mentors are being matched"),
    "weight-preview": _("Other weights are being tried out"),
}
APPLICATIONS_REVIEWED_BY = ["mentoring.reviews.queries.read_by"]  # a person → keys of applications that they review
APPLICATION_GUARDS = ["mentoring.reviews.guards.GUARDS"]  # lists of guards (`mentoring.calls.guards.Guard`) that a way of a pipeline can require besides
APPLICATION_KEPT_BACK = ["mentoring.reviews.queries.kept_back"]  # an application → keys of questions whose answers its reviewers do not read
APPLICATION_MOVED = [
    "mentoring.reviews.deciding.moved",
    "mentoring.cohorts.intake.moved",
]  # who acts when an application was moved (its `Move`), in the same transaction
CALL_COPIED = ["mentoring.reviews.copying.copied"]  # who adds to a call that is made from another (`source`, `target`), in the same transaction
CALL_REVIEWERS = ["mentoring.reviews.queries.people_reviewing"]  # a call, and one of its applications or None → keys of people who review in it

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so that lengths tell nothing (BREACH); tokens are masked
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "network.accounts.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "network.audit.middleware.HistoryMiddleware",
    "frontend.middleware.DomainErrorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "frontend.context.page",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "template_partials.templatetags.partials", "lucide.templatetags.lucide"],
        },
    }
]
FORM_RENDERER = "frontend.forms.renderer.Renderer"

# --- data -----------------------------------------------------------------------------------------
DATABASES = {"default": env.database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"{REDIS_URL}/1"}}
CHANNEL_LAYERS = {
    # The pub/sub layer, and no read timeout: redis-py's default of five seconds would end idle sockets.
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [{"address": f"{REDIS_URL}/2", "socket_timeout": None}]}}
}
FILES_ROOT = VAR / "test" / "files" if env.flag("TESTING") else VAR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {  # network.files alone reads and writes it; no address leads there
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    # the tests serve the sources: no collected copies, no manifest
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if env.flag("TESTING") else "network.core.static.Storage"},
}
SERVESTATIC_USE_FINDERS = SERVESTATIC_AUTOREFRESH = env.flag("TESTING")
SERVESTATIC_KEEP_ONLY_HASHED_FILES = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
# What people put there: who may open it, by what it is for (person, file → yes, no, or the name it has for them).
FILE_OWNERS = {"application": "mentoring.calls.files.may_read", "message": "messaging.attachments.may_read"}
FILE_GROUPS: dict[str, tuple[str, ...]] = {}  # what it is for → the groups of kinds that are taken (network.files.kinds); all where nothing stands
FILE_SETTLED = {"message": "messaging.services.file_settled"}  # what it is for → who hears that the virus check is through with a file, after commit
FILE_BYTES = env.integer("FILE_LARGEST_MB", 10, least=1, most=60) * 1_000_000
REQUEST_BYTES = env.integer("REQUEST_LARGEST_MB", 64, least=2, most=1000) * 1_000_000  # more is refused before it is read
FILE_SCANNER = env.text("FILE_SCANNER")  # clamd://host:port, or the dotted name of a function; nothing: no virus check
MATRIX_ROOT = VAR / "matrix"  # mentors as arrays; whatever is lost here is made anew

# --- background work: the database is the queue of record, Celery only wakes ------------------------
CELERY_BROKER_URL = f"{REDIS_URL}/0"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "unacked_restore_throttle": 1}
CELERY_TASK_DEFAULT_QUEUE = "northbridge"
MESSAGE_REMINDER_AFTER = timedelta(minutes=2)  # unread for so long, and the reader away for so long: told by mail
MESSAGE_REMINDER_AGAIN = timedelta(minutes=30)  # who was told and has not come back is told of new ones no sooner

# --- people ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "network.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
if env.flag("TESTING"):
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the slow one costs the suite minutes
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "network.notifications.account_adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "add_email": "frontend.forms.accounts.AddEmailForm",
    "change_password": "frontend.forms.accounts.ChangePasswordForm",
    "confirm_login_code": "frontend.forms.accounts.ConfirmLoginCodeForm",
    "login": "frontend.forms.accounts.LoginForm",
    "reauthenticate": "frontend.forms.accounts.ReauthenticateForm",
    "request_login_code": "frontend.forms.accounts.RequestLoginCodeForm",
    "reset_password": "frontend.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "frontend.forms.accounts.ResetPasswordKeyForm",
    "set_password": "frontend.forms.accounts.SetPasswordForm",
    "signup": "frontend.forms.accounts.SignupForm",
}
ACCOUNT_SIGNUP_REDIRECT_URL = "onboarding"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXIES", 0, most=5)
USERSESSIONS_TRACK_ACTIVITY = False

# --- languages, time ------------------------------------------------------------------------------
# Django has no Northern Sámi. The three codes are Northern Sámi over the language of the country.
for _code in ("se", "se-fi", "se-se", "se-no"):
    django.conf.locale.LANG_INFO[_code] = {"bidi": False, "code": _code, "name": "Northern Sámi", "name_local": "davvisámegiella"}
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fi", _("Finnish")),
    ("sv", _("Swedish")),
    ("nb", _("Norwegian Bokmål")),
    ("se-fi", _("Northern Sámi (Finland)")),
    ("se-se", _("Northern Sámi (Sweden)")),
    ("se-no", _("Northern Sámi (Norway)")),
]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "frontend" / "locale"]
FORMAT_MODULE_PATH = ["frontend.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- mail -----------------------------------------------------------------------------------------
_DOMAIN = HOST.rsplit(":", 1)[0]
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", f"Northbridge <northbridge@{'northbridge.example' if _DOMAIN[0].isdigit() else _DOMAIN}>")
vars().update(env.mail(EMAIL_URL))
# Where mails about messages are answered, and how the answers come in: posted by a mail server, or fetched from a mailbox.
REPLY_ADDRESS = env.mailbox("REPLY_ADDRESS", "reply@northbridge.example" if DEMO else "", longest=10)
INBOUND_MAIL_SECRET = env.secret("INBOUND_MAIL_SECRET", needed=False, fallback="")
IMAP_URL = env.url("IMAP_URL", "", schemes=("imap", "imaps", "imap+tls"))
TAKE_MAIL = "messaging.inbound.taking.take"  # a mail as it came → what became of it
# How long a worker may hold a mail before another takes it over; longer than the mail server's slowest answer.
OUTBOX_LEASE_SECONDS = env.integer("OUTBOX_LEASE_SECONDS", 300, least=1, most=3600)

# --- API ------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["network.accounts.authentication.TokenAuthentication", "network.accounts.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["network.core.parsing.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "network.core.pagination.Pagination",
    "DEFAULT_SCHEMA_CLASS": "network.core.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle", "rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.text("API_RATE", "1200/min"), "anon": env.text("API_RATE_ANONYMOUS", "60/min")},
    "EXCEPTION_HANDLER": "network.core.problems.exception_handler",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Northbridge",
    "DESCRIPTION": "Cross-border mentoring and incubation. Errors are RFC 9457 problem details; lists are paged by cursor.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [],  # enumerations stand where they are used: many areas have a `state`, and no name would fit them all
}

# --- security -------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY = {"camera": [], "geolocation": [], "microphone": [], "payment": [], "usb": []}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_SSL_REDIRECT = False  # the proxy does it
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576  # a form or a JSON body; more is refused before it is read
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- operations -----------------------------------------------------------------------------------
METRICS = env.flag("METRICS")
# Functions that yield metric families, by name.
METRICS_COLLECTORS = ["network.notifications.metrics.collect"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"one-line": {"()": "network.core.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "django.channels.server": {"level": "WARNING"},
        "django.security.DisallowedHost": {"filters": ["one-line"]},
    },
}
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = None  # set per tracked model, see network.audit.tracking
SILENCED_SYSTEM_CHECKS: list[str] = []
