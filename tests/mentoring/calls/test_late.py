"""Too late is too late to the second, on whatever clock the writer reads: across the change of clocks, and for who was asked in from another zone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from mentoring.calls import co_applicants, handing, writing
from mentoring.calls.models import Application, Call
from network.core import clock
from network.core.errors import Conflict

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
# On the night of 31 October 2027 clocks go back: 03:30 comes twice in Helsinki, 02:30 twice in Stockholm. On 28 March one hour is missing.
NIGHTS = {
    "03:30 in Helsinki, the first time": (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "03:30", "02:30"),
    "03:30 in Helsinki, the second time": (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "03:30", "02:30"),
    "the missing hour": (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "04:00", "03:00"),
}


@pytest.mark.parametrize("night", NIGHTS)
def test_late_at_the_change_of_clocks(night, filled, founder, outsider, call):
    closes, helsinki, stockholm = NIGHTS[night]
    Call.objects.filter(pk=call.pk).update(closes_at=closes, time_zone="Europe/Helsinki")
    asked = co_applicants.ask_in(application=filled, by=founder, email=outsider.email)
    founder.time_zone, outsider.time_zone = "Europe/Helsinki", "Europe/Stockholm"
    for person in (founder, outsider):
        person.languages = ["en"]
        person.save()
    co_applicants.accept(by=outsider, token=co_applicants.token_of(asked))
    page, api = Client(), APIClient()
    page.force_login(outsider)
    api.force_login(outsider)
    url = f"/api/v1/applications/{filled.pk}/"
    with clock.at(closes - SECOND):
        assert writing.write(application=filled, by=outsider, answers={"people": 4}, seen=99).is_whole
    with clock.at(closes):
        refused = api.patch(url, {"answers": {"people": 5}}, format="json", headers={"If-Match": "*"})
        assert (refused.status_code, refused.json()["code"], refused.json()["closed_at"]) == (409, "closed", closes.isoformat())
        for clock_time in (stockholm, helsinki):  # on the reader's clock, and on the call's
            assert clock_time in refused.json()["title"]
        kept = page.post(f"/applications/{filled.pk}/write/", {"q-idea": "Written at the last moment.", "was-idea": ""})
        assert kept.status_code == 409
        assert "Written at the last moment." in kept.content.decode()  # nothing that was typed is lost
        with pytest.raises(Conflict) as late:
            handing.submit(application=filled, by=founder)
        assert helsinki in str(late.value.message)
    assert Application.objects.get(pk=filled.pk).answers["people"] == 4
    with clock.at(closes - SECOND):
        assert handing.submit(application=Application.objects.get(pk=filled.pk), by=founder).submitted_at == closes - SECOND
