"""Static files: only what a page can ask for is collected, hashed and compressed; our own without comments.

The packages bring 36 MB (source maps, a second API browser, other versions of htmx); hashing and compressing
all of it took over a minute. What is left takes a few seconds.
"""

import rcssmin
import rjsmin
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.files.base import ContentFile, File
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


OURS = "frontend/"  # other packages' files are sent as they came: whether they survive is not for our tests to know
LEAN = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


def lean(name: str, content: bytes) -> bytes:
    """What is sent of one of our stylesheets or scripts: no comment and no idle white space; any other file as it is.

    A script may hold neither a template within a template nor a regular expression right behind an arrow, which would
    not come through; a test compares each script's syntax tree before and after.
    """
    for suffix, leaner in LEAN.items():
        if name.startswith(OURS) and name.endswith(suffix):
            return leaner(content.decode()).encode()
    return content


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

    def _save(self, name: str, content: File) -> str:
        if name.startswith(OURS):
            content.seek(0)
            content = ContentFile(lean(name, content.read()))
        return super()._save(name, content)
