"""Every setting of our own is read somewhere: one that nothing reads promises what does not happen."""

import ast
import re

from django.conf import global_settings

from tests.architecture.source import ROOT, listed, modules

# Settings of the frameworks we build on, by the beginning of their names.
THEIRS = ("ACCOUNT_", "ALLAUTH_", "AUTH_", "CELERY_", "CHANNEL_", "CONTENT_SECURITY_POLICY", "PERMISSIONS_POLICY", "PGHISTORY_", "REST_FRAMEWORK")
THEIRS += ("ASGI_APPLICATION", "ROOT_URLCONF", "SERVESTATIC_", "SPECTACULAR_", "USERSESSIONS_")


def test_every_setting_of_our_own_is_read():
    text = (ROOT / "network" / "settings.py").read_text(encoding="utf-8")
    named = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) and node.id.isupper() and isinstance(node.ctx, ast.Store)}
    ours = {name for name in named if not hasattr(global_settings, name) and not name.startswith((*THEIRS, "_"))}
    read = set(re.findall(r"settings\.([A-Z_]+)", "\n".join(module.text for module in modules())))
    used_here = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assert not (faults := sorted(ours - read - used_here)), listed(faults)
