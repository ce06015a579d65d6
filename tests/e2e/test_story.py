"""The main job from end to end, on real engines: two people at once in two languages, then everybody who follows them.

Once by keyboard only with the websocket, once with the mouse and the founder's websocket blocked while the mentor's works.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, expect

from mentoring.followups.models import FollowUp, FollowUpRule
from mentoring.investors.models import InvestorMeeting
from mentoring.mentorships.models import Mentorship, Session
from mentoring.requests.models import Choice, MentoringRequest
from messaging.models import Message
from network.accounts.models import User
from network.celery import app
from network.core import clock
from network.notifications.models import Delivery
from network.programmes.models import Participation, Programme, SharingAgreement
from network.programmes.services import agree_sharing
from tests.browser import apart
from tests.e2e.living import Reader, platform, until
from tests.world import mentor_profile, person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)  # within everybody's working hours
HOW_IS_IT = {"en": "How is the mentoring going?", "sv": "Hur går det med mentorskapet?"}


@pytest.fixture
def folk(founder, company, mentor, mentor2, coordinator, incubator, support, support_organisation, investor, programme) -> dict[str, User]:
    """The people of the story. The founder reads Swedish, the mentor English."""

    def prepare() -> User:
        mentor.languages = ["en", "sv"]
        mentor.save()
        third = person("Siv Nordlund", country="SE", languages=("sv", "en"), place="Skellefteå")
        mentor_profile(third, programme, needs=("pricing",))
        FollowUpRule.objects.create(programme=programme, key="first-month", event="mentorship-started", offset_days=30, question=HOW_IS_IT)
        clock.advance_to(MONDAY)
        return third

    return {
        "founder": founder, "mentor": mentor, "mentor2": mentor2, "third": apart(prepare), "coordinator": coordinator, "support": support,
        "investor": investor,
    }  # fmt: skip


@pytest.fixture
def site(folk, transactional_db, tmp_path: Path):
    with platform(tmp_path) as address:
        yield address


@pytest.fixture
def sit_down(browser: Browser, site: str):
    """`sit_down(person, …)` opens their browser and signs them in; whatever goes wrong in it fails the test."""
    readers: list[Reader] = []
    faults: list[str] = []

    def sit(user: User, **how: bool) -> Reader:
        reader = Reader(browser, site, user, faults, **how)
        readers.append(reader)
        reader.sign_in()
        return reader

    yield sit
    for reader in readers:
        reader.context.close()
    assert faults == []


@pytest.mark.parametrize("way", ["keyboard", "blocked"])
def test_story(way: str, folk: dict[str, User], programme: Programme, company, sit_down):
    keys = way == "keyboard"
    ours = sit_down(folk["founder"], by_keyboard=keys, blocked=way == "blocked")
    theirs = sit_down(folk["mentor"], by_keyboard=keys)
    expect(ours.page.locator("html")).to_have_attribute("lang", "sv")
    expect(theirs.page.locator("html")).to_have_attribute("lang", "en")
    asks_for_a_mentor(ours, folk)
    mentorship = accepts(theirs, folk)
    talk_live(ours, theirs, mentorship, blocked=way == "blocked")
    agree(ours, theirs, mentorship)
    session = book_a_session(ours, theirs, mentorship)
    lands_in_both_calendars(ours, theirs, session)
    a_follow_up_comes_weeks_later(ours, folk["founder"])
    coordinator = sit_down(folk["coordinator"], by_keyboard=keys)
    the_coordinator_sees_who_has_gone_quiet(coordinator, folk)
    the_support_organisation_sees_what_was_agreed(sit_down(folk["support"], by_keyboard=keys), folk)
    an_investor_meeting_is_arranged(coordinator, folk, company)
    the_investor_sees_it(sit_down(folk["investor"], by_keyboard=keys))


def asks_for_a_mentor(ours: Reader, folk: dict[str, User]) -> None:
    """The request, the ranked mentors with their reasons, and three of them in order."""
    ours.open("/requests/new/")
    ours.tick("input[name=target][value=mentor]")
    ours.choose("select[name=needs_1]", "pricing")
    ours.write("textarea[name=goal]", "Sälja hantverk i Norge till ett pris som håller.")
    ours.choose("select[name=languages_sv]", "2")
    ours.tick("input[name=cross_border][value=prefer]")
    ours.press("button[name=then][value=open]")
    expect(ours.page.locator("article[aria-labelledby^='m-']")).to_have_count(3)
    expect(ours.page.locator("article[aria-labelledby^='m-'] .fit").first).to_be_visible()
    for name in ("mentor", "mentor2", "third"):
        key = apart(lambda name=name: str(folk[name].mentor_profile.pk))
        ours.press(f"button[name=do][value='add:{key}']")
        expect(ours.page.locator(f"article[aria-labelledby='m-{key}'] button[value='out:{key}']")).to_be_visible()
    ours.press("form[action$='/send/'] button")
    ours.sees("Johan Åström")
    order = [("Johan Åström", "asked"), ("Ingrid Moe", "waiting"), ("Siv Nordlund", "waiting")]
    assert apart(lambda: list(Choice.objects.order_by("rank").values_list("mentor__person__name", "state"))) == order


def accepts(theirs: Reader, folk: dict[str, User]) -> Mentorship:
    """The mentor is told in English, reads what is asked, and accepts. The others never hear of it."""
    mail = until(lambda: Delivery.objects.filter(kind="request.asked", state="sent").first() or sent_to(folk["mentor"]), "the question to reach the mentor")
    assert mail.language == "en"
    theirs.open("/asked/")
    theirs.press("main article a.button.primary")
    theirs.sees("Sälja hantverk i Norge")
    theirs.press("form[action$='/accept/'] button")
    until(lambda: MentoringRequest.objects.get().state == "accepted", "the acceptance to stand")
    assert apart(lambda: not Delivery.objects.filter(person__in=[folk["mentor2"], folk["third"]]).exists())
    return apart(lambda: Mentorship.objects.get())


def sent_to(user: User) -> Delivery | None:
    return Delivery.objects.filter(person=user, state="sent").order_by("-id").first()


def talk_live(ours: Reader, theirs: Reader, mentorship: Mentorship, *, blocked: bool) -> None:
    """Both have the conversation open; what one writes appears at the other without a reload."""
    for reader in (ours, theirs):
        reader.open(f"/conversations/{mentorship.conversation_id}/")
    bodies = "li[data-seq] [data-body]"
    said = ["Hej Johan! Två priser eller ett? 🎨", "One price, that holds in both countries."]
    for number, (speaker, text) in enumerate(zip((ours, theirs), said, strict=True), start=1):
        speaker.write("#message-body", text)
        speaker.page.keyboard.press("Enter") if not speaker.by_keyboard else speaker.press("form[data-compose] button.primary")
        for reader in (ours, theirs):
            expect(reader.page.locator(bodies)).to_have_text(said[:number])
    assert apart(lambda: list(Message.objects.order_by("seq").values_list("body", flat=True))) == said


def agree(ours: Reader, theirs: Reader, mentorship: Mentorship) -> None:
    """Both read and accept the agreement."""
    for reader in (ours, theirs):
        reader.open(f"/mentorships/{mentorship.pk}/")
        if not apart(lambda: Mentorship.objects.get().goals):
            reader.open(f"/mentorships/{mentorship.pk}/agreement/")
            reader.write("textarea[name=goals]", "Ett pris som håller i Norge.")
            reader.press("main form.form button.primary")
            reader.open(f"/mentorships/{mentorship.pk}/")
        if reader.page.locator("form[action$='/accept/'] button").count():
            reader.press("form[action$='/accept/'] button")
    assert until(lambda: Mentorship.objects.filter(state="active").exists(), "both to have agreed")


def book_a_session(ours: Reader, theirs: Reader, mentorship: Mentorship) -> Session:
    """The founder offers times that are free for both; the mentor takes one."""
    ours.open(f"/mentorships/{mentorship.pk}/sessions/new/")
    ours.write("input[name=topic]", "Prissättning för gallerier")
    for number in (0, 5):
        ours.tick(ours.page.locator("input[name=times]").nth(number))
    ours.tick("input[name=format][value=online]")
    ours.write("input[name=link]", "https://meet.example.org/sund")
    ours.press("main form.form button.primary:not([name])")
    session = until(lambda: Session.objects.filter(state="proposed").first(), "the times to be proposed")
    theirs.open(f"/sessions/{session.pk}/")
    theirs.tick("input[name=time]")
    theirs.press("form[action$='/accept/'] button.primary")
    found = until(lambda: Session.objects.filter(state="confirmed").first(), "the session to stand")
    expect(theirs.page.locator("main .when").first).to_contain_text("Vaasa")
    return found


def lands_in_both_calendars(ours: Reader, theirs: Reader, session: Session) -> None:
    """As a calendar invitation by mail, and in the feed each can subscribe to: the same instant, once."""
    for reader in (ours, theirs):
        rows = Delivery.objects.filter(kind="invitation.request", person=reader.user, state="sent")
        mail = until(lambda rows=rows: rows.first(), f"the invitation to reach {reader.user}")
        check_event(mail.calendar, session)
        reader.open("/calendar/")
        reader.sees("Prissättning för gallerier")
        feed = reader.page.locator("input.copy").input_value()
        answer = reader.context.request.get(f"/calendar/{feed.rsplit('/', 1)[1]}" if not feed.startswith(reader.site) else feed)
        check_event(answer.text(), session)


def check_event(ics: str, session: Session) -> None:
    (event,) = Calendar.from_ical(ics).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (session.starts_at, session.starts_at + timedelta(minutes=session.minutes))


def a_follow_up_comes_weeks_later(ours: Reader, founder: User) -> None:
    """The clock moves; beat's task finds what fell due; the question comes in Swedish, and is answered."""
    due = apart(lambda: FollowUp.objects.get(person=founder, rule__key="first-month").due_at)
    apart(clock.advance_to, due + timedelta(minutes=1))
    apart(app.send_task, "mentoring.ask_follow_ups")
    mail = until(lambda: Delivery.objects.filter(kind="followup.question", person=founder, state="sent").first(), "the follow-up to leave")
    assert mail.language == "sv"
    assert due > MONDAY + timedelta(days=29)
    ours.open("/follow-ups/")
    ours.sees(HOW_IS_IT["sv"])
    ours.press("main ul a.button.primary")
    ours.tick("input[name=choice][value='4']")
    ours.press("main form button.primary")
    assert until(lambda: FollowUp.objects.filter(person=founder, state="answered").exists(), "the answer to be on record")


def the_coordinator_sees_who_has_gone_quiet(coordinator: Reader, folk: dict[str, User]) -> None:
    """Nothing has happened between the two for weeks: the coordinator sees it, and writes with the ready text."""
    coordinator.open("/coordination/mentorships/?state=stuck")
    coordinator.sees("Verkstad Sund")
    coordinator.sees("Johan Åström")
    coordinator.press("a[href$='/write/company/']")
    coordinator.press("main form button.primary")
    until(lambda: Delivery.objects.filter(kind="coordination.note", person=folk["founder"]).exists(), "the coordinator's words to be on their way")
    coordinator.open("/pipeline/")
    expect(coordinator.page.locator("svg[role=img]").first).to_be_visible()
    assert apart(lambda: Mentorship.objects.get().state) == "active"


def the_support_organisation_sees_what_was_agreed(support: Reader, folk: dict[str, User]) -> None:
    """Figures first: no name, no way to the companies, one company too few to count. Then the two agree on names."""
    support.open("/pipeline/")
    expect(support.page.locator("main .card a.button")).to_have_count(0)
    expect(support.page.locator("main")).not_to_contain_text("Verkstad Sund")
    shared = apart(lambda: SharingAgreement.objects.get())
    refused = support.context.request.get(f"{support.site}/pipeline/{shared.pk}/companies/")
    assert refused.status == 403
    parties = apart(lambda: {"programme": shared.programme, "giver": shared.giver, "receiver": shared.receiver})
    apart(agree_sharing, by=folk["coordinator"], level=SharingAgreement.Level.NAMED, **parties)
    support.open("/pipeline/")
    support.press("main .card a.button")
    support.sees("Verkstad Sund")


def an_investor_meeting_is_arranged(coordinator: Reader, folk: dict[str, User], company) -> None:
    """A coordinator sets it up; invitations reach everybody as calendar invitations."""
    day = apart(lambda: (clock.now() + timedelta(days=8)).date())
    pair = apart(lambda: str(Participation.objects.get(organisation=company).pk))
    coordinator.open("/investor-meetings/new/")
    coordinator.choose("select[name=company]", pair)
    coordinator.write("input[name=title]", "Sund möter Norrsken")
    coordinator.write("input[name=starts_at]", f"{day}T13:00")
    coordinator.write("input[name=place]", "Väven, Umeå")
    coordinator.tick(f"input[name=investors][value='{folk['investor'].pk}']")
    coordinator.press("main form.form button.primary")
    coordinator.press("form[action$='/invite/'] button")
    meeting = until(lambda: InvestorMeeting.objects.filter(state="invited").first(), "the invitations to be sent")
    assert (meeting.starts_at.hour, meeting.starts_at.minute) == (12, 0)  # one o'clock in Umeå in winter
    apart(lambda: clock.advance_to(clock.now() + timedelta(hours=3)))  # the first one's day has begun; now everybody's has
    apart(app.send_task, "network.sweep_outbox")
    for name in ("investor", "founder", "coordinator"):
        rows = Delivery.objects.filter(kind="invitation.request", person=folk[name], state="sent", context__title__icontains="Norrsken")
        mail = until(lambda rows=rows: rows.first(), f"the invitation to reach {name}")
        (event,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
        assert event["DTSTART"].dt == meeting.starts_at


def the_investor_sees_it(investor: Reader) -> None:
    """On the page of those invited."""
    investor.open("/investor-meetings/")
    investor.sees("Sund möter Norrsken")
