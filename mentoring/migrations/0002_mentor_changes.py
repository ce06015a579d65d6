"""Whatever changes a mentor's facts says so in the same transaction (docs/adr/0010).

One statement-level trigger per table and kind of statement, whoever writes: services, bulk statements, hands in psql. Any
change counts that is not named as one that does not, so that a new column is watched from its first day.
"""

from django.db import migrations

# Table: how a changed row (as jsonb, `r`) leads to mentor profiles, and the columns that no list is made from.
WATCHED = {
    "mentoring_mentorprofile": ("SELECT (r ->> 'id')::uuid AS profile FROM rows", ("headline", "about", "unanswered", "last_active_at")),
    "mentoring_mentorprofile_sectors": ("SELECT (r ->> 'mentorprofile_id')::uuid AS profile FROM rows", ()),
    "mentoring_mentorexpertise": ("SELECT (r ->> 'profile_id')::uuid AS profile FROM rows", ("note",)),
    "mentoring_mentorlanguage": ("SELECT (r ->> 'profile_id')::uuid AS profile FROM rows", ()),
    "mentoring_mentorpause": ("SELECT (r ->> 'profile_id')::uuid AS profile FROM rows", ("reason", "kind")),
    "mentoring_mentorapproval": ("SELECT (r ->> 'profile_id')::uuid AS profile FROM rows", ("reason", "decided_by_id", "decided_at")),
    "network_user": (
        "SELECT p.id AS profile FROM rows JOIN mentoring_mentorprofile p ON p.person_id = (r ->> 'id')::uuid",
        ("email", "password", "last_login", "name", "sort_key", "languages", "place", "claimed_at", "quiet_start", "quiet_end"),
    ),
    "mentoring_mentorship": (
        "SELECT p.id AS profile FROM rows JOIN mentoring_mentorprofile p ON p.person_id = (r ->> 'mentor_id')::uuid",
        ("goals", "confidentiality", "conversation_id", "end_note", "started_at"),
    ),
    "mentoring_sessionfeedback": (
        """SELECT p.id AS profile FROM rows JOIN mentoring_session s ON s.id = (r ->> 'session_id')::uuid
           JOIN mentoring_mentorship m ON m.id = s.mentorship_id JOIN mentoring_mentorprofile p ON p.person_id = m.mentor_id""",
        (),
    ),
}
ROWS = {
    "insert": ("NEW TABLE AS new_rows", "SELECT to_jsonb(n) AS r FROM new_rows n"),
    "delete": ("OLD TABLE AS old_rows", "SELECT to_jsonb(o) AS r FROM old_rows o"),
    "update": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        """(SELECT to_jsonb(n) - {but} AS r FROM new_rows n EXCEPT SELECT to_jsonb(o) - {but} FROM old_rows o)
           UNION ALL (SELECT to_jsonb(o) - {but} FROM old_rows o EXCEPT SELECT to_jsonb(n) - {but} FROM new_rows n)""",
    ),
}
TRIGGER = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO mentoring_mentorchange (profile, transaction)
    SELECT found.profile, pg_current_xact_id()::text::bigint
    -- One line per mentor and transaction is enough: both become visible at once. Sets, so that a bulk statement stays linear.
    FROM (WITH rows AS ({rows}) {profiles}
          EXCEPT SELECT c.profile FROM mentoring_mentorchange c WHERE c.transaction = pg_current_xact_id()::text::bigint) AS found;
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {kind} ON {table} REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""


def named(table: str, kind: str) -> str:
    return f"mentor_changed_{table.partition('_')[2]}_{kind}"


def created() -> str:
    statements = []
    for table, (profiles, columns) in WATCHED.items():
        but = "'{" + ",".join(columns) + "}'::text[]"
        statements += [
            TRIGGER.format(name=named(table, kind), kind=kind.upper(), table=table, tables=tables, profiles=profiles, rows=rows.format(but=but))
            for kind, (tables, rows) in ROWS.items()
        ]
    return "".join(statements)


def dropped() -> str:
    return "".join(f"DROP FUNCTION {named(table, kind)}() CASCADE;" for table in WATCHED for kind in ROWS)


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0001_initial")]
    operations = [migrations.RunSQL(created(), dropped())]
