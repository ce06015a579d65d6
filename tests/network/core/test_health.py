"""Health and metrics, as a proxy, a container and Prometheus read them."""

import pytest

pytestmark = pytest.mark.django_db


def test_live_needs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health/live").json() == {"status": "live"}


def test_ready_names_each_dependency_with_its_version(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    found = answer.json()["dependencies"]
    assert found["postgresql"]["version"].startswith("18.")
    assert found["valkey"]["version"].startswith("9.")
    assert "network 0001_initial" in found["migrations"]["version"] or "network 00" in found["migrations"]["version"]
    assert all(dependency["ok"] for dependency in found.values())
    assert "no-cache" in answer["Cache-Control"]


def test_ready_without_valkey_is_503_and_tells_no_address(client, settings):
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1"
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["dependencies"]["valkey"] == {"ok": False, "version": None}
    assert "secret" not in answer.content.decode()


def test_metrics_are_off_unless_enabled(client, settings):
    settings.METRICS = False
    assert client.get("/metrics").status_code == 404


def test_metrics_tell_the_outbox(client, settings):
    settings.METRICS = True
    text = client.get("/metrics").content.decode()
    assert 'northbridge_deliveries{state="due"} 0.0' in text
    assert "northbridge_oldest_due_delivery_seconds 0.0" in text


def test_health_answers_only_reading(client):
    assert client.post("/health/live").status_code == 405
