"""What people change about themselves."""

from datetime import time

import pytest

from network.accounts.services import introduce, update_settings
from network.core.errors import Invalid
from tests.world import person

GOOD = {
    "name": "Elle Márjá Vars",
    "languages": ["se-no", "nb", "en"],
    "country": "NO",
    "time_zone": "Europe/Oslo",
    "place": "Kárášjohka",
    "work_days": [0, 1, 2, 3],
    "work_start": time(9),
    "work_end": time(15, 30),
    "quiet_start": time(19),
    "quiet_end": time(8),
    "observances": ["sami-national-day"],
}


def test_settings_are_kept(founder):
    update_settings(by=founder, **GOOD)
    founder.refresh_from_db()
    assert {name: getattr(founder, name) for name in GOOD} == GOOD


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("languages", []),
        ("languages", ["xx"]),
        ("languages", ["fi", "fi"]),
        ("languages", ["fi", "sv", "nb", "en"]),
        ("country", "ZZ"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../etc/passwd"),
        ("work_days", []),
        ("work_days", [7]),
        ("work_days", [1, 1]),
        ("work_end", time(6)),
        ("observances", ["my birthday"]),
    ],
)
def test_settings_that_make_no_sense_name_their_field(founder, field, value):
    with pytest.raises(Invalid) as refusal:
        update_settings(by=founder, **(GOOD | {field: value}))
    assert set(refusal.value.errors) == {field}
    founder.refresh_from_db()
    assert founder.place == "Vaasa"


def test_settings_cannot_make_an_administrator(founder):
    update_settings(by=founder, is_staff=True, email="other@example.org", place="Oulu")
    founder.refresh_from_db()
    assert (founder.is_staff, founder.email, founder.place) == (False, "elli.lund@example.org", "Oulu")


@pytest.mark.parametrize(("country", "zone"), [("FI", "Europe/Helsinki"), ("SE", "Europe/Stockholm"), ("NO", "Europe/Oslo")])
def test_newcomers_clock_is_their_countrys(db, country, zone):
    newcomer = person("Kim Berg")
    introduce(by=newcomer, name="Kim", country=country, languages=["sv"])
    assert newcomer.time_zone == zone


def test_settings_page_keeps_what_was_typed(client, founder):
    client.force_login(founder)
    typed = {
        "name": "Elle Márjá Vars 🦌 مرحبا",
        "languages_1": "sv",
        "country": "FI",
        "time_zone": "Europe/Helsinki",
        "place": "Čáhppes",
        "work_days": ["0", "1"],
        "work_start": "16:00",
        "work_end": "08:00",
        "quiet_start": "20:00",
        "quiet_end": "07:00",
    }
    page = client.post("/settings/", typed)
    assert page.status_code == 400
    assert set(page.context["form"].errors) == {"work_end"}
    assert "Elle Márjá Vars 🦌 مرحبا" in page.content.decode()
    assert "Čáhppes" in page.content.decode()
    assert client.post("/settings/", typed | {"work_start": "08:00", "work_end": "16:00"}).status_code == 302
    founder.refresh_from_db()
    assert (founder.name, founder.work_days, founder.languages) == ("Elle Márjá Vars 🦌 مرحبا", [0, 1], ["sv"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "a\x00b"),
        ("name", "å" * 100_000),
        ("place", "\x07"),
        ("work_start", "25:00"),
        ("work_start", "noon"),
        ("work_days", "8"),
        ("work_days", "x"),
        ("country", "<script>"),
        ("time_zone", "Europe/Atlantis"),
        ("languages_1", "klingon"),
    ],
)
def test_settings_page_tells_what_is_wrong_beside_the_field(client, founder, field, value):
    client.force_login(founder)
    typed = {
        "name": "Elli",
        "languages_1": "sv",
        "country": "FI",
        "time_zone": "Europe/Helsinki",
        "work_days": ["0"],
        "work_start": "08:00",
        "work_end": "16:00",
        "quiet_start": "20:00",
        "quiet_end": "07:00",
    }
    page = client.post("/settings/", typed | {field: value})
    assert page.status_code == 400
    if page.context and "form" in page.context:
        assert set(page.context["form"].errors) == {field.removesuffix("_1")}
    founder.refresh_from_db()
    assert founder.name == "Elli Lund"


def test_me_shows_and_changes_oneself(client, founder):
    client.force_login(founder)
    assert client.get("/api/v1/people/me/").json()["email"] == founder.email
    answer = client.patch("/api/v1/people/me/", {"place": "Närpes", "quiet_start": "21:00"}, content_type="application/json")
    assert (answer.status_code, answer.json()["place"], answer.json()["quiet_start"]) == (200, "Närpes", "21:00:00")
    wrong = client.patch("/api/v1/people/me/", {"time_zone": "Mars", "work_days": ["x"]}, content_type="application/json")
    assert wrong.status_code == 400
    assert client.patch("/api/v1/people/me/", {"is_staff": True}, content_type="application/json").status_code == 400
