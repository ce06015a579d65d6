"""Pages about the people of conversations, without script."""

import pytest
from django.urls import reverse

from messaging import announcing, groups, people, queries, services
from messaging.models import Conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(programme, coordinator, incubator, company, founder, mentor):
    return groups.open_group(programme=programme, title="Export circle", people=[founder, mentor], by=coordinator)


@pytest.fixture
def room(programme, coordinator, incubator, company, mentor):
    return announcing.open_announcements(programme=programme, by=coordinator)


def text_of(client, name, *args) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_list_shows_kinds_and_unread(client, group, room, talk_of_two, founder, coordinator):
    services.send(conversation=group, by=coordinator, body="Hej alla")
    services.send(conversation=room, by=coordinator, body="Nyheter")
    founder.languages = ["en"]
    founder.save()
    client.force_login(founder)
    text = text_of(client, "conversations")
    for words in ("Group · Creative Networks", "Announcements", "Mentorship"):
        assert words in text
    assert text.count('class="badge"') >= 2


@pytest.fixture
def talk_of_two(founder, mentor):
    return services.open_conversation(kind="mentorship", people=[founder, mentor], by=None)


def test_coordinator_opens_a_group_brings_in_and_takes_out(client, programme, coordinator, incubator, company, company2, founder, founder2, mentor):
    client.force_login(coordinator)
    assert reverse("conversations-of-programme", args=[programme.pk]) in text_of(client, "programme", programme.pk)
    refused = client.post(reverse("conversations-new-group", args=[programme.pk]), {"title": "Export circle"})
    assert refused.status_code == 400
    assert "Export circle" in refused.content.decode()
    client.post(reverse("conversations-new-group", args=[programme.pk]), {"title": "Export circle", "people": [founder.pk]})
    group = Conversation.objects.get(kind="cohort")
    found = client.get(reverse("conversation-add", args=[group.pk]), {"q": "aino"}).content.decode()
    assert "Aino Hyvärinen" in found
    assert "Elli Lund" not in found
    client.post(reverse("conversation-add", args=[group.pk]), {"people": [founder2.pk, mentor.pk]})
    assert {stay.person for stay in people.stays_visible_to(coordinator, group)} == {coordinator, founder, founder2, mentor}
    client.post(reverse("conversation-remove", args=[group.pk, mentor.pk]))
    assert not queries.conversation_for(mentor, group.pk).is_member
    text = text_of(client, "conversation-people", group.pk)
    assert text.index("Aino Hyvärinen") < text.index("Johan Åström")
    client.post(reverse("conversation-end", args=[group.pk]))
    assert queries.conversation_for(founder, group.pk).is_closed


def test_search_for_people_keeps_what_stands_in_the_form(client, programme, coordinator, incubator, company, company2, founder, founder2, mentor):
    client.force_login(coordinator)
    address = reverse("conversations-new-group", args=[programme.pk])
    found = client.post(address, {"title": "Export circle", "people": [founder.pk], "q": "aino", "find": "1"})
    assert not Conversation.objects.exists()
    assert [(str(box.data["value"]), box.data["selected"]) for box in found.context["form"]["people"]] == [(str(founder2.pk), False), (str(founder.pk), True)]
    assert 'value="Export circle"' in found.content.decode()
    client.post(address, {"title": "Export circle", "people": [founder.pk, founder2.pk], "q": "aino"})
    assert {stay.person for stay in people.stays_visible_to(coordinator, Conversation.objects.get())} == {coordinator, founder, founder2}


def test_member_of_a_group_writes_to_one_of_them(client, group, founder, mentor, outsider):
    client.force_login(founder)
    address = reverse("conversation-write", args=[mentor.pk])
    assert address in text_of(client, "conversation-people", group.pk)
    assert client.get(reverse("conversation-write", args=[outsider.pk])).status_code == 404
    assert client.post(address, {"body": " "}).status_code == 400
    answer = client.post(address, {"body": "Between us"})
    talk = Conversation.objects.get(kind="direct")
    assert answer["Location"] == reverse("conversation", args=[talk.pk])
    assert client.get(address)["Location"] == f"{answer['Location']}#write"
    asked = {"person": str(mentor.pk), "client_uuid": str(group.pk), "body": "Too"}
    assert client.post("/api/v1/conversations/direct/", asked, content_type="application/json").json()["id"] == str(talk.pk)
    assert [row.body for row in queries.messages_before(mentor, talk.pk).rows] == ["Between us", "Too"]


def test_coordinator_finds_the_groups_and_a_person_to_write_to(client, programme, coordinator, incubator, company, founder):
    client.force_login(coordinator)
    address = reverse("conversations-of-programme", args=[programme.pk])
    assert address in text_of(client, "conversations")
    found = client.get(address, {"q": "elli"}).content.decode()
    assert reverse("conversation-write", args=[founder.pk]) in found
    assert not client.get(address, {"q": "nobody\x00"}).context["found"]
    client.force_login(founder)
    assert address not in text_of(client, "conversations")


def test_member_mutes_and_leaves(client, group, founder):
    client.force_login(founder)
    client.post(reverse("conversation-mute", args=[group.pk]), {"span": "week"})
    assert queries.conversation_for(founder, group.pk).muted_until is not None
    client.post(reverse("conversation-mute", args=[group.pk]))
    assert queries.conversation_for(founder, group.pk).muted_until is None
    assert client.post(reverse("conversation-leave", args=[group.pk])).status_code == 302
    assert not queries.conversation_for(founder, group.pk).is_member
    assert client.get(reverse("conversation-people", args=[group.pk])).status_code == 200


def test_reader_of_announcements_asks_in_private(client, room, coordinator, founder):
    told = services.send(conversation=room, by=coordinator, body="**Demo day** is on 3 May").message
    client.force_login(founder)
    text = text_of(client, "conversation", room.pk)
    address = reverse("conversation-ask", args=[room.pk, told.pk])
    assert address in text
    assert "data-compose" not in text
    assert "<strong>Demo day</strong>" in client.get(address).content.decode()
    assert client.post(address, {"body": " "}).status_code == 400
    answer = client.post(address, {"body": "When do I speak?"})
    talk = Conversation.objects.get(kind="direct")
    assert answer["Location"] == reverse("conversation", args=[talk.pk])
    assert client.get(address)["Location"] == answer["Location"]
    assert reverse("message", args=[told.pk]) in text_of(client, "conversation", talk.pk)
    assert client.get(reverse("message", args=[told.pk]))["Location"].startswith(reverse("conversation", args=[room.pk]))


def test_block_and_lift_on_the_page(client, founder, mentor):
    direct = services.open_conversation(kind="direct", people=[founder, mentor], by=None)
    client.force_login(founder)
    client.post(reverse("conversation-block", args=[direct.pk]))
    assert people.has_blocked(founder, mentor)
    assert "data-compose" not in text_of(client, "conversation", direct.pk)
    assert 'name="lift"' in text_of(client, "conversation-people", direct.pk)
    client.post(reverse("conversation-block", args=[direct.pk]), {"lift": "1"})
    assert "data-compose" in text_of(client, "conversation", direct.pk)


def test_people_over_http(client, programme, group, coordinator, founder, founder2, company2, mentor):
    client.force_login(coordinator)
    address = f"/api/v1/conversations/{group.pk}/"
    json = {"content_type": "application/json"}
    assert client.post(f"{address}people/", {"people": [str(founder2.pk)]}, **json).status_code == 204
    rows = {row["name"]: row["reads_from"] for row in client.get(f"{address}people/").json()}
    assert rows == {"Aino Hyvärinen": 1, "Elli Lund": 0, "Johan Åström": 0, "Maja Kuorak": 0}
    assert client.post(f"{address}remove/", {"person": str(mentor.pk)}, **json).status_code == 204
    assert client.post(f"{address}leave/").json()["code"] == "last-coordinator"
    assert client.post(f"{address}mute/", {"until": None}, **json).status_code == 204
    assert client.get(address).json()["muted_until"].startswith("9999")
    made = client.post("/api/v1/conversations/", {"programme": str(programme.pk), "title": "Two", "people": [str(founder.pk)]}, **json)
    assert (made.status_code, made.json()["kind"]) == (201, "cohort")
    room = client.post("/api/v1/conversations/announcements/", {"programme": str(programme.pk)}, **json).json()
    told = services.send(conversation=Conversation.objects.get(pk=room["id"]), by=coordinator, body="News").message
    client.force_login(founder)
    question = {"client_uuid": str(told.pk), "body": "Why?"}
    talk = client.post(f"/api/v1/conversations/{room['id']}/messages/{told.pk}/ask/", question, **json).json()
    assert (talk["kind"], talk["subject_id"]) == ("direct", str(told.pk))
    assert client.post(f"/api/v1/conversations/{talk['id']}/block/").status_code == 204
    assert client.get(f"/api/v1/conversations/{talk['id']}/").json()["may_write"] is False
    assert client.post(f"/api/v1/conversations/{talk['id']}/unblock/").status_code == 204
