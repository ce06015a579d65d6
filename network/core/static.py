"""Static files: only what a page can ask for is collected, hashed and compressed.

The packages bring 36 MB (source maps, a second API browser, other versions of htmx); hashing and compressing
all of it took over a minute. What is left takes a few seconds.
"""

from django.contrib.staticfiles.apps import StaticFilesConfig
from servestatic.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    """Django's static files without what no page of ours names."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.map",
        "LICENSE*",
        "*.LICENSE.txt",
        "redoc",
        "es-bundle*",
        "oauth2-redirect*",
        "rest_framework",
        "htmx-4*",
        "htmax-4*",
        "ext",
    ]


class Storage(CompressedManifestStaticFilesStorage):
    """Does not follow the source maps that are left out; each file is kept under its hashed name only.

    So a module's imports must be rewritten to the hashed names too: unrewritten they would be 404 and the page's
    script dead, wherever files are collected (the demo, production) and nowhere else.
    """

    support_js_module_import_aggregation = True
    patterns = tuple(
        (extension, tuple(pattern for pattern in patterns if "sourceMappingURL" not in str(pattern)))
        for extension, patterns in CompressedManifestStaticFilesStorage.patterns
    )
