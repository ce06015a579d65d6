"""The pages of investor meetings: set up, sent, answered, recorded."""

from datetime import timedelta

import pytest
from django.test import Client

from mentoring.investors.models import InvestorMeeting
from network.calendars import services as calendars
from network.core import clock
from network.invitations.models import Attendee
from network.ledger.models import SupportRecord
from network.programmes.models import Participation
from tests.mentoring.investors.conftest import _begun, invited, meeting, monday  # noqa: F401

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled(firm, investor, **changes: object) -> dict:
    pair = Participation.objects.get(organisation=firm)
    fields = {
        "company": str(pair.pk), "title": "Sund möter Norrsken", "about": "", "starts_at": "2027-02-15T10:00", "minutes": "45", "place": "Vaasa", "link": "",
        "investors": [str(investor.pk)], "email": "ida@fond.example", "name": "Ida Fond", "language": "nb", "country": "NO", "attends": "on",
    }  # fmt: skip
    return fields | changes


def test_meeting_is_set_up_on_the_coordinators_clock_and_sent(coordinator, incubator, company, investor, programme):
    client = client_of(coordinator)
    answer = client.post("/investor-meetings/new/", filled(company, investor))
    assert answer.status_code == 302, answer.content.decode()
    made = InvestorMeeting.objects.get()
    assert made.starts_at.hour == 9  # ten in Umeå
    page = client.get(answer["Location"]).content.decode()
    assert "Ida Fond" in page
    assert client.post(f"/investor-meetings/{made.pk}/invite/").status_code == 302
    made.refresh_from_db()
    assert made.state == "invited"


def test_what_was_typed_stays_beside_the_error(coordinator, incubator, company, investor, programme):
    for changes, status in (({"starts_at": "2027-03-28T02:30"}, 400), ({"place": ""}, 400), ({"email": "nobody"}, 400), ({"company": "x"}, 400)):
        answer = client_of(coordinator).post("/investor-meetings/new/", filled(company, investor, **changes))
        assert answer.status_code == status
        assert "Sund möter Norrsken" in answer.content.decode()
    assert not InvestorMeeting.objects.exists()


def test_taken_time_offers_free_ones(meeting, coordinator, investor, monday):  # noqa: F811
    calendars.book([investor], monday, monday + timedelta(hours=1), source=investor, by=investor)
    client = client_of(coordinator)
    answer = client.post(f"/investor-meetings/{meeting.pk}/invite/")
    assert answer.status_code == 409
    slot = answer.context["slots"][0]
    assert client.post(f"/investor-meetings/{meeting.pk}/move/", {"starts_at": slot.isoformat()}).status_code == 302
    assert client.post(f"/investor-meetings/{meeting.pk}/invite/").status_code == 302
    assert client.post(f"/investor-meetings/{meeting.pk}/move/", {"starts_at": "soon"}).status_code == 400


def test_investor_and_company_see_time_people_and_answers(invited, investor, founder, outsider):  # noqa: F811
    Attendee.objects.filter(person=founder).update(answer="accepted")
    for user in (investor, founder):
        page = client_of(user).get(f"/investor-meetings/{invited.pk}/")
        assert page.status_code == 200
        assert "Elli Lund" in page.content.decode()
        assert "/edit/" not in page.content.decode()
        assert invited.title in client_of(user).get("/investor-meetings/").content.decode()
    assert client_of(outsider).get(f"/investor-meetings/{invited.pk}/").status_code == 404


def test_guest_answers_from_the_meetings_page(invited, investor):  # noqa: F811
    """The home page's step leads here: no dead end for whoever has no mail at hand."""
    client = client_of(investor)
    address = f"/investor-meetings/{invited.pk}/"
    page = client.get(address)
    link = page.context["answer_url"]
    assert f'href="{link}"' in page.content.decode()
    shown = client.get(link)
    assert (shown.status_code, f'href="{address}"' in shown.content.decode()) == (200, True)
    with clock.at(invited.ends_at):
        assert client.get(address).context["answer_url"] == ""


def test_people_and_documents_come_and_go(invited, coordinator, company, investor):  # noqa: F811
    client, url = client_of(coordinator), f"/investor-meetings/{invited.pk}/"
    newcomer = {"email": "ida@fond.example", "name": "Ida", "language": "nb", "country": "NO"}
    assert client.post(f"{url}newcomers/", newcomer).status_code == 302
    assert client.post(f"{url}newcomers/", newcomer).status_code == 409
    assert client.post(f"{url}newcomers/", newcomer | {"email": "x"}).status_code == 400
    assert client.post(f"{url}documents/", {"document_title": "Plan", "document_url": "https://x.example/plan"}).status_code == 302
    assert client.post(f"{url}documents/", {"document_title": "Plan", "document_url": "javascript:x"}).status_code == 400
    document, participant = invited.documents.first(), invited.people.get(person=investor)
    assert client.post(f"{url}documents/{document.pk}/remove/").status_code == 302
    assert client.post(f"{url}people/{participant.pk}/remove/").status_code == 302
    assert client.post(f"{url}people/", {"person": f"investor:{investor.pk}"}).status_code == 302
    assert invited.people.filter(removed_at=None).count() == 4


def test_record_is_asked_for_after_the_meeting(invited, coordinator, monday):  # noqa: F811
    client, url = client_of(coordinator), f"/investor-meetings/{invited.pk}/record/"
    assert client.get(url).status_code == 409
    with clock.at(monday + timedelta(hours=2)):
        assert client.get(url).status_code == 200
        assert client.post(url, {"happened": "held", "minutes": "", "outcome": "Bra"}).status_code == 400
        assert client.post(url, {"happened": "held", "minutes": "40", "outcome": "Bra"}).status_code == 302
    assert SupportRecord.objects.get().minutes == 40


def test_second_tab_of_a_meeting_overwrites_nothing_unseen(meeting, coordinator):  # noqa: F811
    client, address = client_of(coordinator), f"/investor-meetings/{meeting.pk}/edit/"
    said = {
        "title": meeting.title,
        "starts_at": "2027-02-15T09:00",
        "minutes": "45",
        "link": meeting.link,
        "was": client.get(address).context["form"]["was"].value(),
    }
    assert client.post(address, said | {"about": "First tab"}).status_code == 302
    late = client.post(address, said | {"place": "Vaasa"})
    assert (late.status_code, "First tab" in late.context["form"].errors["about"][0], late.context["form"]["place"].value()) == (409, True, "Vaasa")
    assert InvestorMeeting.objects.get().about == "First tab"
