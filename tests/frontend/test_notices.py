from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from network.core import clock
from network.notifications import compose, kinds, services
from network.notifications.models import Delivery, MailHabits, Notification, Preference

CONTEXT = {"who": "Johan", "answer": "accepted", "title": "Talk", "starts": "2027-02-12T08:00:00+00:00"}


@pytest.fixture(autouse=True)
def _at_noon(noon):
    """Pinned: otherwise the clock asks the database now and then, which shows in the counted queries."""
    with clock.at(noon):
        yield


def tell(to, about, count=1, **changes):
    for number in range(count):
        services.notify(**({"to": to, "kind": "invitation.answered", "about": about, "occurrence": number, "context": CONTEXT, "url": "/calendar/"} | changes))


def test_notices_are_ones_own_and_in_the_readers_language(client, founder, mentor, programme):
    tell(founder, programme)
    client.force_login(founder)
    assert "Talk" in client.get(reverse("notifications")).content.decode()
    client.force_login(mentor)
    assert "Talk" not in client.get(reverse("notifications")).content.decode()


def test_notices_cost_the_same_at_one_row_and_at_twenty(client, founder, programme):
    client.force_login(founder)
    tell(founder, programme)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("notifications"))
    tell(founder, programme, count=20)
    with CaptureQueriesContext(connection) as twenty:
        client.get(reverse("notifications"))
    assert len(one) == len(twenty)


def test_notices_are_paged(client, founder, programme):
    tell(founder, programme, count=30)
    client.force_login(founder)
    first = client.get(reverse("notifications")).context["page"]
    second = client.get(first.next_url).context["page"]
    assert (len(first), len(second)) == (25, 5)
    back = client.get(second.previous_url).context["page"]
    assert [row.pk for row in back] == [row.pk for row in first]
    assert client.get(reverse("notifications"), {"cursor": "nonsense"}).status_code == 200


def test_notices_stand_by_the_time_they_show_not_by_when_they_were_planned(client, founder, programme, noon):
    """A reminder that was planned first and is due last stands first, across pages too, those of one moment in a fixed order."""
    with clock.at(noon - timedelta(days=9)):
        services.notify(to=founder, kind="invitation.answered", about=programme, occurrence="planned", context=CONTEXT, due_at=noon)
    with clock.at(noon - timedelta(days=3)):
        tell(founder, programme, count=30)
    client.force_login(founder)
    page = client.get(reverse("notifications")).context["page"]
    assert page.rows[0].occurrence == "planned"
    rows = page.rows + client.get(page.next_url).context["page"].rows
    assert [row.pk for row in rows] == list(Notification.objects.order_by("-due_at", "-id").values_list("pk", flat=True))
    answers, address = [], "/api/v1/notifications/?page_size=7"
    while address:
        answer = client.get(address).json()
        answers, address = answers + answer["results"], answer["next"]
    assert [row["id"] for row in answers] == [str(row.pk) for row in rows]


def test_opening_a_notice_leads_on_and_marks_it_read(client, founder, mentor, programme):
    tell(founder, programme)
    row = Notification.objects.get()
    client.force_login(mentor)
    assert client.get(reverse("notification", args=[row.pk])).status_code == 404
    client.force_login(founder)
    assert client.get(reverse("notification", args=[row.pk])).url == "/calendar/"
    row.refresh_from_db()
    assert row.read_at is not None


def test_mark_all_as_read(client, founder, programme):
    tell(founder, programme, count=3)
    client.force_login(founder)
    assert client.post(reverse("notifications-read")).status_code == 302
    assert not Notification.objects.filter(read_at=None).exists()


def test_preferences_are_kept_and_the_fixed_ones_stay(client, founder):
    client.force_login(founder)
    page = client.get(reverse("notification-preferences"))
    assert page.status_code == 200
    typed = {name: page.context["form"].get_initial_for_field(field, name) for name, field in page.context["form"].fields.items()}
    assert not [name for name in typed if name.startswith(("account", "today"))]
    typed |= {"meetings:mail": "digest", "meetings:page": "off", "digest_every": "week", "digest_day": 2, "digest_hour": 9, "account:mail": "off"}
    del typed["with_words"]
    assert client.post(reverse("notification-preferences"), typed).status_code == 302
    chosen = {(row.group, row.channel): row.mode for row in Preference.objects.filter(person=founder).exclude(mode="now")}
    assert chosen == {("meetings", "mail"): "digest", ("meetings", "page"): "off"}
    habits = MailHabits.objects.get(person=founder)
    assert (habits.digest_every, habits.digest_day, habits.digest_hour, habits.with_words) == ("week", 2, 9, False)
    refused = client.post(reverse("notification-preferences"), typed | {"digest_hour": 23, "meetings:mail": "off"})
    assert refused.status_code == 400
    assert Preference.objects.get(person=founder, group="meetings", channel="mail").mode == "digest"


def test_stop_link_shows_on_get_and_stops_on_post_without_a_token(founder, programme):
    tell(founder, programme)
    address = compose.unsubscribe_url(Delivery.objects.get()).removeprefix("http://127.0.0.1:8000")
    mail_program = Client(enforce_csrf_checks=True)
    assert mail_program.get(address).status_code == 200
    assert not Preference.objects.exists()
    assert mail_program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.get().mode == "off"
    tell(founder, programme, occurrence="later")
    assert not Delivery.objects.filter(occurrence="later").exists()
    assert mail_program.post(address[:-2] + "x/").status_code == 404


def test_stop_link_of_a_digest_says_that_the_digest_stops(client, founder, programme):
    services.set_preference(by=founder, group="programmes", channel="mail", mode="digest")
    address = reverse("notification-unsubscribe", args=[signing.dumps([str(founder.pk), kinds.DIGEST], salt=compose.UNSUBSCRIBE_SALT)])
    assert "You get a digest by mail." in client.get(address).content.decode()
    assert "You will get no more digests by mail." in client.post(address).content.decode()
    assert Preference.objects.get().mode == "off"


@pytest.mark.parametrize("name", ["notifications", "notification-preferences", "calendar", "deliveries"])
def test_pages_want_a_sign_in(client, db, name):
    assert client.get(reverse(name)).status_code == 302


def test_deliveries_are_for_administrators(client, founder, admin, programme):
    tell(founder, programme)
    client.force_login(founder)
    assert client.get(reverse("deliveries")).status_code == 403
    row = Delivery.objects.get()
    assert client.post(reverse("delivery-again", args=[row.pk])).status_code == 403
    client.force_login(admin)
    page = client.get(reverse("deliveries"), {"state": "due"})
    assert page.status_code == 200
    assert founder.email in page.content.decode()
    with translation.override(admin.language):  # its subject is not written yet: words stand in, not a code
        assert f">{kinds.GROUPS[kinds.group_of(row.kind)]}<" in page.content.decode()
    assert row.kind not in page.content.decode()
    assert client.post(reverse("delivery-again", args=[row.pk])).status_code == 409


def test_deliveries_cost_the_same_at_one_row_and_at_twenty(client, founder, admin, programme):
    client.force_login(admin)
    tell(founder, programme, due_at=clock.now())
    Delivery.objects.update(state="unknown")
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("deliveries"))
    tell(founder, programme, count=21)
    Delivery.objects.update(state="unknown")
    with CaptureQueriesContext(connection) as twenty:
        client.get(reverse("deliveries"))
    assert len(one) == len(twenty)
