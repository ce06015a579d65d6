"""Forms of organisations take what people type, and tell beside the field what they cannot take (guarantee 13)."""

import pytest

from network.organisations.models import Membership, Organisation
from network.organisations.services import register

NEW = {
    "kind": "company",
    "name": "Čáhppesgirji",
    "country": "FI",
    "legal_form": "limited-company",
    "business_id": "2077474-0",
    "region": "FI19A",
    "place": "Vaasa",
    "sectors": ["crafts", "design"],
    "founded_on": "2024-02-29",
    "website": "example.org",
    "about": "مرحبا 🦌 ŋđŧ",
}


@pytest.fixture
def signed_in(client, founder):
    client.force_login(founder)
    return client


def test_new_organisation_takes_letters_of_every_script(signed_in):
    answer = signed_in.post("/organisations/new/", NEW)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Organisation.objects.get(name="Čáhppesgirji")
    assert (made.business_id, made.about, made.website, made.region_id) == ("2077474-0", "مرحبا 🦌 ŋđŧ", "https://example.org", "FI19A")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "castle"),
        ("name", ""),
        ("name", "a\x00b"),
        ("name", "å" * 161),
        ("country", "XX"),
        ("legal_form", "club"),
        ("business_id", "2077474-1"),
        ("business_id", "9" * 31),
        ("region", "FI195"),
        ("region", "SE332"),
        ("region", "nowhere"),
        ("sectors", ["witchcraft"]),
        ("founded_on", "yesterday"),
        ("founded_on", "2999-01-01"),
        ("founded_on", "2023-02-29"),
        ("website", "javascript:alert(1)"),
        ("website", "not an address"),
        ("about", "x" * 4001),
        ("about", "a\x07b"),
    ],
)
def test_new_organisation_tells_beside_the_field_and_keeps_the_rest(signed_in, field, value):
    page = signed_in.post("/organisations/new/", NEW | {field: value})
    assert page.status_code == 400
    assert set(page.context["form"].errors) == {field}
    html = page.content.decode()
    assert f'id="id_{field}_error"' in html
    kept = "مرحبا 🦌 ŋđŧ" if field != "about" else "Čáhppesgirji"
    assert kept in html
    assert not Organisation.objects.filter(place="Vaasa", business_id="2077474-0").exists()


def test_new_organisation_of_a_megabyte_is_refused_with_a_page(signed_in):
    page = signed_in.post("/organisations/new/", NEW | {"about": "å" * 1_000_000})
    assert page.status_code == 413
    assert b"</html>" in page.content


def test_reordering_controls_are_taken_out_of_a_name(signed_in):
    signed_in.post("/organisations/new/", NEW | {"name": "Abc\u202egnp.exe"})
    assert Organisation.objects.filter(name="Abcgnp.exe").exists()


def test_new_organisation_sent_twice_makes_one_and_offers_to_join(signed_in):
    signed_in.post("/organisations/new/", NEW)
    page = signed_in.post("/organisations/new/", NEW)
    assert page.status_code == 409
    assert page.context["taken"]
    assert "/organisations/join/" in page.content.decode()
    assert Organisation.objects.filter(business_id="2077474-0").count() == 1


def test_taken_identifier_leads_to_a_question_to_its_administrators(client, founder, outsider):
    made = register(by=founder, kind="company", name="Ödlan", country="FI", business_id="2077474-0")
    client.force_login(outsider)
    page = client.post("/organisations/new/", NEW)
    assert page.status_code == 409
    assert "Ödlan" not in page.content.decode()
    join = {name: NEW[name] for name in ("country", "legal_form", "business_id")}
    assert client.post("/organisations/join/", join).status_code == 302
    assert Membership.objects.get(organisation=made, person=outsider).state == "asked"
    assert client.post("/organisations/join/", join).status_code == 409
    assert client.get(f"/organisations/{made.pk}/").status_code == 404
    client.force_login(founder)
    asked = made.memberships.get(state="asked")
    assert "Oskar Berg" in client.get(f"/organisations/{made.pk}/").content.decode()
    assert client.post(f"/memberships/{asked.pk}/accept/").status_code == 302
    client.force_login(outsider)
    assert client.get(f"/organisations/{made.pk}/").status_code == 200


@pytest.mark.parametrize("fields", [{}, {"business_id": ""}, {"business_id": "x"}, {"business_id": "2077474-0\x00"}, {"country": "XX"}])
def test_question_to_nobody_is_answered_in_words(signed_in, fields):
    join = {"country": "FI", "legal_form": "limited-company", "business_id": ""} | fields
    page = signed_in.post("/organisations/join/", join)
    assert page.status_code in (400, 404)
    assert page.context["form"].errors


def test_edit_form_shows_and_keeps_what_there_is(signed_in, founder):
    made = register(by=founder, kind="company", name="Ödlan", country="FI", business_id="2077474-0")
    page = signed_in.get(f"/organisations/{made.pk}/edit/")
    assert b"2077474-0" in page.content
    assert signed_in.post(f"/organisations/{made.pk}/edit/", NEW | {"name": "Ödlan ry"}).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.business_id) == ("Ödlan ry", "2077474-0")
    page = signed_in.post(f"/organisations/{made.pk}/edit/", NEW | {"name": ""})
    assert page.status_code == 400
    assert "مرحبا 🦌 ŋđŧ" in page.content.decode()


def test_edit_form_keeps_a_sealed_number_unless_another_is_typed(signed_in, founder):
    made = register(by=founder, kind="company", name="Ada", country="SE", legal_form="sole-trader", business_id="640823-3234")
    typed = {"name": "Ada L", "country": "SE", "legal_form": "sole-trader", "business_id": ""}
    assert signed_in.post(f"/organisations/{made.pk}/edit/", typed).status_code == 302
    sealed = Organisation.objects.get(pk=made.pk).sealed_id
    assert sealed == made.sealed_id
    assert signed_in.post(f"/organisations/{made.pk}/edit/", typed | {"business_id": "811228-9874"}).status_code == 302
    assert Organisation.objects.get(pk=made.pk).sealed_id not in ("", sealed)


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x" * 250 + "@example.org", "a\x00@example.org"])
def test_invite_form_tells_what_is_wrong_with_the_address(signed_in, company, email):
    page = signed_in.post(f"/organisations/{company.pk}/invite/", {"email": email, "role": "member", "language": "fi"})
    assert page.status_code == 400
    assert set(page.context["form"].errors) == {"email"}


def test_verbs_with_ids_of_others_are_not_visible(client, outsider, company, founder):
    membership = company.memberships.get()
    client.force_login(outsider)
    for address in (f"/memberships/{membership.pk}/end/", f"/memberships/{membership.pk}/accept/", f"/organisations/{company.pk}/invite/"):
        assert client.post(address).status_code == 404
    assert client.post(f"/memberships/{membership.pk}/role/", {"role": "member"}).status_code == 404
    assert client.post(f"/memberships/{membership.pk}/crown/").status_code == 404
    membership.refresh_from_db()
    assert (membership.state, membership.role) == ("active", "administrator")


def test_onboarding_names_both_ways_in(signed_in):
    html = signed_in.get("/welcome/").content.decode()
    assert "/organisations/new/" in html
    assert "/mentors/me/" in html
