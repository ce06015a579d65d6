import pytest
from django.db import transaction

from network.core.commit import after_commit


@pytest.mark.django_db(transaction=True)
def test_after_commit_logs_a_failure_and_goes_on(caplog):
    done = []

    def fail(what):
        raise RuntimeError(what)

    with transaction.atomic():
        after_commit(fail, "no broker")
        after_commit(done.append, 1)
        assert done == []
    assert done == [1]
    assert "no broker" in caplog.text
