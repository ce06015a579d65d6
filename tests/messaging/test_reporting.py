"""Reports: the words are kept as they were, moderators see nothing else, and nobody learns who reported them."""

import io

import pytest
from django.urls import reverse
from django.utils.translation import override

from messaging import queries, reporting, services
from messaging.models import Conversation, Report
from messaging.report_rules import CLOSES_DIRECT_ALONE
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.files import scanning
from network.files import services as files
from network.notifications.kinds import may_turn_off
from network.notifications.models import Notification
from tests.network.files import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(programme, incubator, founder, mentor):
    return services.open_conversation(kind="mentorship", people=[founder, mentor], programme=programme, by=None)


@pytest.fixture
def rude(talk, mentor):
    services.send(conversation=talk, by=mentor, body="Something private that was said before")
    return services.send(conversation=talk, by=mentor, body="Rude words").message


@pytest.fixture
def reported(rude, founder):
    return reporting.report(message=rude, by=founder, reason="It hurts.")


def told(person, kind) -> list[dict]:
    return [row.context for row in Notification.objects.filter(person=person, kind=kind)]


def test_words_are_kept_when_they_are_changed_and_deleted(rude, reported, mentor, coordinator):
    services.edit(message=rude, by=mentor, body="Kind words")
    services.delete(message=rude, by=mentor)
    assert reporting.report_for(coordinator, reported.pk).body == "Rude words"


@pytest.fixture
def papers(talk, mentor, founder, settings, tmp_path):
    """A message before, and the reported one, each with a file; the report."""
    options = {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}}
    put = [files.upload(by=mentor, purpose="message", content=io.BytesIO(samples.PDF), name=name) for name in ("private.pdf", "rude.pdf")]
    _before, sent = (services.send(conversation=talk, by=mentor, body="", files=[file.pk]).message for file in put)
    return put, sent, reporting.report(message=sent, by=founder, reason="It hurts.")


def opened(client, person, report, file) -> set[int]:
    client.force_login(person)
    return {client.get(address).status_code for address in (page_of(report, file), f"/api/v1/reports/{report.pk}/files/{file.pk}/")}


def page_of(report, file) -> str:
    return reverse("conversation-report-file", args=[report.pk, file.pk])


def test_moderator_opens_the_files_of_the_reported_message_until_it_is_decided(client, papers, coordinator, mentor, founder, programme_manager, outsider):
    [other, rude], _sent, made = papers
    assert opened(client, coordinator, made, rude) == {200}
    assert opened(client, coordinator, made, other) == {404}
    assert client.get(reverse("file", args=[rude.pk])).status_code == 404  # nowhere else
    shown = client.get(reverse("conversation-report-detail", args=[made.pk])).content.decode()
    assert [shown.count("rude.pdf"), shown.count("private.pdf"), page_of(made, rude) in shown] == [1, 0, True]
    assert ">rude.pdf<" in client.get(reverse("conversation-reports")).content.decode()
    assert [one["name"] for one in client.get("/api/v1/reports/").json()["results"][0]["attachments"]] == ["rude.pdf"]
    for person in (mentor, founder, programme_manager, outsider):
        assert opened(client, person, made, rude) == {404}
    noted = Report.pgh_event_model.objects.filter(pgh_label="opened").order_by("pgh_id")
    assert [event.pgh_context for event in noted] == [{"person": str(coordinator.pk), "reason": "report.open-file", "file": str(rude.pk)}] * 2
    reporting.decide(report=made, verb="dismiss", by=coordinator)
    assert opened(client, coordinator, made, rude) == {409}
    shown = client.get(reverse("conversation-report-detail", args=[made.pk])).content.decode()
    assert [shown.count("rude.pdf"), page_of(made, rude) in shown] == [1, False]
    client.force_login(founder)
    assert client.get(reverse("file", args=[rude.pk])).status_code == 200  # the message itself is there as before
    assert noted.count() == 2


def test_files_of_a_deleted_message_stay_for_whoever_decides_and_go_with_the_decision(client, papers, coordinator, mentor, founder):
    [_other, rude], sent, made = papers
    services.delete(message=sent, by=mentor)
    assert opened(client, coordinator, made, rude) == {200}
    for person in (mentor, founder):
        client.force_login(person)
        assert client.get(reverse("file", args=[rude.pk])).status_code == 404
    reporting.decide(report=made, verb="dismiss", by=coordinator)
    rude.refresh_from_db()
    assert rude.erased_at is not None


def test_files_that_the_virus_check_did_not_let_through_are_not_opened(client, papers, talk, coordinator, mentor, founder, settings):
    settings.FILE_SCANNER = "tests.network.files.test_services.found_by"
    bad = files.upload(by=mentor, purpose="message", content=io.BytesIO(b"EICAR"), name="bad.txt")
    sent = services.send(conversation=talk, by=mentor, body="", files=[bad.pk]).message
    made = reporting.report(message=sent, by=founder, reason="What is this?")
    for state in ("checking", "refused"):
        assert opened(client, coordinator, made, bad) == {409}
        assert client.get("/api/v1/reports/").json()["results"][0]["attachments"][0]["state"] == state
        shown = client.get(reverse("conversation-report-detail", args=[made.pk])).content.decode()
        assert [shown.count("bad.txt"), page_of(made, bad) in shown] == [1, False]
        scanning.check_waiting()
    assert not Report.pgh_event_model.objects.filter(pgh_label="opened").exists()


def test_what_it_said_before_is_kept_as_well(client, rude, founder, mentor, coordinator):
    coordinator.languages = ["en"]
    coordinator.save()
    services.edit(message=rude, by=mentor, body="Ruder words")
    services.edit(message=rude, by=mentor, body="A nicer face")
    rude.refresh_from_db()
    made = reporting.report(message=rude, by=founder, reason="It said something else.")
    services.edit(message=rude, by=mentor, body="Words of afterwards")
    client.force_login(coordinator)
    page = reverse("conversation-report-detail", args=[made.pk])
    text = client.get(page).content.decode()
    assert [text.count(words) for words in ("A nicer face", "Ruder words", "Rude words", "Words of afterwards", "Since then")] == [1, 1, 1, 0, 1]
    services.delete(message=rude, by=mentor)
    [row] = client.get("/api/v1/reports/").json()["results"]
    assert ([said["body"] for said in row["before"]], row["body"], bool(row["deleted_at"])) == (["Ruder words", "Rude words"], "A nicer face", True)
    assert "deleted by its writer" in client.get(page).content.decode()


def test_moderator_sees_the_words_and_nothing_else(client, talk, reported, coordinator, mentor, programme_manager, outsider):
    assert told(coordinator, "report.made") == [{"programme": "Creative Networks"}]
    client.force_login(coordinator)
    text = client.get(reverse("conversation-report-detail", args=[reported.pk])).content.decode()
    assert "Rude words" in text
    assert "Something private" not in text
    with pytest.raises(NotVisible):
        queries.conversation_for(coordinator, talk.pk)
    for stranger in (mentor, programme_manager, outsider):  # the writer above all
        assert not reporting.reports_visible_to(stranger).exists()


def test_without_another_coordinator_the_administrators_decide(talk, programme, coordinator, incubator, founder, admin):
    services.join(conversation=talk, person=coordinator, by=None)
    rude = services.send(conversation=talk, by=coordinator, body="Rude words").message
    made = reporting.report(message=rude, by=founder, reason="It hurts.")
    assert not told(coordinator, "report.made")
    assert told(admin, "report.made")
    assert not reporting.reports_visible_to(coordinator).exists()
    with pytest.raises(Refused):
        reporting.decide(report=made, verb="dismiss", by=coordinator)


def test_report_is_refused(rude, reported, talk, founder, mentor):
    with pytest.raises(Conflict):
        reporting.report(message=rude, by=founder, reason="Once more")
    with pytest.raises(Refused):
        reporting.report(message=rude, by=mentor, reason="My own")
    with pytest.raises(Invalid):
        reporting.report(message=rude, by=founder, reason=" ")
    services.delete(message=rude, by=mentor)
    rude.refresh_from_db()
    with pytest.raises(Conflict):
        reporting.report(message=rude, by=founder, reason="Too late")


@pytest.mark.parametrize(("verb", "state"), [("dismiss", "dismissed"), ("warn", "warned"), ("close", "closed")])
def test_decision_is_told_to_the_reporter_and_never_who_reported(verb, state, reported, talk, coordinator, founder, mentor):
    Conversation.objects.filter(pk=talk.pk).update(kind=Conversation.Kind.DIRECT)
    decided = reporting.decide(report=reported, verb=verb, by=coordinator, answer="Please stay friendly.")
    assert (decided.state, decided.decided_by) == (state, coordinator)
    assert told(founder, "report.decided")[0]["state"] == state
    assert "Elli" not in str(list(Notification.objects.filter(person=mentor).values()))
    assert bool(told(mentor, "report.warning")) == (verb == "warn")
    talk.refresh_from_db()
    assert talk.is_closed == (verb == "close")
    with pytest.raises(Conflict):
        reporting.decide(report=reported, verb="dismiss", by=coordinator)
    event = Report.pgh_event_model.objects.order_by("pgh_id").last()
    assert (event.state, event.decided_by_id, bool(event.pgh_context)) == (state, coordinator.pk, True)


@pytest.mark.parametrize("kind", ["mentorship", "cohort", "announcement"])
def test_what_others_need_is_not_closed(kind, reported, talk, coordinator):
    Conversation.objects.filter(pk=talk.pk).update(kind=kind)
    with pytest.raises(Conflict):
        reporting.decide(report=reported, verb="close", by=coordinator)
    talk.refresh_from_db()
    assert not talk.is_closed


def test_notices_of_a_decision_always_come_and_hold_no_reported_words(reported, coordinator, founder, mentor):
    reporting.decide(report=reported, verb="warn", by=coordinator, answer="Please stay friendly.")
    for person, kind in ((founder, "report.decided"), (mentor, "report.warning"), (coordinator, "report.made")):
        assert "Rude words" not in str(told(person, kind))
        assert not may_turn_off(kind)


def test_pages_report_and_decide(client, rude, founder, coordinator, mentor):
    client.force_login(founder)
    address = reverse("conversation-report", args=[rude.conversation_id, rude.pk])
    assert address in client.get(reverse("conversation-about", args=[rude.conversation_id, rude.pk])).content.decode()
    assert "Maja Kuorak" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "It hurts."}).status_code == 302
    made = Report.objects.get()
    client.force_login(coordinator)
    assert reverse("conversation-reports") in client.get(reverse("conversations")).content.decode()
    Report.objects.update(body="**Rude** words")
    assert ">Rude words<" in client.get(reverse("conversation-reports")).content.decode()
    page = reverse("conversation-report-detail", args=[made.pk])
    shown = client.get(page).content.decode()
    assert 'value="warn"' in shown
    assert 'value="close"' not in shown  # others need the conversation, and the page says so
    with override("sv"):
        assert str(CLOSES_DIRECT_ALONE) in shown
    assert client.post(page, {"verb": "close"}).status_code == 400
    assert client.post(page, {"verb": "warn"}).status_code == 400  # a warning needs words
    assert client.post(page, {"verb": "warn", "answer": "Stay friendly."}).status_code == 302
    client.force_login(mentor)
    assert client.get(page).status_code == 404


def test_reports_over_http(client, rude, founder, coordinator):
    client.force_login(founder)
    address = f"/api/v1/conversations/{rude.conversation_id}/messages/{rude.pk}/report/"
    assert client.post(address, {"reason": "It hurts."}, content_type="application/json").status_code == 204
    assert client.get("/api/v1/reports/").json()["results"] == []
    client.force_login(coordinator)
    [row] = client.get("/api/v1/reports/").json()["results"]
    assert (row["body"], row["state"]) == ("Rude words", "open")
    decided = client.post(f"/api/v1/reports/{row['id']}/dismiss/", {}, content_type="application/json")
    assert decided.json()["state"] == "dismissed"
