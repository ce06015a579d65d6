"""Registering, editing and approving organisations."""

import json
import threading
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.html import strip_tags

from network.accounts.models import User
from network.audit.queries import NEWEST, history_of, told
from network.core.encryption import unseal
from network.core.errors import Conflict, Invalid, Refused
from network.notifications.models import Delivery, Notification
from network.organisations import joining
from network.organisations.models import Membership, Organisation
from network.organisations.services import IdentifierTaken, approve, edit, register
from network.vocabulary.models import Region
from tests.world import person

PERSONAL = "640823-3234"
ADA = {"kind": "company", "name": "Ada Lindqvist", "country": "SE", "legal_form": "sole-trader", "business_id": PERSONAL}


def test_register_makes_its_maker_administrator(founder):
    made = register(by=founder, kind="company", name="Ödlan", country="FI", business_id="2077474-0", sectors=["crafts"], region=Region.objects.get(pk="FI19A"))
    membership = made.memberships.get()
    assert (membership.person, membership.role, membership.state) == (founder, "administrator", "active")
    assert made.is_approved
    assert [sector.pk for sector in made.sectors.all()] == ["crafts"]


def test_register_of_another_kind_waits_and_tells_administrators(founder, admin):
    made = register(by=founder, kind="investor", name="Kapital", country="FI")
    assert not made.is_approved
    assert Delivery.objects.get(kind="organisation.waiting").person == admin


def test_register_without_identifier_twice_makes_two(founder):
    for _ in range(2):
        register(by=founder, kind="company", name="Not yet", country="FI")
    assert Organisation.objects.filter(name="Not yet").count() == 2


def test_register_of_same_identifier_is_refused_in_its_country_only(founder):
    register(by=founder, kind="company", name="A", country="NO", business_id="988077917")
    with pytest.raises(IdentifierTaken):
        register(by=founder, kind="company", name="B", country="NO", business_id="988 077 917")
    register(by=founder, kind="company", name="C", country="IS", business_id="988077917")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("kind", {"kind": "castle"}),
        ("name", {"name": "  "}),
        ("country", {"country": "XX"}),
        ("legal_form", {"legal_form": "club"}),
        ("region", {"region": "SE332"}),
        ("sectors", {"sectors": ["crafts", "witchcraft"]}),
        ("business_id", {"business_id": "1"}),
        ("founded_on", {"founded_on": "far"}),
    ],
)
def test_register_of_wrong_input_names_the_field(founder, field, changes):
    from datetime import date

    if "region" in changes:
        changes = {"region": Region.objects.get(pk=changes["region"])}
    if "founded_on" in changes:
        changes = {"founded_on": date(2999, 1, 1)}
    with pytest.raises(Invalid) as refusal:
        register(by=founder, **({"kind": "company", "name": "Ödlan", "country": "FI"} | changes))
    assert set(refusal.value.errors) == {field}
    assert not Organisation.objects.filter(name="Ödlan").exists()


def test_personal_number_is_sealed_and_stands_nowhere_else(founder, admin, client):
    made = register(by=founder, **ADA)
    assert made.business_id == ""
    assert unseal(made.sealed_id, bound_to=f"organisation.sealed_id:{made.pk}") == "196408233234"
    edit(by=founder, organisation=made, place="Umeå")
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s OR t::text LIKE %s', ["%6408233234%", "%640823-3234%"])
            assert cursor.fetchone() == (0,), table
    client.force_login(founder)
    for address in (f"/organisations/{made.pk}/", f"/organisations/{made.pk}/edit/", f"/api/v1/organisations/{made.pk}/"):
        assert b"3234" not in client.get(address).content.replace(str(made.pk).encode(), b"")


def test_personal_number_is_unique_however_it_is_typed(founder, outsider):
    register(by=founder, **ADA)
    with pytest.raises(IdentifierTaken):
        register(by=outsider, **(ADA | {"business_id": "19640823-3234"}))


def test_edit_to_another_legal_form_drops_the_sealed_number(founder):
    made = register(by=founder, **ADA)
    made = edit(by=founder, organisation=made, legal_form="limited-company")
    assert (made.sealed_id, made.sealed_id_digest, made.business_id) == ("", "", "")


def test_edit_to_another_country_checks_the_number_again(founder):
    made = register(by=founder, kind="company", name="A", country="FI", business_id="2077474-0")
    with pytest.raises(Invalid) as refusal:
        edit(by=founder, organisation=made, country="NO", region=None)
    assert set(refusal.value.errors) == {"business_id"}


def test_edit_is_for_administrators(founder, company, outsider):
    with pytest.raises(Refused):
        edit(by=outsider, organisation=company, name="Mine")
    colleague = person("Kim Berg")
    Membership.objects.create(organisation=company, person=colleague, role="member")
    with pytest.raises(Refused):
        edit(by=colleague, organisation=company, name="Mine")


def test_approve_opens_and_tells(founder, admin):
    made = register(by=founder, kind="incubator", name="Kasvu", country="FI")
    with pytest.raises(Refused):
        approve(by=founder, organisation=made)
    made = approve(by=admin, organisation=made)
    assert made.is_approved
    assert made.approved_by == admin
    assert Notification.objects.filter(person=founder, kind="organisation.approved").exists()
    with pytest.raises(Conflict):
        approve(by=admin, organisation=made)


def test_history_tells_who_and_why(founder, admin):
    made = register(by=founder, kind="incubator", name="Kasvu", country="FI")
    edit(by=founder, organisation=made, name="Kasvun paikka")
    approve(by=admin, organisation=made)
    events = told(history_of(admin, made).order_by(*NEWEST)[:25])
    said = [(event.person, event.reason) for event in events if not event.what]
    assert said[0] == ("Unni Somby", "Approved by an administrator")
    assert ("Elli Lund", "Details changed") in said
    assert any(("Name", "Kasvu", "Kasvun paikka") in event.changes for event in events)
    with pytest.raises(Refused):
        history_of(founder, made)


def test_history_is_in_words_of_the_readers_language(client, founder, admin):
    """No code of the database, no address of a page: kinds, countries, regions, roles, dates and reasons as a reader says them."""
    made = register(by=founder, kind="incubator", name="Kasvu", country="FI", founded_on=date(2024, 5, 3), region=Region.objects.get(pk="FI195"))
    approve(by=admin, organisation=made)
    User.objects.filter(pk=admin.pk).update(languages=["fi"])
    client.force_login(admin)
    page = " ".join(strip_tags(client.get(f"/organisations/{made.pk}/history/").content.decode()).split())
    for words in ("Maa: Suomi", "Alue: Pohjanmaa", "Perustettu: 3. toukokuuta 2024", "Rooli: Ylläpitäjä", "Tila: Jäsen", "Ylläpitäjän hyväksymä"):
        assert words in page
    for code in ("incubator", "FI195", "limited-company", "administrator", "active", "organisation.", "membership.", "country", "/organisations/"):
        assert code not in page


def test_history_goes_on_over_pages_however_long_it_is(client, founder, admin):
    """Changes of the organisation and of its people stand in one order; the first of a page still tells what it changed."""
    made = register(by=founder, kind="incubator", name="Kasvu 0", country="FI")
    for number in range(1, 31):
        edit(by=founder, organisation=made, name=f"Kasvu {number}")
        joining.let_in(organisation=made, person=person(f"Person {number}"), role="member", by=founder)
    client.force_login(admin)
    events, pages, address = [], 0, f"/organisations/{made.pk}/history/"
    while address:
        answer = client.get(address)
        page, events, pages = answer.context["page"], events + answer.context["events"], pages + 1
        address = page.next_url
    assert pages == 3
    assert len(events) == 62
    names = [(then, now) for event in events for _field, then, now in event.changes if now.startswith("Kasvu")]
    assert names == [(f"Kasvu {number - 1}" if number else "", f"Kasvu {number}") for number in range(30, -1, -1)]
    assert client.get(page.previous_url).context["page"].rows != page.rows


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fields", [{"country": "NO", "business_id": "988077917"}, {"country": "SE", "legal_form": "sole-trader", "business_id": PERSONAL}])
def test_register_of_same_identifier_at_once_makes_one(fields):
    people = [person(f"Person {number}") for number in range(6)]
    outcomes, start = [], threading.Barrier(len(people))

    def call(user: User) -> None:
        start.wait()
        try:
            register(by=user, kind="company", name=str(user), **fields)
            outcomes.append("made")
        except IdentifierTaken:
            outcomes.append("taken")
        connection.close()

    threads = [threading.Thread(target=call, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", *["taken"] * 5]
    assert Organisation.objects.count() == Membership.objects.count() == 1


def test_sealed_number_of_another_row_does_not_open(founder):
    from cryptography.exceptions import InvalidTag

    made = register(by=founder, **ADA)
    with pytest.raises(InvalidTag):
        unseal(made.sealed_id, bound_to="organisation.sealed_id:another")


def test_dump_of_the_data_holds_no_personal_number(founder, capsys):
    register(by=founder, **ADA)
    call_command("dumpdata", "network.organisation", "network.organisationevent")
    dump = capsys.readouterr().out
    assert json.loads(dump)
    assert "6408233234" not in dump
