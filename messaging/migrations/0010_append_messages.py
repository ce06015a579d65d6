"""The one way into a conversation: lock, number, insert (guarantee 3)."""

from django.db import migrations

CREATE = """
CREATE FUNCTION append_messages(
    conversations uuid[], senders uuid[], client_uuids uuid[], ids uuid[], bodies text[], moments timestamptz[], reply_tos uuid[]
) RETURNS TABLE (
    place bigint, outcome text, id uuid, seq bigint, changed_seq bigint, body text,
    sent_at timestamptz, edited_at timestamptz, deleted_at timestamptz, reply_to uuid
) LANGUAGE plpgsql
-- One plan is kept for each connection, since planning costs more than writing. It may be made when tables are still small:
-- it has to look up by index, whatever they become.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
-- For each item, in the order given, one row. An item without a moment is sent now, by the domain's clock.
-- Outcomes: new; same (this client_uuid was sent before with this body:
-- the row that is there); other (it was sent before with another body, or elsewhere); closed; left; reader (in, but not to write); stranger;
-- unanswerable (it replies to what the sender cannot see in this conversation).
-- Raises unique_violation when the same client_uuid is on its way into another room at this moment: repeated, it is `other`.
#variable_conflict use_column
DECLARE
    present timestamptz := clock_timestamp() + coalesce((SELECT o."offset" FROM network_clockoffset o), interval '0');
BEGIN
    -- The race: two senders read the same counter. The row lock lets one number at a time be given out, so that numbers
    -- are committed in their order and a reader who saw n has seen all before it. Several rooms are locked in id order.
    PERFORM 1 FROM messaging_conversation c WHERE c.id = ANY (conversations) ORDER BY c.id FOR NO KEY UPDATE;
    -- A statement of its own, since it must see what was committed before the lock was had.
    RETURN QUERY WITH item AS (
        SELECT i.place, i.conversation_id, i.sender_id, i.client_uuid, i.id, i.body, i.reply_to, coalesce(i.moment, present) AS moment,
               room.counter, stored.message AS stored,
               CASE
                   WHEN room.counter IS NULL THEN 'stranger'
                   WHEN (stored.message).id IS NOT NULL THEN
                       CASE WHEN (stored.message).conversation_id = i.conversation_id
                                 AND ((stored.message).deleted_at IS NOT NULL OR stored.first_body = i.body) THEN 'same' ELSE 'other' END
                   WHEN NOT room.is_in THEN 'left'
                   WHEN room.closed_at IS NOT NULL THEN 'closed'
                   WHEN NOT room.may_write THEN 'reader'
                   WHEN i.reply_to IS NOT NULL AND NOT EXISTS (
                       SELECT FROM messaging_message r JOIN messaging_participant stay
                               ON stay.conversation_id = r.conversation_id AND stay.person_id = i.sender_id AND stay.joined_seq < r.seq
                                  AND (stay.left_seq IS NULL OR stay.left_seq >= r.changed_seq)
                           WHERE r.id = i.reply_to AND r.conversation_id = i.conversation_id
                   ) THEN 'unanswerable'
                   ELSE 'new' END AS outcome
            FROM unnest(conversations, senders, client_uuids, ids, bodies, moments, reply_tos)
                WITH ORDINALITY AS i (conversation_id, sender_id, client_uuid, id, body, moment, reply_to, place)
            LEFT JOIN LATERAL (
                SELECT c.counter, c.closed_at, bool_or(p.left_seq IS NULL) AS is_in, bool_or(p.left_seq IS NULL AND p.may_write) AS may_write
                    FROM messaging_conversation c JOIN messaging_participant p ON p.conversation_id = c.id
                    WHERE c.id = i.conversation_id AND p.person_id = i.sender_id GROUP BY c.id
            ) room ON true
            LEFT JOIN LATERAL (
                SELECT m AS message, coalesce((SELECT v.body FROM messaging_messageversion v WHERE v.message_id = m.id ORDER BY v.id LIMIT 1), m.body) AS first_body
                    FROM messaging_message m WHERE m.sender_id = i.sender_id AND m.client_uuid = i.client_uuid LIMIT 1
            ) stored ON true
    ), turn AS (
        -- The same client_uuid twice among these: the first counts, and the others are answered as if they came later.
        SELECT item.*, first_value(item.id) OVER same AS first_id, first_value(item.conversation_id) OVER same AS first_room,
               first_value(item.body) OVER same AS first_body, first_value(item.moment) OVER same AS first_moment,
               first_value(item.reply_to) OVER same AS first_reply, first_value(item.place) OVER same AS first_place
            FROM item WINDOW same AS (PARTITION BY item.sender_id, item.client_uuid, item.outcome ORDER BY item.place)
    ), numbered AS (
        SELECT turn.*, turn.counter + count(*) FILTER (WHERE turn.outcome = 'new' AND turn.place = turn.first_place)
                   OVER (PARTITION BY turn.conversation_id ORDER BY turn.place) AS number
            FROM turn
    ), appended AS (
        INSERT INTO messaging_message (id, created_at, conversation_id, seq, changed_seq, sender_id, client_uuid, body, sent_at, reply_to_id)
            SELECT n.id, n.moment, n.conversation_id, n.number, n.number, n.sender_id, n.client_uuid, n.body, n.moment, n.reply_to
                FROM numbered n WHERE n.outcome = 'new' AND n.place = n.first_place ORDER BY n.place
    ), counted AS (
        UPDATE messaging_conversation c SET counter = last.number, last_message_at = greatest(c.last_message_at, last.moment)
            FROM (SELECT n.conversation_id, max(n.number) AS number, max(n.moment) AS moment
                      FROM numbered n WHERE n.outcome = 'new' AND n.place = n.first_place GROUP BY n.conversation_id) last
            WHERE c.id = last.conversation_id
    )
    SELECT n.place,
           CASE WHEN n.outcome <> 'new' OR n.place = n.first_place THEN n.outcome
                WHEN n.conversation_id = n.first_room AND n.body = n.first_body THEN 'same' ELSE 'other' END,
           CASE n.outcome WHEN 'new' THEN n.first_id ELSE (n.stored).id END,
           CASE n.outcome WHEN 'new' THEN first_value(n.number) OVER same ELSE (n.stored).seq END,
           CASE n.outcome WHEN 'new' THEN first_value(n.number) OVER same ELSE (n.stored).changed_seq END,
           CASE n.outcome WHEN 'new' THEN n.first_body ELSE (n.stored).body END,
           CASE n.outcome WHEN 'new' THEN n.first_moment ELSE (n.stored).sent_at END,
           (n.stored).edited_at, (n.stored).deleted_at,
           CASE n.outcome WHEN 'new' THEN n.first_reply ELSE (n.stored).reply_to_id END
        FROM numbered n WINDOW same AS (PARTITION BY n.sender_id, n.client_uuid, n.outcome ORDER BY n.place) ORDER BY n.place;
END $$;
"""
DROP = "DROP FUNCTION append_messages(uuid[], uuid[], uuid[], uuid[], text[], timestamptz[], uuid[]);"


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("network", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
