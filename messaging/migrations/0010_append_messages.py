"""The one way into a conversation: lock, number, insert (guarantee 3)."""

from django.db import migrations

CREATE = """
CREATE FUNCTION append_messages(
    conversations uuid[], senders uuid[], client_uuids uuid[], ids uuid[], bodies text[], moments timestamptz[]
) RETURNS TABLE (
    place bigint, outcome text, id uuid, seq bigint, changed_seq bigint, body text,
    sent_at timestamptz, edited_at timestamptz, deleted_at timestamptz
) LANGUAGE plpgsql AS $$
-- For each item, in the order given, one row. An item without a moment is sent now, by the domain's clock. Outcomes: new; same (this client_uuid was sent before with this body:
-- the row that is there); other (it was sent before with another body, or elsewhere); closed; left; stranger.
#variable_conflict use_column
DECLARE
    item record;
    room record;
    stored messaging_message%ROWTYPE;
    present timestamptz := clock_timestamp() + coalesce((SELECT o."offset" FROM network_clockoffset o), interval '0');
BEGIN
    -- The race: two senders read the same counter. The row lock lets one number at a time be given out, so that numbers
    -- are committed in their order and a reader who saw n has seen all before it. Several rooms are locked in id order.
    PERFORM 1 FROM messaging_conversation c WHERE c.id = ANY (conversations) ORDER BY c.id FOR NO KEY UPDATE;
    FOR item IN
        SELECT i.conversation_id, i.sender_id, i.client_uuid, i.id, i.body, coalesce(i.moment, present) AS moment, i.place
            FROM unnest(conversations, senders, client_uuids, ids, bodies, moments)
                WITH ORDINALITY AS i (conversation_id, sender_id, client_uuid, id, body, moment, place) ORDER BY i.place
    LOOP
        stored := NULL;
        place := item.place;
        SELECT c.counter, c.closed_at, bool_or(p.left_seq IS NULL) AS is_in INTO room
            FROM messaging_conversation c JOIN messaging_participant p ON p.conversation_id = c.id AND p.person_id = item.sender_id
            WHERE c.id = item.conversation_id GROUP BY c.id;
        IF NOT FOUND THEN
            outcome := 'stranger';
        ELSE
            SELECT m.* INTO stored FROM messaging_message m WHERE m.sender_id = item.sender_id AND m.client_uuid = item.client_uuid;
            IF FOUND THEN
                outcome := CASE
                    WHEN stored.conversation_id <> item.conversation_id THEN 'other'
                    WHEN stored.deleted_at IS NOT NULL THEN 'same'
                    WHEN coalesce((SELECT v.body FROM messaging_messageversion v WHERE v.message_id = stored.id ORDER BY v.id LIMIT 1),
                                  stored.body) = item.body THEN 'same'
                    ELSE 'other' END;
            ELSIF NOT room.is_in THEN
                outcome := 'left';
            ELSIF room.closed_at IS NOT NULL THEN
                outcome := 'closed';
            ELSE
                -- The same client_uuid may be on its way into another room: then that one counts, and no number is spent.
                INSERT INTO messaging_message (id, created_at, conversation_id, seq, changed_seq, sender_id, client_uuid, body, sent_at)
                    VALUES (item.id, item.moment, item.conversation_id, room.counter + 1, room.counter + 1, item.sender_id,
                            item.client_uuid, item.body, item.moment)
                    ON CONFLICT (sender_id, client_uuid) DO NOTHING RETURNING * INTO stored;
                IF FOUND THEN
                    outcome := 'new';
                    UPDATE messaging_conversation c
                        SET counter = room.counter + 1, last_message_at = greatest(c.last_message_at, item.moment)
                        WHERE c.id = item.conversation_id;
                ELSE
                    outcome := 'other';
                END IF;
            END IF;
        END IF;
        id := stored.id; seq := stored.seq; changed_seq := stored.changed_seq; body := stored.body;
        sent_at := stored.sent_at; edited_at := stored.edited_at; deleted_at := stored.deleted_at;
        RETURN NEXT;
    END LOOP;
END $$;
"""
DROP = "DROP FUNCTION append_messages(uuid[], uuid[], uuid[], uuid[], text[], timestamptz[]);"


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("network", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
