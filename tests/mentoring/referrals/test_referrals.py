"""A company referred from one incubator to another: by consent, with what was agreed, until somebody pulls back."""

from datetime import timedelta

import pytest

from mentoring.insights.next_steps import steps_for
from mentoring.insights.roles import standing_of
from mentoring.referrals import queries, services
from mentoring.referrals.models import Referral
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Notification
from network.organisations.models import Membership
from network.organisations.queries import organisations_visible_to
from network.programmes import archiving, planning
from network.programmes.services import remove_partner
from tests.parallel import at_once
from tests.world import person


def prepared(programme, company, incubator, second, by, **fields):
    given = {"reason": "They know exports to Norway.", "fields": ["company", "contact", "support"]} | fields
    return services.prepare(by=by, programme=programme, company=company, giver=incubator, receiver=second, **given)


@pytest.fixture
def draft(programme, followed, incubator, second, coordinator):
    return prepared(programme, followed, incubator, second, coordinator)


@pytest.fixture
def asked(draft, coordinator, founder):
    return services.consent(referral=services.send(referral=draft, by=coordinator), by=founder)


def test_referral_goes_by_consent_and_hands_over_what_was_agreed(draft, coordinator, founder, neighbour, followed, second, programme):
    for reader in (founder, neighbour):
        with pytest.raises(NotVisible):
            queries.referral_for(reader, draft.pk)
    sent = services.send(referral=draft, by=coordinator)
    assert [step.kind for step in steps_for(founder, standing_of(founder)) if step.about == sent.pk] == ["consent-to-referral"]
    with pytest.raises(NotVisible):
        queries.referral_for(neighbour, sent.pk)
    assert services.Referral.objects.get().data == {}
    asked = services.consent(referral=sent, by=founder, fields=["company", "support"])
    assert asked.shared == ["company", "support"]
    found = queries.referral_for(neighbour, asked.pk)
    data = queries.data_of(neighbour, found)
    assert set(data) == {"company", "support"}
    followed.about = "Changed afterwards."
    followed.save()
    assert queries.data_of(neighbour, found) == data, "it stays as it was when the company agreed"
    assert followed not in organisations_visible_to(neighbour)
    assert {step.kind for step in steps_for(neighbour, standing_of(neighbour))} >= {"answer-referral"}
    accepted = services.accept(referral=asked, by=neighbour, answer="Welcome.")
    assert programme.participations.get(organisation=followed).incubator == second
    assert accepted.open_until == accepted.answered_at + timedelta(days=accepted.open_days)
    assert followed in organisations_visible_to(neighbour)
    assert set(Notification.objects.filter(kind="referral.answered").values_list("person__name", flat=True)) == {str(coordinator), str(founder)}
    assert [it.place for it in queries.steps_of(accepted)] == ["done", "done", "done"]


@pytest.mark.parametrize("verb", ["pull_back", "decline", "withdraw"])
def test_data_of_a_referral_that_was_pulled_back_is_closed(verb, asked, coordinator, founder, neighbour, followed):
    by = {"pull_back": coordinator, "decline": neighbour, "withdraw": founder}[verb]
    assert queries.data_of(neighbour, asked)
    closed = getattr(services, verb)(referral=asked, by=by)
    found = queries.referral_for(neighbour, closed.pk)
    assert not queries.may_read_data(neighbour, found)
    assert queries.data_of(neighbour, found) == {}
    assert queries.data_of(founder, found)
    assert followed not in organisations_visible_to(neighbour)


def test_consent_taken_back_after_acceptance_closes_and_follows_as_before(asked, founder, neighbour, followed, incubator, programme):
    services.accept(referral=asked, by=neighbour)
    services.withdraw(referral=asked, by=founder)
    assert programme.participations.get(organisation=followed).incubator == incubator
    assert queries.data_of(neighbour, queries.referral_for(neighbour, asked.pk)) == {}
    assert followed not in organisations_visible_to(neighbour)


def test_data_closes_when_its_time_is_over(asked, neighbour):
    accepted = services.accept(referral=asked, by=neighbour)
    assert queries.data_of(neighbour, accepted)
    with clock.at(accepted.open_until + timedelta(minutes=1)):
        assert queries.data_of(neighbour, accepted) == {}


def test_only_the_side_awaited_answers(draft, coordinator, founder, neighbour, outsider, support):
    sent = services.send(referral=draft, by=coordinator)
    colleague = person("Kim Berg")
    Membership.objects.create(organisation=sent.company, person=colleague)
    for by in (coordinator, neighbour, outsider, support, colleague):
        with pytest.raises(Refused):
            services.consent(referral=sent, by=by)
    asked = services.consent(referral=sent, by=founder)
    for by in (coordinator, founder, outsider):
        with pytest.raises(Refused):
            services.accept(referral=asked, by=by)
    with pytest.raises(Refused):
        services.pull_back(referral=asked, by=neighbour)
    with pytest.raises(Conflict):
        services.refuse(referral=asked, by=founder)


def test_company_that_refuses_is_not_talked_of_to_the_other_incubator(draft, coordinator, founder, neighbour):
    sent = services.send(referral=draft, by=coordinator)
    services.refuse(referral=sent, by=founder, answer="We stay.")
    with pytest.raises(NotVisible):
        queries.referral_for(neighbour, sent.pk)
    assert not Notification.objects.filter(person=neighbour).exists()


def test_prepare_is_for_the_incubator_that_follows_the_company(programme, followed, incubator, second, coordinator, neighbour, admin):
    with pytest.raises(Refused):
        prepared(programme, followed, incubator, second, neighbour)
    with pytest.raises(Conflict):
        prepared(programme, followed, second, incubator, neighbour)
    with pytest.raises(Conflict):
        prepared(programme, followed, incubator, incubator, coordinator)
    with pytest.raises(Invalid) as wrong:
        prepared(
            programme, followed, incubator, second, coordinator, reason=" ", fields=["minutes of sessions"], answer_days=0, open_days=9999, note="x" * 5000
        )
    assert set(wrong.value.errors) == {"reason", "fields", "answer_days", "open_days", "note"}
    planning.switch_components(by=admin, programme=programme, on=[])
    programme.refresh_from_db()
    with pytest.raises(Conflict) as refusal:
        prepared(programme, followed, incubator, second, coordinator)
    assert refusal.value.code == "component-off"


def test_company_is_referred_to_one_at_a_time(draft, programme, followed, incubator, second, coordinator):
    other = prepared(programme, followed, incubator, second, coordinator)
    services.send(referral=draft, by=coordinator)
    with pytest.raises(Conflict) as refusal:
        services.send(referral=other, by=coordinator)
    assert refusal.value.code == "referred"


def test_time_reminds_once_and_lets_run_out(draft, coordinator, founder, neighbour):
    sent = services.send(referral=draft, by=coordinator)
    with clock.at(sent.answer_by - timedelta(days=2)):
        assert services.advance_due() == 1
        assert services.advance_due() == 0
    assert Notification.objects.filter(kind="referral.reminder", person=founder).count() == 1
    with clock.at(sent.answer_by):
        assert services.advance_due() == 1
    sent.refresh_from_db()
    assert sent.state == "expired"
    assert not Notification.objects.filter(person=neighbour).exists()


def test_partner_that_left_and_archive_end_what_waits(asked, programme, second, admin, neighbour):
    with pytest.raises(Conflict) as refusal:
        archiving.archive(by=admin, programme=programme)
    assert refusal.value.code == "still-running"
    remove_partner(by=admin, partner=programme.partners.get(organisation=second))
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    with pytest.raises(NotVisible):
        queries.referral_for(neighbour, asked.pk)


@pytest.mark.django_db(transaction=True)
def test_accepting_and_pulling_back_at_once_end_as_one_of_them(asked, coordinator, neighbour, programme, followed, incubator, second):
    results = at_once(lambda: services.accept(referral=asked, by=neighbour), lambda: services.pull_back(referral=asked, by=coordinator))
    state = Referral.objects.get().state
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert state in ("accepted", "withdrawn")
    assert programme.participations.get(organisation=followed).incubator == (second if state == "accepted" else incubator)
    assert bool(queries.data_of(neighbour, queries.referral_for(neighbour, asked.pk))) == (state == "accepted")
