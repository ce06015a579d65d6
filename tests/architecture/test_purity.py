"""What each kind of file must not touch."""

import ast
import re

from tests.architecture.source import ROOT, Module, listed, modules

# Pure modules: frozen dataclasses in, results with reasons out, no Django (DESIGN.md, section 3).
PURE = (
    r"mentoring\.matching\.engine\b",
    r"mentoring\.\w+\.(schedule|pipeline|indicators)$",
    r"network\.calendars\.(slots|worktime|zones|intervals|holidays|ics|times|free|local)$",
    r"network\.forms\.(questions|answers|versions|building|faults)$",
    r"network\.core\.(engines\b.*|supervisor|bound|sorting|suppression)$",
)
# Real time is right here: leases, sign-in sessions, tokens, throttles and DTSTAMP (DESIGN.md 5.6).
REAL_TIME = {"network/core/clock.py": "the clock itself"}
OBJECTS_FORBIDDEN = re.compile(r"^(frontend/(views|forms)/.*|(network/(?!core/)|messaging/|mentoring/)(.*/)?api(_\w+)?\.py)$")


def relative(module: Module) -> str:
    return str(module.path.relative_to(ROOT))


def is_pure(module: Module) -> bool:
    return any(re.match(pattern, module.name) for pattern in PURE)


def test_pure_modules_import_no_django():
    faults = [
        f"{module.at(line)} imports {name}"
        for module in modules()
        if is_pure(module)
        for line, name in module.imports()
        if name.split(".")[0] in {"django", "rest_framework", "channels", "celery", "allauth"}
    ]
    assert not faults, listed(faults)


def test_views_forms_and_api_load_no_object_without_its_reader():
    faults = [
        f"{module.at(node.lineno)} touches .{node.attr}: ask a query of the area"
        for module in modules()
        if OBJECTS_FORBIDDEN.match(relative(module))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    ]
    assert not faults, listed(faults)


def test_views_and_forms_import_no_shortcut_around_the_queries():
    forbidden = {"django.shortcuts.get_object_or_404", "django.shortcuts.get_list_or_404", "django.shortcuts.aget_object_or_404", "django.apps.apps"}
    faults = [
        f"{module.at(line)} imports {name}"
        for module in modules()
        if OBJECTS_FORBIDDEN.match(relative(module))
        for line, name in module.imports()
        if name in forbidden
    ]
    assert not faults, listed(faults)


def names_real_time(node: ast.AST) -> bool:
    """`timezone.now`, `datetime.now`, `datetime.utcnow`, `date.today`, `auto_now=True`, `auto_now_add=True`."""
    if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
        return True
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return False
    return (node.value.id, node.attr) in {("timezone", "now"), ("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("timezone", "localdate")}


def test_domain_code_asks_the_clock():
    faults = [
        f"{module.at(getattr(node, 'lineno', 0))} reads the machine's time: ask network.core.clock"
        for module in modules()
        if relative(module) not in REAL_TIME and not module.name.startswith(("network.core.engines", "network.core.supervisor"))
        for node in ast.walk(module.tree)
        if names_real_time(node)
    ]
    assert not faults, listed(faults)


def test_no_signals_as_control_flow():
    faults = [
        f"{module.at(line)} imports {name}: call the service instead"
        for module in modules()
        for line, name in module.imports()
        if name.startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert not faults, listed(faults)


def test_only_live_touches_the_channel_layer():
    allowed = ("network.core.live", "messaging.live")
    faults = [
        f"{module.at(line)} imports {name}: publish through network.core.live"
        for module in modules()
        for line, name in module.imports()
        if name.startswith("channels.layers") and not module.name.startswith(allowed)
    ]
    assert not faults, listed(faults)


def test_views_bind_a_form_by_the_method_and_not_by_what_came_with_it():
    """`request.POST or None` takes an empty POST for a visit: nothing is said, and the one who pressed the button waits."""
    faults = [
        f'{module.at(node.lineno)} asks whether something came: ask `request.method == "POST"`'
        for module in modules()
        if module.name.startswith("frontend.views")
        for node in ast.walk(module.tree)
        if isinstance(node, (ast.BoolOp, ast.IfExp, ast.If))
        for asked in ([node.test] if not isinstance(node, ast.BoolOp) else node.values)
        if isinstance(asked, ast.Attribute) and asked.attr in {"POST", "FILES", "body"}
    ]
    assert not faults, listed(faults)
