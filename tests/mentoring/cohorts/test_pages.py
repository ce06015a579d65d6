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


def test_second_tab_of_a_cohort_or_a_session_overwrites_nothing_unseen(cohort, session, coordinator, client):
    client.force_login(coordinator)
    whole = {"languages": ["en"], "names_en": "Spring 2027", "starts_on": "2027-02-10", "ends_on": "2027-06-10", "time_zone": "Europe/Stockholm"}
    one = {"title": "Pricing", "starts_at": "2027-02-17T10:00", "ends_at": "2027-02-17T12:00", "place": "Umeå"}
    for address, mark, said, field in (
        (f"/cohorts/{cohort.pk}/edit/", "revision", whole, "abouts_en"),
        (f"/cohorts/sessions/{session.pk}/edit/", "was", one, "about"),
    ):
        said |= {mark: client.get(address).context["form"][mark].value()}
        assert client.post(address, said | {field: "First tab"}).status_code == 302
        late = client.post(address, said | {field: "Second tab"})
        form = late.context["form"]
        assert (late.status_code, "First tab" in form.errors[field.removesuffix("_en")][0]) == (409, True)
        assert "Second tab" in late.content.decode()
        assert client.post(address, said | {field: "Both", mark: form[mark].value()}).status_code == 302
