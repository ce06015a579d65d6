"""A name that is not ours is a line in the log, not a page of it."""

import logging

from django.test import Client


def test_foreign_host_is_one_warning_without_a_traceback(db, caplog):
    with caplog.at_level(logging.INFO, logger="django.security.DisallowedHost"):
        assert Client(raise_request_exception=False).get("/", headers={"host": "elsewhere.example"}).status_code == 400
    said = [record for record in caplog.records if record.name == "django.security.DisallowedHost"]
    assert said
    assert {(record.levelname, record.exc_info) for record in said} == {("WARNING", None)}
