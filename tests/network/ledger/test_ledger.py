from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from network.core import clock
from network.core.errors import Conflict, NotVisible
from network.ledger import queries, services
from network.ledger.models import PersonKey, SupportRecord


@pytest.fixture
def line(programme, company, founder, mentor, incubator, noon) -> SupportRecord:
    """A held session of 50 minutes; the programme stands in for its session."""
    return services.record(
        source=programme, programme=programme, receiver=company, receiver_person=founder, provider_person=mentor,
        kind="mentoring", starts_at=noon, minutes=50, by=mentor,
    )  # fmt: skip


def test_a_line_has_all_that_a_figure_is_traced_by(line, founder, mentor):
    assert (line.receiver_country, line.provider_country, line.version, line.corrects) == ("FI", "SE", 1, None)
    assert (line.receiver_person.person, line.provider_person.person, line.recorded_by.person) == (founder, mentor, mentor)
    assert (line.source_type, line.attendance, line.aid_basis, line.aid_amount_eur) == ("programme", "attended", "", None)


@pytest.mark.parametrize(
    "statement", ["UPDATE network_supportrecord SET minutes = 1", "DELETE FROM network_supportrecord", "TRUNCATE network_supportrecord CASCADE"]
)
def test_the_database_refuses_every_change_of_a_line(line, statement):
    with pytest.raises(DatabaseError, match="Cannot update or delete|append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")
    assert SupportRecord.objects.get().minutes == 50


def test_a_model_cannot_change_or_delete_a_line_either(line):
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        SupportRecord.objects.update(minutes=1)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        line.delete()


def test_a_source_has_one_first_line_per_receiver(line, programme, company, founder, mentor, noon):
    with pytest.raises(Conflict) as refusal:
        services.record(
            source=programme, programme=programme, receiver=company, receiver_person=founder, provider_person=mentor,
            kind="mentoring", starts_at=noon, minutes=10, by=mentor,
        )  # fmt: skip
    assert refusal.value.code == "already-recorded"


def test_a_correction_is_a_new_line_that_names_the_old(line, programme, company, founder, noon):
    with clock.at(noon + timedelta(days=1)):
        newer = services.correct(source=programme, receiver=company, by=founder, minutes=30)
    assert (newer.version, newer.corrects, newer.minutes, newer.starts_at) == (2, line, 30, line.starts_at)
    assert newer.recorded_by.person == founder
    assert list(queries.standing(SupportRecord.objects.all())) == [newer]
    assert list(SupportRecord.objects.order_by("version").values_list("minutes", flat=True)) == [50, 30]


def test_a_correction_of_nothing_is_refused(programme, company, founder):
    with pytest.raises(Conflict):
        services.correct(source=programme, receiver=company, by=founder, minutes=30)


def test_an_erased_person_leaves_the_line_standing(line, mentor):
    PersonKey.objects.filter(person=mentor).update(person=None)
    kept = SupportRecord.objects.get()
    assert kept.provider_person_id == line.provider_person_id
    assert kept.provider_person.person is None


@pytest.mark.parametrize(
    ("who", "sees"), [("founder", True), ("mentor", True), ("coordinator", True), ("outsider", False), ("founder2", False), ("investor", False)]
)
def test_lines_are_seen_by_whom_they_concern(request, line, who, sees):
    user = request.getfixturevalue(who)
    if sees:
        assert queries.record_for(user, line.pk) == line
    else:
        with pytest.raises(NotVisible):
            queries.record_for(user, line.pk)
