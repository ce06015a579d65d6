"""The demo network: enacted through the services, in the past, with a mailbox and a clock that moves."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from mentoring.demo import cases, cohort, network, plots, sign_in, story, tables
from mentoring.demo.advance import advance, length_of
from mentoring.demo.plots import Plot
from mentoring.matching.models import MatchRun
from mentoring.mentorships.models import Mentorship, Session
from mentoring.requests.models import Choice, MentoringRequest
from network.accounts.models import User
from network.core import clock
from network.jobs import services as jobs
from network.ledger.models import SupportRecord
from network.notifications import services as telling
from network.notifications.models import Delivery
from network.organisations.models import Organisation
from network.programmes import services as programmes
from network.programmes.models import Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    """DEMO=1, with files of its own."""
    settings.DEMO = settings.CLOCK_MOVES = True
    settings.VAR = tmp_path
    return settings


@pytest.fixture
def stage(demo):
    story.enact()
    return demo


def company_of(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def test_story_has_everybody_who_can_sign_in(stage, client):
    content = sign_in.write()
    assert json.loads((stage.VAR / "demo.json").read_text()) == content
    wanted = {"founder", "founder2", "mentor", "mentor2", "coordinator", "support", "programme_manager", "investor", "admin", "outsider"}
    assert {person["role"] for person in content["people"]} == wanted
    assert "creative-networks" in content["programmes"]
    for person in content["people"]:
        assert set(person) == {"role", "name", "email", "password", "token", "language", "time_zone"}
        assert client.login(email=person["email"], password=person["password"])
        answer = client.get("/api/v1/notifications/", headers={"Authorization": f"Bearer {person['token']}"})
        assert answer.status_code == 200


def test_demo_file_keeps_its_tokens_and_is_private(stage):
    first = sign_in.write()
    assert sign_in.write() == first
    assert (stage.VAR / "demo.json").stat().st_mode & 0o077 == 0


def test_story_enacted_twice_is_the_same(stage):
    before = User.objects.count(), Organisation.objects.count()
    story.enact()
    assert (User.objects.count(), Organisation.objects.count()) == before


def test_enacted_past_sends_no_mail(stage):
    assert Delivery.objects.filter(is_historic=True).exists()
    assert not Delivery.objects.filter(is_historic=False, due_at__lte=clock.now()).exists()


@pytest.mark.parametrize("case_id", list(cases.cases()))
def test_case_reads_back_as_the_seed_states_it(demo, admin, case_id):
    case = cases.cases()[case_id]
    programme = cases.enact(case_id, admin=admin)
    named = [case["lead"], *case["partners"]]
    assert programme.partners.count() == len([partner for partner in named if not partner.get("from_other_source")])
    assert [component.name for component in programme.components.all()] == [component["name"] for component in case["components"]]
    assert {(t.key, float(t.value), t.comparison) for t in programme.targets.all()} == {(t["key"], float(t["value"]), t["comparison"]) for t in case["targets"]}
    assert (programme.official_name, programme.funder, programme.starts_on) == (case["official_name"], case["funder"], cases.day(case["start"]))
    assert programme.is_open == (case["status"] == "running")


def test_social_enterprise_case_counts_its_organisations(demo, admin):
    assert cases.enact("yyo_coordination", admin=admin).partners.count() == 11


def test_network_names_one_plot_for_each_company():
    assert len(network.PLOTS) == len(network.COMPANIES)
    ends = {plot.end for plot in network.PLOTS}
    assert ends >= {"draft", "open", "asking", "question", "exhausted", "withdrawn", "agreeing", "active", "paused", "ended", "stuck"}
    assert sum(group.kind == "cooperative" and group.region == "FI1C1" for group in network.COMPANIES) == 11


def enact(plot: Plot, _stage) -> Organisation:
    programme = Programme.objects.get(slug="creative-networks")
    company = company_of("Verkstad Sund")
    plots.enact(plot, company=company, programme=programme, number=1)
    return company


@pytest.mark.parametrize("end", ["draft", "open", "asking", "exhausted", "withdrawn"])
def test_plot_leaves_the_request_where_it_says(stage, end):
    company = enact(Plot(end, 2 if end == "asking" else 25, ("pricing",)), stage)
    assert MentoringRequest.objects.get(company=company).state == end


def test_plot_of_a_company_that_reads_northern_sami(stage):
    User.objects.filter(name="Elli Lund").update(languages=["se-fi", "sv"])
    company = enact(Plot("open", 10, ("pricing",)), stage)
    assert set(MentoringRequest.objects.get(company=company).languages.values_list("language", flat=True)) == {"se", "sv"}


def test_plot_of_a_running_mentorship_leaves_sessions_past_and_coming(stage):
    company = enact(Plot("active", 80, ("pricing", "internationalisation_export"), sessions=3), stage)
    mentorship = Mentorship.objects.get(company=company)
    assert mentorship.state == "active"
    held = Session.objects.filter(mentorship=mentorship, state="held")
    assert held.count() == SupportRecord.objects.filter(receiver=company).count() == 3
    assert all(session.starts_at < clock.now() for session in held)
    assert Session.objects.filter(mentorship=mentorship, state__in=["proposed", "confirmed"]).count() == 1
    assert mentorship.conversation.messages.count() > 3
    late = Delivery.objects.filter(is_historic=False, state=Delivery.State.DUE, due_at__lte=clock.now())
    assert not late.exists()


def test_advance_does_what_falls_due_on_the_way_and_tells(stage):
    enact(Plot("active", 20, ("pricing",), sessions=1), stage)
    reader = Mentorship.objects.latest("created_at").mentor
    for group in ("follow-ups", "mentorships"):
        telling.set_preference(by=reader, group=group, channel="mail", mode="digest")
    before = clock.now()
    told = advance(timedelta(days=40))
    assert Delivery.objects.filter(person=reader, kind="digest", state="sent").exists()
    assert sum(moment["done"]["digests"] for moment in told["moments"]) > 0
    assert clock.now() >= before + timedelta(days=40)
    assert told["moments"] == sorted(told["moments"], key=lambda moment: moment["at"])
    assert sum(moment["done"]["questions"] for moment in told["moments"]) > 0
    assert any("sv" in mail["language"] for mail in told["sent"])
    assert json.loads(json.dumps(told)) == told


def test_advance_never_goes_backwards(demo):
    advance(timedelta(days=2))
    later = clock.now()
    advance(timedelta(hours=1))
    assert clock.now() >= later + timedelta(hours=1)


@pytest.mark.parametrize(("text", "length"), [("30d", timedelta(30)), ("12h", timedelta(hours=12)), ("2w", timedelta(14)), ("45m", timedelta(minutes=45))])
def test_length_is_read(text, length):
    assert length_of(text) == length


@pytest.mark.parametrize("text", ["", "d", "-3d", "3y", "0d", "401d", "3 d x", "١d"])
def test_length_that_cannot_be_read_gets_a_sentence(text):
    with pytest.raises(ValueError, match=r"\w{3}.*\."):
        length_of(text)


def test_advance_outside_the_demo_is_refused(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="only in the demo"):
        call_command("demo", advance="1d")


def test_mailbox_shows_what_was_sent(stage, client):
    enact(Plot("active", 20, ("pricing",), sessions=1), stage)
    sent = advance(timedelta(days=35))["sent"]
    listed = client.get("/demo/mail/", {"format": "json"}).json()
    assert {mail["id"] for mail in listed} == {mail["id"] for mail in sent}
    assert set(listed[0]) == {"id", "to", "subject", "language", "sent_at"}
    one = listed[0]
    assert {mail["to"] for mail in client.get("/demo/mail/", {"format": "json", "to": one["to"].upper()}).json()} == {one["to"]}
    assert one["subject"] in client.get("/demo/mail/").content.decode()
    assert client.get(reverse("demo-letter", args=[one["id"]])).status_code == 200
    source = client.get(f"/demo/mail/{one['id']}.eml")
    assert source["Content-Type"] == "message/rfc822"
    assert b"Message-ID:" in source.content


def test_mailbox_is_not_there_outside_the_demo(settings, client):
    settings.DEMO = False
    for address in ("/demo/mail/", "/demo/mail/?format=json", f"/demo/mail/{'0' * 8}-0000-7000-8000-{'0' * 12}.eml"):
        assert client.get(address).status_code == 404


def test_only_the_demos_own_database_is_made_anew(settings, monkeypatch):
    monkeypatch.setenv("EMBEDDED", "1")
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        tables.make_anew()
    settings.DEMO = True
    monkeypatch.setenv("EMBEDDED", "0")
    with pytest.raises(RuntimeError):
        tables.make_anew()


def test_tables_are_outdated_when_a_migration_was_rewritten(demo):
    tables.note()
    assert not tables.are_outdated()
    seen = json.loads(tables.record_file().read_text())
    tables.record_file().write_text(json.dumps(seen | {next(iter(seen)): "other"}))
    assert tables.are_outdated()
    tables.record_file().unlink()
    assert tables.are_outdated()  # a database from before notes were kept


def test_cohort_is_matched_by_the_engine_and_waits_for_its_coordinator(stage):
    programme = cases.enact("creacoop", admin=story.somebody(network.ADMIN))
    for group in [it for it in network.COMPANIES if it.kind == "cooperative" and it.region == "FI1C1"][:5]:
        company = story.company(group)
        programmes.join(by=plots.founder_of(company), company=company, programme=programme)
    for first in (0, network.MENTORS_A_STEP):
        network._mentors(first)
    cohort.enact()
    cohort.enact()
    run = MatchRun.objects.get(programme=programme)
    assert (run.state, run.summary["companies"]) == ("ready", 5)
    assert run.matches.filter(outcome="matched").exists()
    assert not Choice.objects.filter(request__programme=programme).exists()


def test_terminal_hears_when_all_of_the_network_is_there(stage):
    job = network.start()
    assert network.outcome(job.pk) == ""
    jobs.begin(job_id=job.pk)
    assert network.outcome(job.pk) == ""
    jobs.fail(job=job, message="A step could not be enacted.")
    assert network.outcome(job.pk).startswith("Not all of")
