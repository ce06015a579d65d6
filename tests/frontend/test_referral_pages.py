"""The pages between incubators: found, answered, and closed; each side sees what is its own."""

from datetime import timedelta

from django.urls import reverse

from mentoring.referrals.models import MentorLoan, Referral
from mentoring.referrals.queries import steps_of, steps_of_loan
from network.core import clock
from network.programmes.models import Partner, Programme
from tests.mentoring.referrals.conftest import borrower, borrowing, elsewhere, followed, neighbour, second  # noqa: F401


def said(client, row, verb, **words):
    name = "referral-say" if isinstance(row, Referral) else "mentor-loan-say"
    return client.post(reverse(name, args=[row.pk]), {"verb": verb} | {f"{verb}-{field}": value for field, value in words.items()})


def test_referral_is_written_consented_and_answered_on_its_pages(client, programme, followed, incubator, second, coordinator, founder, neighbour):  # noqa: F811
    client.force_login(coordinator)
    part = programme.participations.get(organisation=followed)
    assert reverse("referral-new", args=[part.pk]) in client.get(reverse("referrals")).content.decode()
    receiver = Partner.objects.get(organisation=second)
    form = {"receiver": receiver.pk, "reason": "They know exports.", "fields_shared": ["company", "contact", "requests", "mentorships", "support"]}
    answer = client.post(reverse("referral-new", args=[part.pk]), form | {"answer_days": 14, "open_days": 90})
    assert answer.status_code == 302, answer.context["form"].errors
    row = Referral.objects.get()
    assert said(client, row, "send").status_code == 302
    client.force_login(founder)
    page = client.get(reverse("referral", args=[row.pk])).content.decode()
    assert "elli.lund@example.org" in page
    assert reverse("referral", args=[row.pk]) in client.get(reverse("home")).content.decode()
    assert client.post(reverse("referral-consent", args=[row.pk]), {"fields_shared": ["company"]}).status_code == 302
    client.force_login(neighbour)
    page = client.get(reverse("referral", args=[row.pk])).content.decode()
    assert "Verkstad Sund" in page
    assert page.count("Venter på svaret ditt") == client.get(reverse("referrals")).content.decode().count("Venter på svaret ditt") == 1
    assert "elli.lund@example.org" not in page
    assert said(client, row, "accept", answer="x" * 1001).status_code == 400
    assert said(client, row, "pull_back").status_code == 403
    assert said(client, row, "dance").status_code == 400
    assert said(client, row, "accept", answer="Welcome.").status_code == 302
    assert client.get(f"/api/v1/referrals/{row.pk}/data/").json()["data"]["company"][0]["name"] == "Verkstad Sund"
    client.force_login(founder)
    assert said(client, row, "withdraw").status_code == 302
    client.force_login(neighbour)
    assert client.get(f"/api/v1/referrals/{row.pk}/data/").json() == {"data": {}}
    assert said(client, row, "accept").status_code == 409
    assert [(step.place, step.who) for step in steps_of(Referral.objects.get())] == [
        ("done", "Expression Nord"), ("done", "Verkstad Sund"), ("done", "Nordlys Hus"), ("over", ""),
    ]  # fmt: skip


def test_loan_is_offered_agreed_and_ended_on_its_pages(client, programme, incubator, coordinator, mentor, borrowing, borrower, elsewhere):  # noqa: F811
    assert Programme.objects.count() == 2
    client.force_login(coordinator)
    today = clock.today()
    approval = mentor.mentor_profile.approvals.get()
    form = {
        "approval": approval.pk,
        "borrower": borrowing.pk,
        "starts_on": today,
        "ends_on": today + timedelta(days=30),
        "reason": "Exports.",
        "answer_days": 14,
    }
    answer = client.post(reverse("mentor-loan-new"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    row = MentorLoan.objects.get()
    client.force_login(mentor)
    assert reverse("mentor-loan", args=[row.pk]) in client.get(reverse("home")).content.decode()
    assert said(client, row, "consent").status_code == 302
    client.force_login(borrower)
    assert said(client, row, "accept").status_code == 302
    assert client.get(reverse("mentor", args=[mentor.mentor_profile.pk])).status_code == 200
    client.force_login(mentor)
    assert reverse("mentor-loan", args=[row.pk]) in client.get(reverse("referrals")).content.decode()
    assert said(client, row, "pull_back", answer="Thank you.").status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert (steps_of_loan(row)[-1].place, steps_of_loan(row)[-1].who) == ("over", str(mentor))
