"""Who is mentioned is found where the message is written, whichever way it came: one statement, one truth.

A message without an @ before a letter (an address of mail has none) costs the comparison in WHEN and nothing else. One with
some looks up people by the first word of their names, and of these who is in: as many rows as bear such a name, however
many are in the conversation.
"""

from django.db import migrations

CREATE = r"""
CREATE INDEX messaging_first_names ON network_user (lower(split_part(name, ' ', 1)));
CREATE FUNCTION messaging_find_mentions() RETURNS trigger LANGUAGE plpgsql
-- Planned once, when tables may still be small: it has to look up by index, whatever they become.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    rest text := lower(NEW.body);
    firsts text[];
    called record;
    sign text;
BEGIN
    DELETE FROM messaging_mention WHERE message_id = NEW.id;
    -- What could be the first word of a name: what follows an @ up to a blank, and the same without what stands at its end (`@Elli:`).
    SELECT array_agg(DISTINCT left(word, length)) INTO firsts
        FROM (SELECT DISTINCT left(hit[1], 80) AS word FROM regexp_matches(rest, '(?<![[:alnum:]])@([[:alnum:]][^[:space:]@]*)', 'g') AS hits (hit)) words,
             generate_series(1, length(word)) length
        WHERE length = length(word) OR substr(word, length + 1, 1) !~ '[[:alnum:]]';
    IF firsts IS NULL THEN RETURN NULL; END IF;
    -- Names of those who are in, the longest first; a first name alone where only one bears it.
    FOR called IN
        WITH here AS MATERIALIZED (
            SELECT u.id, lower(u.name) AS name, lower(split_part(u.name, ' ', 1)) AS first
                FROM network_user u JOIN messaging_participant p ON p.person_id = u.id AND p.conversation_id = NEW.conversation_id AND p.left_seq IS NULL
                WHERE lower(split_part(u.name, ' ', 1)) = ANY (firsts)
        )
        SELECT n.name, coalesce(array_agg(DISTINCT n.id) FILTER (WHERE n.whole), array_agg(DISTINCT n.id)) AS people
            FROM (SELECT name, id, true AS whole FROM here UNION ALL SELECT first, id, false FROM here) n
            WHERE n.name <> '' GROUP BY n.name HAVING bool_or(n.whole) OR count(DISTINCT n.id) = 1 ORDER BY length(n.name) DESC, n.name
    LOOP
        CONTINUE WHEN position('@' || called.name IN rest) = 0;
        sign := '(?<![[:alnum:]])@' || regexp_replace(called.name, '([^[:alnum:][:space:]])', '\\\1', 'g') || '(?![[:alnum:]])';
        CONTINUE WHEN rest !~ sign;
        rest := regexp_replace(rest, sign, ' ', 'g');
        INSERT INTO messaging_mention (id, created_at, message_id, person_id, conversation_id, seq)
            SELECT uuidv7(), NEW.sent_at, NEW.id, person, NEW.conversation_id, NEW.seq FROM unnest(called.people) person
                WHERE person IS DISTINCT FROM NEW.sender_id ON CONFLICT DO NOTHING;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER messaging_mentions_of_new AFTER INSERT ON messaging_message FOR EACH ROW
    WHEN (NEW.body LIKE '%@%' AND NEW.body ~ '(?<![[:alnum:]])@[[:alnum:]]') EXECUTE FUNCTION messaging_find_mentions();
CREATE TRIGGER messaging_mentions_of_changed AFTER UPDATE OF body ON messaging_message FOR EACH ROW
    WHEN (NEW.body LIKE '%@%' OR OLD.body LIKE '%@%') EXECUTE FUNCTION messaging_find_mentions();
"""
DROP = """
DROP TRIGGER messaging_mentions_of_new ON messaging_message;
DROP TRIGGER messaging_mentions_of_changed ON messaging_message;
DROP FUNCTION messaging_find_mentions();
DROP INDEX messaging_first_names;
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0010_append_messages")]
    operations = [migrations.RunSQL(CREATE, DROP)]
