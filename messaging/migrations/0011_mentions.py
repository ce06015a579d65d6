"""Who is mentioned is found where the message is written, whichever way it came: one statement, one truth.

A message without an @ costs the comparison in WHEN and nothing else.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION messaging_find_mentions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rest text := lower(NEW.body);
    called record;
    sign text;
BEGIN
    DELETE FROM messaging_mention WHERE message_id = NEW.id;
    -- Names of those who are in, the longest first; a first name alone where only one bears it.
    FOR called IN
        SELECT n.name, coalesce(array_agg(DISTINCT n.id) FILTER (WHERE n.whole), array_agg(DISTINCT n.id)) AS people
            FROM (
                SELECT lower(u.name) AS name, u.id, true AS whole FROM messaging_participant p JOIN network_user u ON u.id = p.person_id
                    WHERE p.conversation_id = NEW.conversation_id AND p.left_seq IS NULL
                UNION ALL
                SELECT lower(split_part(u.name, ' ', 1)), u.id, false FROM messaging_participant p JOIN network_user u ON u.id = p.person_id
                    WHERE p.conversation_id = NEW.conversation_id AND p.left_seq IS NULL
            ) n WHERE n.name <> '' GROUP BY n.name HAVING bool_or(n.whole) OR count(DISTINCT n.id) = 1 ORDER BY length(n.name) DESC, n.name
    LOOP
        CONTINUE WHEN position('@' || called.name IN rest) = 0;
        sign := '(?<![[:alnum:]])@' || regexp_replace(called.name, '([^[:alnum:][:space:]])', '\\\\\\1', 'g') || '(?![[:alnum:]])';
        CONTINUE WHEN rest !~ sign;
        rest := regexp_replace(rest, sign, ' ', 'g');
        INSERT INTO messaging_mention (id, created_at, message_id, person_id, conversation_id, seq)
            SELECT uuidv7(), NEW.sent_at, NEW.id, person, NEW.conversation_id, NEW.seq FROM unnest(called.people) person
                WHERE person IS DISTINCT FROM NEW.sender_id ON CONFLICT DO NOTHING;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER messaging_mentions_of_new AFTER INSERT ON messaging_message FOR EACH ROW
    WHEN (NEW.body LIKE '%@%') EXECUTE FUNCTION messaging_find_mentions();
CREATE TRIGGER messaging_mentions_of_changed AFTER UPDATE OF body ON messaging_message FOR EACH ROW
    WHEN (NEW.body LIKE '%@%' OR OLD.body LIKE '%@%') EXECUTE FUNCTION messaging_find_mentions();
"""
DROP = """
DROP TRIGGER messaging_mentions_of_new ON messaging_message;
DROP TRIGGER messaging_mentions_of_changed ON messaging_message;
DROP FUNCTION messaging_find_mentions();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0010_append_messages")]
    operations = [migrations.RunSQL(CREATE, DROP)]
