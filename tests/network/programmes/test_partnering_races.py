"""Both sides act at the same moment, over real parallel connections: one answer holds, and no partner comes of a withdrawn question."""

from collections.abc import Callable

import pytest

from network.core.errors import DomainError
from network.organisations.models import Kind
from network.programmes import partnering
from network.programmes.models import Partner, PartnerRequest
from tests.parallel import at_once
from tests.world import organisation, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
ROUNDS = 20


def tried(work: Callable[[], object]) -> Callable[[], str]:
    """`won`, or the code of the refusal."""

    def attempt() -> str:
        try:
            work()
        except DomainError as lost:
            return lost.code
        return "won"

    return attempt


def test_an_answer_and_a_withdrawal_at_once_leave_one_of_them(programme, programme_manager):
    newcomer = person("Nils Nutti")
    for number in range(ROUNDS):
        waiting = organisation(f"Nyss kommen {number}", Kind.SUPPORT, members=(newcomer,), approved=False)
        row = partnering.ask_in(by=newcomer, programme=programme, organisation=waiting, role="support")
        got = at_once(
            tried(lambda row=row: partnering.decide(by=programme_manager, request=row, accept=True)),
            tried(lambda row=row: partnering.withdraw(by=newcomer, request=row)),
        )
        assert sorted(got) == ["state", "won"], (number, got)
        row.refresh_from_db()
        assert Partner.objects.filter(organisation=waiting).exists() == (row.state == PartnerRequest.State.ACCEPTED)


def test_asking_and_being_invited_at_once_is_one_question(programme, programme_manager):
    newcomer = person("Nils Nutti")
    waiting = organisation("Nyss kommen", Kind.SUPPORT, members=(newcomer,), approved=False, business_id="2077474-0")
    for number in range(ROUNDS):
        got = at_once(
            tried(lambda: partnering.ask_in(by=newcomer, programme=programme, organisation=waiting, role="support")),
            tried(lambda: partnering.invite_known(by=programme_manager, programme=programme, role="support", country="FI", business_id="2077474-0")),
        )
        assert sorted(got) == ["state", "won"], (number, got)
        row = PartnerRequest.objects.get(state=PartnerRequest.State.WAITING)
        partnering.withdraw(by=newcomer if row.side == PartnerRequest.Side.ORGANISATION else programme_manager, request=row)
