"""Every mail about mentorships, sessions and follow-ups can be read: in each language, with all its facts."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

import mentoring
from mentoring.followups import services as followups
from mentoring.followups.models import FollowUp, FollowUpRule
from mentoring.mentorships import contacts, records, services, sessions
from network.core import clock
from network.invitations import services as invitations
from network.invitations.models import Attendee
from network.notifications.models import Delivery, Notification
from network.notifications.render import Reader, render_mail, render_notice
from network.organisations.models import Membership
from tests.world import person as somebody

OURS = ("mentorship.", "agreement.", "session.", "feedback.", "followup.", "checkin.")


@pytest.fixture
def story(agreeing, founder, mentor, coordinator, incubator, plan, noon, programme):
    """Everything happens once that somebody is told of."""
    pair = agreeing
    services.edit_agreement(mentorship=pair, by=mentor, version=1, goals="Two price lists")
    for person in (founder, mentor):
        services.accept_agreement(mentorship=pair, by=person, version=2)
    services.edit_agreement(mentorship=pair, by=founder, version=2, months=8)
    for person in (founder, mentor):
        pair = services.accept_agreement(mentorship=pair, by=person, version=3)
    services.pause(mentorship=pair, by=founder)
    services.resume(mentorship=pair, by=mentor)
    away = sessions.propose(mentorship=pair, by=mentor, plan=plan, times=[noon + timedelta(days=1)])
    sessions.cancel(session=away, by=mentor, note="Later")
    made = sessions.propose(mentorship=pair, by=founder, plan=plan, times=[noon + timedelta(days=2)], message="Čáhci 🙂")
    made = sessions.accept(session=made, by=mentor, time=noon + timedelta(days=2))
    missed = sessions.propose(mentorship=pair, by=founder, plan=sessions.Plan("Freight"), times=[noon + timedelta(days=5)])
    missed = sessions.accept(session=missed, by=mentor, time=noon + timedelta(days=5))
    moved = sessions.move(session=missed, by=mentor, times=[noon + timedelta(days=6)])
    sessions.keep(session=moved, by=founder)
    invitations.record_answer(attendee_id=Attendee.objects.get(invitation__source_id=missed.pk, person=mentor).pk, answer="declined")
    sessions.keep(session=missed, by=mentor)
    colleague = somebody("Signe Sund")
    Membership.objects.create(organisation=pair.company, person=colleague)
    for contact in (colleague, founder):
        contacts.appoint(mentorship=pair, person=contact, by=founder)
    with clock.at(noon + timedelta(days=5, hours=2)):
        records.hold(session=made, by=mentor, minutes=50)
        records.contest(session=made, by=founder, minutes=30, note="We began late")
        records.give_feedback(session=made, by=founder, score=1)
        records.miss(session=missed, by=founder)
    services_end = clock.at(noon + timedelta(days=40))
    with services_end:
        programme.follow_up_rules.create(key="a-reminder", event=FollowUpRule.Event.MENTORSHIP_ENDED, answer_kind="none", offset_days=0)
        services.end_mentorship(mentorship=pair, by=mentor, note="Thank you")
    with clock.at(noon + timedelta(days=43)):
        followups.ask_due()
        followups.answer(follow_up=FollowUp.objects.filter(state="asked", rule__answer_kind="scale").first(), by=None, score=1, comment="Hm")


def kinds_of_templates() -> set[str]:
    folder = Path(mentoring.__file__).parent / "templates" / "mail"
    return {path.name for path in folder.iterdir() if path.is_dir() and path.name.startswith(OURS)}


def test_every_kind_is_sent_and_every_kind_sent_has_words(story):
    sent = {kind for kind in Notification.objects.values_list("kind", flat=True) if kind.startswith(OURS)}
    assert sent == kinds_of_templates()


@pytest.mark.parametrize("language", ["en", "fi", "sv", "nb", "se-no"])
def test_every_mail_reads_without_a_hole(story, language):
    for mail in Delivery.objects.exclude(calendar_method="CANCEL"):
        reader = Reader(language=language, zone="Europe/Oslo", first_name="Elli")
        done = render_mail(mail.kind, mail.context, reader, url=mail.url)
        notice = render_notice(mail.kind, mail.context, reader)
        for text in (done.subject, done.text, notice):
            assert text.strip(), mail.kind
            assert not re.search(r"\{\{|\{%|%\(|\bNone\b|\{other\}|\{topic\}", text), (mail.kind, text)
            assert not re.search(r"\d{4}-\d{2}-\d{2}T", text), (mail.kind, text)
        assert not re.search(r"[ ,]{2,}$", done.subject), mail.kind


def test_a_proposal_shows_its_times_in_both_zones(story, founder):
    mail = Delivery.objects.filter(kind="session.proposed", context__has_key="was").first()
    text = render_mail(mail.kind, mail.context, Reader(language="en", zone="Europe/Helsinki")).text
    assert "10:00" in text
    assert "09:00" in text


def test_the_question_has_a_button_per_answer(story):
    mail = Delivery.objects.filter(kind="followup.question").first()
    html = render_mail(mail.kind, mail.context, Reader(language="sv", zone="Europe/Helsinki", first_name="Elli"), url=mail.url).html
    assert all(f'href="{answer["url"]}"' in html for answer in mail.context["answers"])
