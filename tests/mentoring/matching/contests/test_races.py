"""A question and an appointment at the same moment: the new coordinator hears of the question one way or the other."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from mentoring.matching.contests import notices
from mentoring.matching.contests import services as contests
from network.core import clock
from network.notifications.models import Delivery
from network.organisations.models import Membership
from network.programmes.services import appoint
from tests.mentoring.requests.conftest import opened
from tests.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("incubator")]


def test_question_and_appointment_at_once_do_not_miss_each_other(company, founder, programme, programme_manager, incubator, noon, monkeypatch):
    later = person("Later")
    Membership.objects.create(person=later, organisation=incubator)
    with clock.at(noon):
        request = opened(company, founder, programme)
    tell, done = notices.contested, []

    def appointing() -> None:
        try:
            with clock.at(noon + timedelta(minutes=1)):
                done.append(appoint(by=programme_manager, programme=programme, person=later, organisation=incubator, role="coordinator"))
        finally:
            connection.close()

    thread = Thread(target=appointing)

    def told_then_appointed(contest) -> None:
        """The question has been told to those of now, and is not committed; the appointment begins, and ends or waits."""
        tell(contest)
        thread.start()
        while thread.is_alive() and not _waits():
            thread.join(0.01)

    monkeypatch.setattr(notices, "contested", told_then_appointed)
    with clock.at(noon):
        contests.contest(request=request, by=founder, about="list", text="Nobody here knows my trade.")
    thread.join(60)
    assert done
    assert Delivery.objects.filter(kind="match.contest-waiting", person=later).count() == 1


def _waits() -> bool:
    """Whether somebody waits for a lock; of another database's the test only goes on sooner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]
