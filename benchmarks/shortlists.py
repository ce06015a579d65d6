"""The page of one request among very many mentors, in a database of its own, against a signed-in page with nothing on it."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.harness import PASSES, seconds
from benchmarks.serving import Tree
from network.core import engines

PAGE, EMPTY = "shortlist", "/empty/"
REPEAT = 25  # requests of each kind a pass

# Mentors as they might be: five needs, two languages and two sectors each, one in fifty on a pause, one in ten with a company.
MENTORS = """
CREATE TEMP TABLE wanted ON COMMIT DROP AS
    SELECT n, md5('person ' || n)::uuid AS person, md5('profile ' || n)::uuid AS profile, n %% 3 AS home FROM generate_series(1, %(count)s) AS n;
INSERT INTO network_user ({user})
    SELECT {user_values} FROM wanted w, (SELECT * FROM network_user WHERE id = %(person)s) AS t;
INSERT INTO mentoring_mentorprofile ({profile})
    SELECT {profile_values} FROM wanted w, (SELECT * FROM mentoring_mentorprofile WHERE id = %(profile)s) AS t;
INSERT INTO mentoring_mentorexpertise (profile_id, need_id, level, note)
    SELECT profile, (%(needs)s::text[])[1 + (n * 7 + k * 13) %% cardinality(%(needs)s::text[])], 1 + (n + k) %% 4, ''
    FROM wanted, generate_series(0, 4) AS k ON CONFLICT DO NOTHING;
INSERT INTO mentoring_mentorlanguage (profile_id, language, level)
    SELECT profile, language, level FROM wanted, LATERAL (VALUES ('en', 2 + n %% 3), ((ARRAY['fi', 'sv', 'nb'])[1 + home], 4)) AS l (language, level);
INSERT INTO mentoring_mentorprofile_sectors (mentorprofile_id, sector_id)
    SELECT profile, (%(sectors)s::text[])[1 + (n + k * 5) %% cardinality(%(sectors)s::text[])] FROM wanted, generate_series(0, 1) AS k ON CONFLICT DO NOTHING;
INSERT INTO mentoring_mentorapproval (id, created_at, profile_id, programme_id, state, reason)
    SELECT gen_random_uuid(), now(), profile, %(programme)s, 'approved', '' FROM wanted;
INSERT INTO mentoring_mentorpause (id, created_at, profile_id, starts_on, reason, kind, yearly)
    SELECT gen_random_uuid(), now(), profile, current_date - 3, '', 'leave', false FROM wanted WHERE n %% 50 = 0;
INSERT INTO mentoring_mentorship ({mentorship})
    SELECT {mentorship_values} FROM wanted w, (SELECT * FROM mentoring_mentorship ORDER BY id LIMIT 1) AS t WHERE n %% 10 = 0;
"""
HISTORY = ("network_user", *(f"mentoring_{name}" for name in ("mentorprofile", "mentorapproval", "mentorpause", "mentorship")))
OTHERWISE: dict[str, dict[str, str]] = {
    "network_user": {
        "id": "w.person",
        "email": "'m' || w.n || '@example.net'",
        "name": "'Mentor ' || w.n",
        "sort_key": "'mentor ' || w.n",
        "country": "(ARRAY['FI', 'SE', 'NO'])[1 + w.home]",
        "time_zone": "(ARRAY['Europe/Helsinki', 'Europe/Stockholm', 'Europe/Oslo'])[1 + w.home]",
        "work_start": "time '07:00' + (w.n %% 4) * interval '1 hour'",
    },
    "mentoring_mentorprofile": {
        "id": "w.profile",
        "person_id": "w.person",
        "places": "1 + w.n %% 4",
        "hours_per_month": "4 + w.n %% 12",
        "stages": "CASE w.n %% 3 WHEN 0 THEN ARRAY['idea'] WHEN 1 THEN ARRAY['growing'] ELSE ARRAY[]::text[] END",
    },
    "mentoring_mentorship": {
        "id": "gen_random_uuid()",
        "mentor_id": "w.person",
        "request_id": "NULL",
        "conversation_id": "NULL",
        "state": "'active'",
        "ended_at": "NULL",
        "end_reason": "''",
    },
}


def measured(mentors: int) -> dict[str, Any]:
    """All figures of one size, in seconds; `page` and `empty` are taken in turn, pass by pass."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        held = engines.start(Path(folder), durable=False)
        try:
            os.environ |= {"DATABASE_URL": held.database_url, "REDIS_URL": held.redis_url, "VAR_DIR": folder, "TESTING": "1", "DATABASE_POOL": "0"}
            os.environ["DJANGO_SETTINGS_MODULE"] = "network.settings"
            return _figures(mentors, Tree(held.postgres.pid).cpu if held.postgres else float)
        finally:
            held.stop()


def _figures(mentors: int, postgres: Callable[[], float]) -> dict[str, Any]:
    """Processor time of this process, and of the database for it."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings
    from django.urls import reverse

    request, reader = _network(mentors)
    from mentoring.matching.matrix.keeping import forget, matrix_of
    from mentoring.profiles.models import MentorProfile

    def both() -> float:
        return time.process_time() + postgres()

    def once(work: Callable[[], object]) -> float:
        return round(seconds(work, clock=both), 4)

    found: dict[str, Any] = {"built": once(lambda: matrix_of(request.programme))}
    forget()
    found["opened"] = once(lambda: matrix_of(request.programme))
    MentorProfile.objects.filter(pk=MentorProfile.objects.values("pk")[:1]).update(places=7)
    found["patched"] = once(lambda: matrix_of(request.programme))
    found |= _ranked(request)
    with override_settings(ROOT_URLCONF="benchmarks.empty_page"):
        browser = Client(SERVER_NAME="localhost")
        browser.force_login(reader)
        page = reverse(PAGE, args=[request.pk])
        for address in (page, EMPTY):
            if (status := browser.get(address).status_code) != 200:
                raise SystemExit(f"{address} answered {status}.")
        with CaptureQueriesContext(connection) as asked:
            browser.get(page)
        found["queries"] = sum("clockoffset" not in query["sql"] for query in asked)
        found["page"], found["empty"] = [], []
        for _ in range(PASSES):
            found["page"].append(seconds(lambda: browser.get(page), repeat=REPEAT, clock=both))
            found["empty"].append(seconds(lambda: browser.get(EMPTY), repeat=REPEAT, clock=both))
        found["changed"] = _changed(browser, page, both)
    return found | {"seconds": statistics.median(found["page"])}


def _changed(browser: Any, page: str, clock: Callable[[], float]) -> float:
    """The first page after a mentor changed: that one is read anew, and the next version kept."""
    from mentoring.profiles.models import MentorProfile

    taken = []
    for places in range(1, PASSES + 1):
        MentorProfile.objects.filter(pk=MentorProfile.objects.values("pk")[:1]).update(places=places)
        taken.append(seconds(lambda: browser.get(page), clock=clock))
    return round(statistics.median(taken), 4)


def _ranked(request: Any) -> dict[str, list[float]]:
    """Ranking alone, against reading the matrix once."""
    from mentoring.matching.engine.facts import Weights
    from mentoring.matching.engine.ranking import order
    from mentoring.matching.facts import bans_of, wish_of
    from mentoring.matching.matrix.keeping import matrix_of

    pool, wish = matrix_of(request.programme).pool(bans_of(request.company)), wish_of(request)
    taken: dict[str, list[float]] = {"ranked": [], "read": []}
    for _ in range(PASSES + 1):
        taken["ranked"].append(seconds(lambda: order(wish, pool, Weights(), limit=12), repeat=3))
        taken["read"].append(seconds(pool.units.sum, repeat=3))
    return {name: values[1:] for name, values in taken.items()}


def _network(mentors: int) -> tuple[Any, Any]:
    """An open request of a company whose programme has so many mentors; and who reads it."""
    from django.core.management import call_command

    from mentoring.demo.populate import populate
    from mentoring.requests.models import MentoringRequest
    from network.programmes.models import Programme
    from network.vocabulary.services import load_vocabulary

    call_command("migrate", verbosity=0)
    load_vocabulary()
    programme = Programme.objects.create(slug="bench", name="Bench", countries=["FI", "SE", "NO"])
    populate(programme, organisations=3, mentors=6, requests=12, evenly=True)
    began = time.perf_counter()
    _many(programme, mentors)
    print(f"  {mentors} mentors in {time.perf_counter() - began:.0f} s", flush=True)
    request = MentoringRequest.objects.filter(state="open").select_related("company", "programme", "created_by").order_by("pk").first()
    assert request is not None
    MentoringRequest.objects.filter(pk=request.pk).update(hours_per_month=2, cross_border="prefer", business_stage="growing")
    return request, request.created_by


def _many(programme: Any, mentors: int) -> None:
    from django.db import connection, transaction

    from mentoring.profiles.models import MentorProfile
    from network.vocabulary.models import Sector, SupportNeed

    pattern = MentorProfile.objects.order_by("pk").first()
    assert pattern is not None
    with transaction.atomic(), connection.cursor() as cursor:
        filled = {}
        for name, table in (("user", "network_user"), ("profile", "mentoring_mentorprofile"), ("mentorship", "mentoring_mentorship")):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            filled[name] = ", ".join(columns)
            filled[f"{name}_values"] = ", ".join(OTHERWISE[table].get(column, f"t.{column}") for column in columns)
        asked = {
            "count": mentors, "person": pattern.person_id, "profile": pattern.pk, "programme": programme.pk,
            "needs": list(SupportNeed.objects.values_list("pk", flat=True)), "sectors": list(Sector.objects.values_list("pk", flat=True)),
        }  # fmt: skip
        for table in HISTORY:  # the history of a hundred thousand rows that nobody wrote would take most of the time
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in MENTORS.format(**filled).split(";\n"):
            if statement.strip():
                cursor.execute(statement, asked)
    with connection.cursor() as cursor:
        cursor.execute(";".join(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in HISTORY))
        cursor.execute("ANALYZE")
