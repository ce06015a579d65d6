"""The way of a request through its pages, without a script."""

import pytest
from django.urls import reverse

from mentoring.mentorships.models import Mentorship
from mentoring.requests.models import Choice, MentoringRequest
from network.core import clock
from network.organisations.models import Kind
from network.programmes.models import Partner, Programme
from tests.mentoring.requests.conftest import choice_of, opened, sent
from tests.world import organisation

pytestmark = pytest.mark.django_db

FILLED = {
    "target": "mentor",
    "needs_1": "pricing",
    "needs_2": "ip_copyright",
    "goal": "Sell ceramics to Norway.",
    "languages_sv": "2",
    "format": "online",
    "cross_border": "prefer",
    "hours_per_month": "2",
}


@pytest.fixture
def signed_in(client):
    """A browser that somebody has signed in with."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def as_founder(signed_in, founder, company):
    return signed_in(founder)


def test_whole_way_from_the_form_to_the_acceptance(as_founder, signed_in, founder, mentor, mentor2, programme, noon):
    with clock.at(noon):
        answer = as_founder.post(reverse("request-new"), FILLED | {"programme": str(programme.pk), "then": "open"})
        request = MentoringRequest.objects.get()
        assert answer.url == reverse("shortlist", args=[request.pk])
        assert [row.need_id for row in request.needs.all()] == ["pricing", "ip_copyright"]
        page = as_founder.get(answer.url).content.decode()
        assert "Johan Åström" in page
        assert "Ingrid Moe" in page
        for person in (mentor, mentor2):
            as_founder.post(reverse("request-order", args=[request.pk]), {"do": f"add:{person.mentor_profile.pk}"})
        as_founder.post(reverse("request-order", args=[request.pk]), {"do": f"up:{mentor2.mentor_profile.pk}"})
        assert [c.mentor.person.name for c in request.choices.order_by("rank")] == ["Ingrid Moe", "Johan Åström"]
        as_founder.post(reverse("request-order", args=[request.pk]), {"do": f"down:{mentor2.mentor_profile.pk}"})
        as_founder.post(reverse("request-send", args=[request.pk]))
        assert "Vi frågar Johan Åström" in as_founder.get(reverse("request", args=[request.pk])).content.decode()
        as_mentor = signed_in(mentor)
        choice = choice_of(request, mentor)
        page = as_mentor.get(reverse("choice", args=[choice.pk])).content.decode()
        assert "Sell ceramics to Norway." in page
        assert "Ingrid" not in page
        answer = as_mentor.post(reverse("choice-accept", args=[choice.pk]))
        assert answer.status_code == 302
        assert answer.url.startswith("/mentorships/")
        as_mentor.get(reverse("choice", args=[choice.pk]))
        assert signed_in(founder).get(reverse("request", args=[request.pk])).status_code == 200


def test_programme_is_chosen_ahead_only_where_one_fits_best(as_founder, company, programme, incubator):
    """Never the first by name: the company's own, else the one that serves its region and sector; among equals none."""
    other = Programme.objects.create(slug="aa", name="AA first by name", countries=["FI"])

    def chosen() -> str:
        return as_founder.get(reverse("request-new")).context["form"]["programme"].value()

    assert chosen() == str(programme.pk)  # the one it takes part in
    company.participations.all().delete()
    page = as_founder.get(reverse("request-new")).content.decode()
    assert chosen() == ""
    assert "Välj ett program" in page
    refused = as_founder.post(reverse("request-new"), FILLED | {"programme": "", "then": "open"})
    assert refused.status_code == 400
    assert "Sell ceramics to Norway." in refused.content.decode()
    incubator.incubator_profile.sectors.set(company.sectors.all())
    assert chosen() == str(programme.pk)
    Partner.objects.create(programme=other, organisation=organisation("Vaasan tuki", Kind.SUPPORT), role="regional").regions.add(company.region_id)
    assert chosen() == str(other.pk)
    Programme.objects.filter(pk=other.pk).update(is_open=False)
    assert chosen() == str(programme.pk)


def test_draft_is_kept_however_incomplete(as_founder, programme):
    answer = as_founder.post(reverse("request-new"), {**FILLED, "needs_1": "", "needs_2": "", "goal": "", "programme": str(programme.pk), "then": "keep"})
    assert answer.url == reverse("requests")
    assert MentoringRequest.objects.get().state == "draft"


def test_what_is_missing_is_told_beside_its_field_and_what_was_typed_stays(as_founder, programme):
    bad = {**FILLED, "needs_1": "", "needs_2": "", "programme": str(programme.pk), "then": "open"}
    answer = as_founder.post(reverse("request-new"), bad)
    assert answer.status_code == 400
    assert "Sell ceramics to Norway." in answer.content.decode()
    assert not MentoringRequest.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"needs_2": "pricing"}, {"needs_1": "no-such-need"}, {"hours_per_month": "1000"}, {"goal": "x" * 5000}, {"target": "friend"}, {"languages_sv": "9"}],
)
def test_bad_input_gets_an_answer_beside_the_field_and_nothing_is_lost(as_founder, programme, change):
    answer = as_founder.post(reverse("request-new"), {**FILLED, "programme": str(programme.pk), "then": "open", **change})
    assert answer.status_code == 400
    if "goal" not in change:
        assert "Sell ceramics to Norway." in answer.content.decode()


def test_mentor_reads_why_it_is_too_late_with_409(signed_in, company, founder, programme, mentor, mentor2, noon):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor, mentor2)
        mentor.mentor_profile.places = 0
        mentor.mentor_profile.save()
        answer = signed_in(mentor).post(reverse("choice-accept", args=[choice_of(request, mentor).pk]))
        assert answer.status_code == 409
        assert "Alla platser är upptagna" in answer.content.decode()
        assert choice_of(request, mentor2).state == "asked"


def test_question_and_reply_through_the_pages(signed_in, company, founder, programme, mentor, noon):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor)
        choice = choice_of(request, mentor)
        signed_in(mentor).post(reverse("choice-ask", args=[choice.pk]), {"question": "What do you sell today?"})
        page = signed_in(founder).get(reverse("request", args=[request.pk])).content.decode()
        assert "What do you sell today?" in page
        signed_in(founder).post(reverse("choice-reply", args=[choice.pk]), {"text": "Ceramics."})
        assert "Ceramics." in signed_in(mentor).get(reverse("choice", args=[choice.pk])).content.decode()


def test_decline_with_a_pause_date_pauses(signed_in, company, founder, programme, mentor, noon):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor)
        signed_in(mentor).post(reverse("choice-decline", args=[choice_of(request, mentor).pk]), {"reason": "", "pause_until": "2027-05-01"})
    assert mentor.mentor_profile.pauses.get().ends_on.isoformat() == "2027-05-01"


def test_others_find_nothing(signed_in, company, founder, programme, mentor, mentor2, outsider, noon):
    with clock.at(noon):
        request = sent(company, founder, programme, mentor)
    choice = choice_of(request, mentor)
    for person in (outsider, mentor2):
        for name in ("request", "shortlist", "request-edit"):
            assert signed_in(person).get(reverse(name, args=[request.pk])).status_code == 404
        assert signed_in(person).get(reverse("choice", args=[choice.pk])).status_code == 404
        assert signed_in(person).post(reverse("choice-accept", args=[choice.pk])).status_code == 404
    assert signed_in(founder).get(reverse("choice", args=[choice.pk])).status_code == 404


def test_pages_cost_the_same_for_one_and_for_many(signed_in, company, founder, programme, mentor, mentor2, django_assert_max_num_queries, noon):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with clock.at(noon):
        first = opened(company, founder, programme, mentor, mentor2)
        client = signed_in(founder)

        def cost(url):
            client.get(url)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(url).status_code == 200
            return len(queries)

        before = {url: cost(url) for url in (reverse("requests"), reverse("mentors"), reverse("shortlist", args=[first.pk]))}
        from tests.world import mentor_profile, person

        for n in range(19):
            opened(company, founder, programme, mentor)
            mentor_profile(person(f"Mentor {chr(65 + n)}", country="SE"), programme)
        assert before == {url: cost(url) for url in before}


def test_mentor_profile_page_saves_and_pauses(signed_in, mentor):
    client = signed_in(mentor)
    page = client.get(reverse("mentor-profile"))
    assert page.status_code == 200
    filled = {
        "headline": "Export",
        "languages_sv": "4",
        "formats": ["online"],
        "countries": ["FI"],
        "places": "3",
        "hours_per_month": "6",
        "expertise_pricing": "4",
    }
    assert client.post(reverse("mentor-profile"), filled).status_code == 302
    mentor.mentor_profile.refresh_from_db()
    assert mentor.mentor_profile.places == 3
    assert {row.need_id: row.level for row in mentor.mentor_profile.expertise.all()} == {"pricing": 4}
    today = clock.today(mentor.time_zone).isoformat()
    assert client.post(reverse("mentor-profile-pause"), {"pause-starts_on": today}).status_code == 302
    pause = mentor.mentor_profile.pauses.get()
    client.post(reverse("mentor-profile-resume", args=[pause.pk]))
    assert not mentor.mentor_profile.pauses.exists()


def test_request_speaks_to_its_reader(signed_in, company, founder, programme, mentor, coordinator, incubator, noon):
    """“Your request” is for the company; a coordinator and the one who is asked read whose it is."""

    def words(person, name, pk) -> str:
        html = signed_in(person).get(reverse(name, args=[pk])).content.decode()
        return html[html.index("<main") : html.index("</main>")]

    with clock.at(noon):
        ready = opened(company, founder, programme, mentor)
        assert "Din ordning" in words(founder, "shortlist", ready.pk)
        assert "Företagets ordning" in words(coordinator, "shortlist", ready.pk)
        request = sent(company, founder, programme, mentor)
        choice = choice_of(request, mentor)
        assert "Vi frågar Johan Åström" in words(founder, "request", request.pk)
        assert "Johan Åström tillfrågas" in words(coordinator, "request", request.pk)
        signed_in(mentor).post(reverse("choice-ask", args=[choice.pk]), {"question": "What?"})
        assert "Du kan svara till" in words(founder, "request", request.pk)
        assert "Verkstad Sund kan svara till" in words(coordinator, "request", request.pk)
        signed_in(mentor).post(reverse("choice-decline", args=[choice.pk]), {})
        assert "Det handlar om deras tid" in words(founder, "request", request.pk)
        assert "öppna listan" in words(coordinator, "request", request.pk)
        signed_in(coordinator).post(reverse("request-reopen", args=[request.pk]))
        url = reverse("request-pair", args=[request.pk, mentor.mentor_profile.pk])
        assert signed_in(coordinator).post(url, {"how": "pair", "reason": "They met."}).status_code == 302
        assert "Du och Johan Åström" in words(founder, "request", request.pk)
        accepted = words(coordinator, "request", request.pk)
        assert "Verkstad Sund och Johan Åström" in accepted
        assert "Din förfrågan" not in accepted
        assert "Vad de vill nå" in accepted
        together = Mentorship.objects.get(request_id=request.pk)
        assert "Vad ni vill nå" in words(mentor, "mentorship", together.pk)
        assert "Vad de vill nå" in words(coordinator, "mentorship", together.pk)


def test_coordinator_pairs_by_hand_with_a_reason(signed_in, company, founder, programme, mentor, coordinator, incubator, noon):
    with clock.at(noon):
        request = opened(company, founder, programme)
        client = signed_in(coordinator)
        url = reverse("request-pair", args=[request.pk, mentor.mentor_profile.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {"how": "pair", "reason": ""}).status_code == 400
        answer = client.post(url, {"how": "pair", "reason": "They met at our workshop."})
    assert answer.status_code == 302
    assert Choice.objects.get(request=request).proposal_reason == "They met at our workshop."
    request.refresh_from_db()
    assert request.state == "accepted"


def test_addresses_in_mails_lead_to_pages(company, founder, programme, mentor, noon):
    from django.urls import resolve

    from network.notifications.models import Delivery

    with clock.at(noon):
        sent(company, founder, programme, mentor)
    for url in Delivery.objects.values_list("url", flat=True):
        assert resolve(url)
