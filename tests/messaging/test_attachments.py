"""Files of messages: who opens them, what becomes of them, and that a message has all of them or is not there."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from messaging import finding, queries, quiet, services, unread
from messaging.attachments import attached
from messaging.models import Conversation, Message, Participant
from messaging.rows import row_of
from network.core.errors import Conflict, Invalid, Refused
from network.files import scanning, sweeping
from network.files import services as files
from network.files.models import File
from tests.network.files import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept_here(settings, tmp_path) -> None:
    options = {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}}


def put(by, content: bytes = samples.PDF, name: str = "Budjetti.pdf") -> File:
    return files.upload(by=by, purpose="message", content=io.BytesIO(content), name=name)


def statuses(client, person, file) -> set[int]:
    client.force_login(person)
    return {client.get(reverse(name, args=[file.pk])).status_code for name in ("file", "api:file-content", "api:file-detail")}


def test_a_message_carries_its_files(talk, say, founder, mentor):
    paper, photo = put(founder), put(founder, samples.picture(), "kuva.jpg")
    sent = say(founder, "", files=[photo.pk, paper.pk])
    [read] = queries.messages_since(mentor, talk.pk, 0).rows
    assert row_of(read) == row_of(sent)
    photo.refresh_from_db()
    assert row_of(read)["attachments"] == [attached(photo), attached(paper)]
    assert [one["width"] for one in row_of(read)["attachments"]] == [60, 0]
    assert "attachments" not in row_of(say(founder, "no file"))
    services.edit(message=sent, by=founder, body="Now with words")
    services.edit(message=sent, by=founder, body="")


def test_a_file_of_a_conversation_is_not_told_to_outsiders(client, talk, say, founder, mentor, mentor2, outsider, admin, coordinator, incubator):
    file = put(founder)
    assert [statuses(client, person, file) for person in (founder, mentor)] == [{200}, {404}]  # nobody else's before it is sent
    say(founder, "Here", files=[file.pk])
    services.join(conversation=talk, person=mentor2, by=None)  # came after it
    for person in (founder, mentor):
        assert statuses(client, person, file) == {200}
    for person in (mentor2, outsider, admin, coordinator):
        assert statuses(client, person, file) == {404}
    services.leave(conversation=talk, person=mentor, by=None)
    assert statuses(client, mentor, file) == {200}  # keeps what could be read until then
    later = put(founder)
    say(founder, "After", files=[later.pk])
    assert statuses(client, mentor, later) == {404}
    assert statuses(client, mentor2, later) == {200}


def test_the_files_of_a_deleted_message_go_away(client, talk, say, founder, mentor, tmp_path):
    file = put(founder, samples.picture(), "a.jpg")
    sent = say(founder, "Here", files=[file.pk])
    gone = services.delete(message=sent, by=founder)
    assert "attachments" not in row_of(gone)
    assert {*statuses(client, founder, file), *statuses(client, mentor, file)} == {404}
    sweeping.sweep()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    file.refresh_from_db()
    assert (file.name, file.removed_at is None) == ("", False)


def test_a_message_has_all_its_files_or_is_not_there(talk, say, founder, mentor):
    mine, theirs = put(founder), put(mentor)
    for given in ([mine.pk, theirs.pk], [uuid4()], [mine.pk, uuid4()], [uuid4() for _n in range(11)]):
        with pytest.raises(Invalid) as refused:
            say(founder, "Here", files=given)
        assert list(refused.value.errors) == ["attachments"]
    assert not Message.objects.exists()
    say(founder, "Here", files=[mine.pk])
    with pytest.raises(Conflict):
        say(founder, "Again", files=[mine.pk])
    with pytest.raises(Invalid):
        say(founder, "   ")


def test_who_may_not_write_sends_no_file(talk, founder, mentor, outsider):
    file = put(founder)
    Participant.objects.filter(conversation=talk, person=founder).update(may_write=False)
    with pytest.raises(Refused):
        services.send(conversation=talk, by=founder, body="", files=[file.pk])
    direct = services.open_conversation(kind="direct", people=[founder, mentor], by=None)
    quiet.block(person=mentor, by=founder)
    with pytest.raises(Refused):
        services.send(conversation=direct, by=founder, body="", files=[file.pk])
    Conversation.objects.filter(pk=talk.pk).update(closed_at=talk.created_at)
    with pytest.raises(Refused):
        services.send(conversation=talk, by=mentor, body="", files=[put(mentor).pk])
    file.refresh_from_db()
    assert file.attached_at is None


def test_sent_twice_is_once_with_the_same_files(talk, founder):
    file, other, key = put(founder), put(founder), uuid4()
    words = {"conversation": talk, "by": founder, "body": "Here", "client_uuid": key}
    first, again = (services.send(**words, files=[file.pk]) for _twice in range(2))
    assert (first.is_new, again.is_new) == (True, False)
    assert row_of(first.message) == row_of(again.message)
    with pytest.raises(Conflict):
        services.send(**words, files=[other.pk])


def test_the_virus_check_changes_the_message(talk, say, founder, mentor, settings, django_capture_on_commit_callbacks):
    settings.FILE_SCANNER = "tests.network.files.test_services.found_by"
    good, bad = put(founder), put(founder, b"EICAR", "b.txt")
    sent = say(founder, "Here", files=[good.pk, bad.pk])
    assert [one["state"] for one in row_of(sent)["attachments"]] == ["checking", "checking"]
    with django_capture_on_commit_callbacks(execute=True):
        assert scanning.check_waiting() == 2
    [changed] = queries.messages_since(mentor, talk.pk, sent.changed_seq).rows
    assert [one["state"] for one in row_of(changed)["attachments"]] == ["ready", "refused"]


def test_a_file_is_found_by_its_name_and_stands_for_its_message(client, talk, say, founder, mentor):
    say(founder, "", files=[put(founder).pk])
    say(founder, "Something else")
    assert [hit.seq for hit in finding.search(mentor, talk.pk, "budjetti").rows] == [1]
    assert not finding.search(mentor, talk.pk, "size content_type").rows
    stay = unread.stays().select_related("conversation").get(conversation=talk, person=mentor)
    told = unread.talk(stay, unread.unread_of(stay), 0)["messages"]
    assert [message["files"] for message in told] == ["Budjetti.pdf", ""]
    only = services.open_conversation(kind="direct", people=[founder, mentor], by=None)
    services.send(conversation=only, by=founder, body="", files=[put(founder, name="Sopimus.pdf").pk])
    client.force_login(mentor)
    assert "Sopimus.pdf" in client.get(reverse("conversations")).content.decode()


def test_over_http(founder, talk):
    api = APIClient()
    api.force_authenticate(founder)
    file = api.post("/api/v1/files/", {"purpose": "message", "file": SimpleUploadedFile("kuva.png", samples.picture("PNG"))}, format="multipart").data
    address = f"/api/v1/conversations/{talk.pk}/messages/"
    sent = api.post(address, {"client_uuid": str(uuid4()), "body": "", "attachments": [file["id"]]}, format="json")
    assert sent.status_code == 201
    assert api.get(address).data["results"][0]["attachments"][0]["name"] == "kuva.png"
    for wrong in ({"attachments": ["x"]}, {"attachments": [str(uuid4())]}, {"attachments": "x"}):
        refused = api.post(address, {"client_uuid": str(uuid4()), "body": "x"} | wrong, format="json")
        assert (refused.status_code, {name.split(".")[0] for name in refused.data["errors"]}) == (400, {"attachments"})
    assert list(api.post(address, {"client_uuid": str(uuid4()), "body": ""}, format="json").data["errors"]) == ["body"]


def test_without_script(client, talk, founder, mentor):
    client.force_login(founder)
    page = reverse("conversation", args=[talk.pk])
    one, two = SimpleUploadedFile("Työ.pdf", samples.PDF), SimpleUploadedFile("kuva.jpg", samples.picture())
    assert client.post(page, {"body": "", "client_uuid": uuid4(), "files": [one, two]}).status_code == 302
    client.force_login(mentor)
    text = client.get(page).content.decode()
    assert "Työ.pdf" in text
    assert 'alt="kuva.jpg" width="60" height="40"' in text


def test_without_script_a_refused_file_keeps_the_words_and_the_other_file(client, talk, founder):
    client.force_login(founder)
    founder.languages = ["en"]
    founder.save()
    page = reverse("conversation", args=[talk.pk])
    good, bad = SimpleUploadedFile("plan.pdf", samples.PDF), SimpleUploadedFile("other.pdf", samples.EXE)
    answer = client.post(page, {"body": "My words", "client_uuid": uuid4(), "files": [good, bad]})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "other.pdf: The name ends in “.pdf”, but the file is something else." in text
    assert "My words" in text
    [kept] = File.objects.all()
    assert f'value="{kept.pk}"' in text
    assert client.post(page, {"body": "My words", "client_uuid": uuid4(), "attachments": [str(kept.pk), "x"]}).status_code == 302
    assert Message.objects.get().attachments[0]["name"] == "plan.pdf"
