"""What the pages of a cohort offer: a member answers from the session's page, and the schedule begins with what is ahead."""

from datetime import timedelta

import pytest

from network.core import clock
from network.invitations.queries import answers_of

pytestmark = pytest.mark.django_db


def test_member_answers_from_the_sessions_page_until_it_begins(session, founder, coordinator, client):
    client.force_login(founder)
    page = f"/cohorts/sessions/{session.pk}/"
    way = client.get(page).context["answer_url"]
    assert way.startswith("/meetings/answer/")
    assert f'href="{way}"' in client.get(page).content.decode()
    guest = answers_of(session).get(person=founder)
    assert client.get(way).context["guest"] == guest
    assert f'href="{page}"' in client.get(way).content.decode()  # and back again
    with clock.at(session.starts_at + timedelta(minutes=1)):
        client.force_login(founder)
        assert way not in client.get(page).content.decode()
        client.force_login(coordinator)
        assert not client.get(page).context["answer_url"]


def test_schedule_begins_with_what_is_ahead_and_asks_for_what_is_not_written_down(cohort, session, founder, coordinator, client):
    record = f"/cohorts/sessions/{session.pk}/attendance/"
    client.force_login(coordinator)
    shown = client.get(f"/cohorts/{cohort.pk}/")
    assert (shown.context["ahead"], shown.context["earlier"]) == ([session], [])
    assert record not in shown.content.decode()
    with clock.at(session.ends_at):
        for person, is_asked in ((coordinator, True), (founder, False)):
            client.force_login(person)
            shown = client.get(f"/cohorts/{cohort.pk}/")
            assert (shown.context["ahead"], shown.context["earlier"]) == ([], [session])
            assert (record in shown.content.decode()) is is_asked
