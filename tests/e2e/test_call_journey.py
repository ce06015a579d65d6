"""Journey 6: an incubator runs a call, from the form to the confirmed places and into the cohort, by keyboard alone.

The coordinator reads Finnish on Helsinki's clock, the applicant Swedish on Stockholm's. What eleven other companies and two
other reviewers do goes through the services; what a person does for the first time is done with keys in a browser.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import BrowserContext, Page, expect

from mentoring.calls import editions, handing, moving, services, writing
from mentoring.calls.models import Application, Call, ConflictOfInterest, Move
from mentoring.calls.pipelines import apply_template
from mentoring.cohorts import services as cohorts
from mentoring.reviews import arranging, assigning, deciding, reviewing
from mentoring.reviews.models import Assignment
from network.accounts.models import User
from network.core import clock
from network.notifications.models import Delivery
from network.notifications.render import Reader, render_mail
from network.organisations.models import Kind, Organisation
from network.programmes.models import Participation
from tests.browser import apart
from tests.e2e.pages import violations
from tests.keyboard import Keys
from tests.world import organisation, person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
WORDS = ("Kaarna", "Lumihelmi", "Tuohela", "Vuolukas", "Hopeapaju", "Silkkitie", "Rautahanka", "Mustikkapuro", "Purppura", "Kivikko", "Saarnivaara")
IDEA, PLACES = "Vävt ljus från skärgården, sålt i tre länder.", 4


@dataclass
class World:
    """Who and what the walk is about."""

    call: Call
    founder: User
    coordinator: User
    reviewers: list[User]
    others: list[Organisation]

    @property
    def path(self) -> str:
        return f"/calls/{self.call.pk}/"

    @property
    def names(self) -> set[str]:
        """What no reviewer may read."""
        return {"Verkstad Sund", self.founder.name, *(one.name.split()[0] for one in self.others)}


def prepare(programme, incubator, company, founder, coordinator, reviewers) -> World:
    """A call that is made and not published, and eleven more companies in the programme."""
    for user, language, zone in (
        (coordinator, "fi", "Europe/Helsinki"),
        (founder, "sv", "Europe/Stockholm"),
        *((one, "en", one.time_zone) for one in reviewers),
    ):
        User.objects.filter(pk=user.pk).update(languages=[language], time_zone=zone)
    others = []
    for word in WORDS:
        others.append(organisation(f"{word} Oy", Kind.COMPANY, members=(person(f"{word} Virta", languages=("fi",)),)))
        Participation.objects.create(programme=programme, organisation=others[-1])
    now = clock.now()
    given: dict[str, Any] = {
        "titles": {"fi": "Kevään hautomo", "sv": "Vårens inkubator"}, "languages": ["fi", "sv"], "time_zone": "Europe/Helsinki", "is_blind": True,
        "opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=3), "confirm_days": 14, "places": PLACES,
    }  # fmt: skip
    call = services.make_call(by=coordinator, programme=programme, incubator=incubator, **given)
    if not call.stages.exists():
        apply_template(call=call, key="one-stage", by=coordinator)
    founder.refresh_from_db()
    return World(call, founder, coordinator, reviewers, others)


def axe(page: Page) -> None:
    assert violations(page) == [], page.url


def test_call_is_run_from_the_form_into_the_cohort_without_a_mouse(
    programme, incubator, company, founder, coordinator, mentor, mentor2, support, sit_down, site
):
    world = apart(prepare, programme, incubator, company, founder, coordinator, [mentor, mentor2, support])
    staff, firm, reader = (sit_down(who) for who in (coordinator, founder, mentor))
    ours, theirs, theirs_to_read = staff.new_page(), firm.new_page(), reader.new_page()
    builds_the_form_and_publishes(ours, site, world)
    applies_with_somebody_from_outside(theirs, site, world)
    apart(eleven_more_apply, world)
    checks_eligibility_on_the_board(ours, site, world)
    apart(reviews_begin, world)
    number = reviews_blind_and_declares_a_conflict(theirs_to_read, site, world)
    finds_no_name_anywhere(reader, site, world, number)
    apart(others_review, world)
    decides_by_the_median(ours, site, world)
    lets_all_letters_leave(ours, site, world)
    apart(gathers_a_cohort, world)
    confirms_the_place(theirs, site, world)
    begins_the_cohort(ours, site, world)
    finds_the_cohort(theirs, site, world)
    apart(is_remembered, world)


def builds_the_form_and_publishes(page: Page, site: str, world: World) -> None:
    """A question in both languages, then the call is out."""
    keys = Keys(page)
    page.goto(f"{site}{world.path}")
    expect(page.locator("html")).to_have_attribute("lang", "fi")
    keys.follow(f"a[href='{world.path}form/']")
    keys.choose("aside select[name=kind]", "text")
    keys.follow("aside form button.primary")
    keys.write("[name=labels_fi]", "Mikä on ideasi?")
    keys.write("[name=labels_sv]", "Vad är din idé?")
    keys.tick("input[name=required]")
    keys.follow("main form button.primary")
    expect(page.locator("#questions li")).to_have_count(1)
    axe(page)
    page.goto(f"{site}{world.path}")
    keys.press("details:has(form[action$='/publish/']) summary")
    keys.follow("form[action$='/publish/'] button")
    expect(page.locator("details:has(form[action$='/publish/'])")).to_have_count(0)


def applies_with_somebody_from_outside(page: Page, site: str, world: World) -> None:
    """Found among the calls, written, kept as it is typed, handed in; a partner is asked to write along."""
    keys = Keys(page)
    page.goto(f"{site}/calls/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    keys.follow(f"a[href='{world.path}']")
    keys.follow("form[action$='/apply/'] button")
    keys.write("textarea[name^='q-']", IDEA)
    expect(page.locator(".kept", has_text="Sparat")).to_be_visible()
    keys.is_somewhere()
    axe(page)
    keys.follow("button[name=then][value=keep]")
    keys.follow("a[href^='/applications/']:not([href$='/write/'])")
    keys.press("details:has(form[action$='/people/']) summary")
    keys.write("input[name=email]", "partner@example.org")
    keys.follow("form[action$='/people/'] button")
    expect(page.locator("aside li", has_text="partner@example.org")).to_be_visible()
    keys.follow("form[action$='/submit/'] button")
    expect(page.locator("form[action$='/submit/']")).to_have_count(0)


def eleven_more_apply(world: World) -> None:
    """The other companies hand in, too."""
    key = editions.questions(world.call)[0].key
    assert Delivery.objects.filter(kind="application.invited", address="partner@example.org").count() == 1
    for one in world.others:
        writer = User.objects.get(memberships__organisation=one)
        made = writing.begin(call=world.call, company=one, by=writer)
        writing.write(application=made, by=writer, answers={key: f"{one.name} makes things with {writer.name}."}, seen=made.version)
        handing.submit(application=made, by=writer)


def checks_eligibility_on_the_board(page: Page, site: str, world: World) -> None:
    """The first card goes to review by arrows, M and Enter, and keeps the focus; two are not eligible, and nobody is told yet."""
    keys = Keys(page)
    page.goto(f"{site}{world.path}board/")
    keys.reach("article[data-here] [data-key]")
    for _card in range(len(world.others) + 1):
        if "Verkstad Sund" in page.evaluate("document.activeElement.textContent"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("m")
    keys.press(page.get_by_role("dialog").locator("button[name=verb][value=review]"))
    card = page.locator("article[data-card]", has_text="Verkstad Sund")
    expect(card.locator("[data-key]")).to_be_focused()
    expect(page.locator("section.stage", has=card)).to_contain_text("Arvioinnissa")

    def rest() -> None:
        for place, row in enumerate(Application.objects.filter(call=world.call, stage__key="submitted").order_by("number")):
            moving.move(application=row, verb="decline" if place > 8 else "review", by=world.coordinator, reason="Ei kuulu kohderyhmään")

    apart(rest)


def reviews_begin(world: World) -> None:
    """Two weighted criteria, two reads each, the median ranks; three reviewers have twenty reads."""
    by, call = world.coordinator, world.call
    for key, weight in (("idea", 2), ("market", 1)):
        arranging.add_criterion(by=by, call=call, key=key, labels={"fi": key.title(), "sv": key.title()}, weight=weight)
    arranging.set_up(by=by, call=call, reads=2, middle="median")
    arranging.save_phase(by=by, call=call, starts_at=clock.now() - timedelta(minutes=1), ends_at=clock.now() + timedelta(days=5))
    for reader in world.reviewers:
        arranging.add_reviewer(by=by, call=call, person=reader)
    assert len(assigning.allocate_call(by=by, call=call).assignments) == 20


def reviews_blind_and_declares_a_conflict(page: Page, site: str, world: World) -> int:
    """One review handed in, one application given away for a conflict; returns the number of that one."""
    keys = Keys(page)
    page.goto(f"{site}/")
    keys.follow(f"a[href='{world.path}reviewing/']")
    waiting = page.locator("main a[href^='/applications/'][href$='/review/']")
    keys.follow(waiting.first)
    keys.pick("points.idea", "5")
    keys.pick("points.market", "4")
    axe(page)
    keys.follow("button[name=do][value=submit]")
    shut = apart(lambda: to_shut(world))
    keys.follow(f"a[href='/applications/{shut.pk}/review/']")
    keys.press("details:has(form[action$='/conflict/']) summary")
    keys.write("textarea[name=reason]", "My sister works there.")
    keys.follow("form[action$='/conflict/'] button")
    expect(page.locator(f"a[href='/applications/{shut.pk}/review/']")).to_have_count(0)
    assert page.goto(f"{site}/applications/{shut.pk}/review/").status == 404
    return shut.number


def to_shut(world: World) -> Application:
    """What the first reviewer has not read yet."""
    reader = world.reviewers[0]
    done = reader.reviewing.get(call=world.call).reviews.values("application")
    return Application.objects.filter(assignments__reviewer__person=reader).exclude(pk__in=done).order_by("number").last()


def finds_no_name_anywhere(reader: BrowserContext, site: str, world: World, number: int) -> None:
    """Board, table, files and API of the reviewer: numbers without names, and without the one that is closed to them."""
    asked = [f"{world.path}{end}" for end in ("", "reviewing/", "board/", "table/", "export.csv")]
    asked += [f"/api/v1{world.path}{end}/" for end in ("board", "cards")] + ["/api/v1/reviews/", "/notices/", "/"]
    for address in asked:
        text = reader.request.get(f"{site}{address}").text()
        assert [name for name in world.names if name in text] == [], address
    cards = reader.request.get(f"{site}/api/v1{world.path}cards/").json()["results"]
    assert cards
    assert number not in {card["number"] for card in cards}


def others_review(world: World) -> None:
    """What was given away is given to somebody else; everything is read twice, the first application liked best."""
    assert ConflictOfInterest.objects.get().person == world.reviewers[0]
    assigning.allocate_call(by=world.coordinator, call=world.call)
    for row in Assignment.objects.filter(ended_at=None).select_related("application", "reviewer__person"):
        if row.reviewer.reviews.filter(application=row.application, state="submitted").exists():
            continue
        points = {"idea": max(0, 6 - row.application.number), "market": max(0, 6 - row.application.number)}
        reviewing.save(by=row.reviewer.person, application=row.application, points={key: min(5, value) for key, value in points.items()})
        reviewing.submit(by=row.reviewer.person, application=row.application)


def decides_by_the_median(page: Page, site: str, world: World) -> None:
    """The first four of the ranking are accepted with keys; the others declined. Nothing has left."""
    keys = Keys(page)
    page.goto(f"{site}{world.path}reviews/ranking/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(12)
    expect(rows.first).to_contain_text("Verkstad Sund")
    axe(page)
    boxes = page.locator("tbody input[name=applications]")
    for place in range(PLACES):
        keys.tick(boxes.nth(place))
    keys.choose("select[name=verb]", "accept")
    keys.write("textarea[name=words]", "Tervetuloa hautomoon.")
    keys.follow("main form button.primary")
    expect(page.locator("tbody .state.wait")).to_have_count(PLACES + 2)

    def rest() -> int:
        rows = Application.objects.filter(call=world.call, pending=None).order_by("number")
        assert not any(one.refusal for one in deciding.decide(by=world.coordinator, applications=rows, verb="decline", reason="Paikat täynnä"))
        return Delivery.objects.filter(kind__in=("application.accepted", "application.declined")).count()

    assert apart(rest) == 0


def lets_all_letters_leave(page: Page, site: str, world: World) -> None:
    """Twelve letters are read, each in its reader's language; they leave together."""
    keys = Keys(page)
    page.goto(f"{site}{world.path}reviews/decisions/")
    letters = page.locator("main details.more")
    expect(letters).to_have_count(12)
    keys.press(letters.first.locator("summary"))
    expect(page.locator("main [lang=sv]", has_text="Tervetuloa hautomoon.")).to_be_visible()
    axe(page)
    keys.follow("main form button.primary")
    expect(page).to_have_url(f"{site}{world.path}reviews/ranking/")

    def stages() -> dict[str, int]:
        found: dict[str, int] = {}
        for key in Application.objects.filter(call=world.call).values_list("stage__key", flat=True):
            found[key] = found.get(key, 0) + 1
        return found

    assert apart(stages) == {"accepted": PLACES, "declined": 8}


def confirms_the_place(page: Page, site: str, world: World) -> None:
    """From the home page's first step to the confirmed place."""
    keys = Keys(page)
    application = apart(lambda: Application.objects.get(company__name="Verkstad Sund"))
    page.goto(f"{site}/")
    keys.follow(f"main a[href='/applications/{application.pk}/']")
    axe(page)
    keys.follow("form[action$='/confirm/'] button")
    expect(page.locator("form[action$='/confirm/']")).to_have_count(0)
    expect(page.get_by_text("Platsen är din.")).to_be_visible()


def gathers_a_cohort(world: World) -> None:
    """It takes whoever confirms a place."""
    by, today = world.coordinator, clock.today("Europe/Helsinki")
    given: dict[str, Any] = {"names": {"fi": "Kevään ryhmä", "sv": "Vårens kohort"}, "languages": ["fi", "sv"], "time_zone": "Europe/Helsinki"}
    given |= {"starts_on": today, "ends_on": today + timedelta(days=120)}
    cohorts.make(by=by, programme=world.call.programme, incubator=world.call.incubator, call=world.call, **given)


def begins_the_cohort(page: Page, site: str, world: World) -> None:
    """From the call's page: who confirmed is in, and the cohort begins."""
    keys = Keys(page)
    page.goto(f"{site}{world.path}")
    keys.follow("#cohorts a[href^='/cohorts/']")
    expect(page.locator("#companies li")).to_have_count(1)
    expect(page.locator("#companies li")).to_contain_text("Verkstad Sund")
    axe(page)
    keys.press("details:has(form[action$='/begin/']) summary")
    keys.follow("form[action$='/begin/'] button")
    expect(page.locator("main .state.good", has_text="Käynnissä")).to_be_visible()


def finds_the_cohort(page: Page, site: str, world: World) -> None:
    """From the application to the cohort, and on into its conversation."""
    keys = Keys(page)
    application = apart(lambda: Application.objects.get(company__name="Verkstad Sund"))
    page.goto(f"{site}/applications/{application.pk}/")
    keys.follow("#cohort a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vårens kohort")
    axe(page)
    keys.follow("#talk a.primary")
    expect(page).to_have_url(re.compile("/conversations/"))


def is_remembered(world: World) -> None:
    """Who did what when, and that decisions had been held; who has not confirmed is reminded that action is needed."""
    decided = Move.objects.filter(application__call=world.call, was_pending=True)
    assert decided.count() == 12
    assert set(decided.values_list("made_by", flat=True)) == {world.coordinator.pk}
    confirmed = Move.objects.get(application__company__name="Verkstad Sund", verb="confirm")
    assert (confirmed.made_by_id, confirmed.target.key) == (world.founder.pk, "confirmed")
    reminders = Delivery.objects.filter(kind="application.confirm", state="due")
    assert reminders.values("person").distinct().count() == PLACES - 1
    assert not reminders.filter(person=world.founder).exists()
    mail = reminders.first()
    with translation.override("fi"):
        assert render_mail(mail.kind, mail.context, Reader(language="fi")).subject.startswith("Vaatii toimia")
