"""Lists of people, organisations and programmes ask the database as often for twenty rows as for one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from network.accounts.models import User
from network.accounts.tokens import MOST, create_token
from network.jobs import services as jobs
from network.organisations.invitations import invite
from network.organisations.models import Kind, Membership
from network.programmes.models import Appointment, Participation, Partner, Programme
from tests.world import organisation


def person(name: str) -> User:
    """Without a password: hashing a hundred takes long."""
    return User.objects.create(name=name, email=name.lower().replace(" ", ".") + "@example.org")


def grow(number: int, company, programme, founder, incubator) -> None:
    """One more of everything that stands in a list."""
    member = person(f"Member {number}")
    Membership.objects.create(organisation=company, person=member)
    Membership.objects.create(organisation=company, person=person(f"Asks {number}"), state="asked")
    invite(by=founder, organisation=company, email=f"guest{number}@example.org")
    waiting = organisation(f"Waiting {number}", Kind.INVESTOR, members=(person(f"Waits {number}"),), approved=False)
    partner = organisation(f"Partner {number}", Kind.INCUBATOR, members=(person(f"Partner {number}"),))
    Partner.objects.create(programme=programme, organisation=partner, role="partner")
    Membership.objects.create(organisation=incubator, person=member)
    Appointment.objects.create(programme=programme, organisation=incubator, person=member, role="coordinator")
    other = organisation(f"Company {number}", Kind.COMPANY, members=(waiting.memberships.get().person,))
    Participation.objects.create(programme=programme, organisation=other)
    Programme.objects.create(slug=f"open-{number}", name=f"Open {number}")
    jobs.start(kind="report", by=founder)
    if number < MOST:
        create_token(by=founder, name=str(number))


@pytest.mark.timeout(400)
def test_lists_ask_as_often_for_twenty_as_for_one(company, programme, founder, coordinator, incubator, programme_manager, admin):
    readers = {"founder": founder, "coordinator": coordinator, "programme_manager": programme_manager, "admin": admin}
    clients = {role: Client() for role in readers}
    for role, client in clients.items():
        client.force_login(readers[role])
    addresses = [
        *("/organisation/", f"/organisations/{company.pk}/", "/programmes/", f"/programmes/{programme.pk}/", f"/programmes/{programme.pk}/manage/"),
        *("/approvals/", "/jobs/", "/settings/tokens/", "/welcome/"),
        *("/api/v1/organisations/", "/api/v1/people/", "/api/v1/programmes/", "/api/v1/programmes/open/", "/api/v1/jobs/", "/api/v1/tokens/"),
        *(f"/api/v1/organisations/{company.pk}/memberships/", f"/api/v1/programmes/{programme.pk}/partners/"),
        *(f"/api/v1/programmes/{programme.pk}/appointments/", f"/api/v1/programmes/{programme.pk}/participations/"),
        f"/api/v1/programmes/{programme.pk}/sharing-agreements/",
    ]

    def counted() -> dict[tuple[str, str], int]:
        found = {}
        for role, client in clients.items():
            for address in addresses:
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    status = client.get(address).status_code
                if status == 200:
                    # the clock rereads its offset once a second, whatever the page
                    found[role, address] = sum("network_clockoffset" not in query["sql"] for query in queries.captured_queries)
        return found

    grow(0, company, programme, founder, incubator)
    counted()  # caches that fill on the first call
    few = counted()
    for number in range(1, 20):
        grow(number, company, programme, founder, incubator)
    many = counted()
    assert len(few) > 40, few
    assert {at: (few[at], many[at]) for at in few if many[at] > few[at]} == {}
