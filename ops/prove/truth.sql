SELECT
    c.id::text,
    c.last_seq,
    c.position,
    (
        SELECT coalesce(jsonb_agg(jsonb_build_array(
            m.seq, m.position, m.client_message_id, m.sender_id, m.text, m.deleted_at IS NOT NULL
        ) ORDER BY m.seq), '[]')
        FROM chat_message m
        WHERE m.conversation_id = c.id
    ),
    (
        SELECT jsonb_object_agg(p.user_id, jsonb_build_object(
            'ranges', (
                SELECT jsonb_agg(jsonb_build_array(lower(r), upper(r) - 1) ORDER BY lower(r)) FROM unnest(p.visible_seqs) r
            ),
            'delivered_seq', p.delivered_seq,
            'read_seq', p.read_seq
        ))
        FROM chat_participant p
        WHERE p.conversation_id = c.id
    )
FROM chat_conversation c
WHERE c.id = ANY(%s)
