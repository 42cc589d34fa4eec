-- The only function that builds a message as JSON. Sends, edits, pages, changes and search use it.

CREATE FUNCTION chat_wire_time(moment timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- A poll is closed by a person, or when its time has come; the latter takes no position.
CREATE FUNCTION chat_poll_closed(poll jsonb) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce((poll ->> 'closed')::boolean OR (poll ->> 'closes_at')::timestamptz <= now(), false);

-- A poll with its counts. Votes of people who have left still count.
CREATE FUNCTION chat_poll_json(m chat_message, reader uuid) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    poll jsonb := m.content -> 'poll';
    options json;
BEGIN
    SELECT json_agg(CASE WHEN reader IS NULL
               THEN json_build_object('id', o.number - 1, 'text', o.text, 'count', coalesce(v.n, 0))
               ELSE json_build_object('id', o.number - 1, 'text', o.text, 'count', coalesce(v.n, 0), 'mine', coalesce(v.mine, false))
               END ORDER BY o.number)
      INTO options
      FROM jsonb_array_elements_text(poll -> 'options') WITH ORDINALITY AS o (text, number)
      LEFT JOIN (SELECT option_id, count(*) AS n, bool_or(user_id = reader) AS mine
                   FROM chat_vote WHERE conversation_id = m.conversation_id AND seq = m.seq GROUP BY option_id) v
        ON v.option_id = o.number - 1;
    RETURN json_build_object(
        'question', poll -> 'question',
        'options', options,
        'multiple', poll -> 'multiple',
        'anonymous', poll -> 'anonymous',
        'closes_at', chat_wire_time((poll ->> 'closes_at')::timestamptz),
        'voters', (SELECT count(*) FROM (SELECT DISTINCT user_id FROM chat_vote
                                          WHERE conversation_id = m.conversation_id AND seq = m.seq) voter),
        'closed', chat_poll_closed(poll));
END $$;

-- reader null: the form of updates, the same for everyone, without `status` and `mine`. Otherwise the form that `reader` sees:
-- `visible` are the seqs they may see; `delivered` and `read` are the watermarks for the ticks of their own messages. left_position:
-- for a former member, a message that changed after this position is unavailable; its new content is not shown.
CREATE FUNCTION chat_message_json(
    m chat_message, reader uuid, visible int8multirange, delivered bigint, read bigint, left_position bigint DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    unavailable boolean := coalesce(m.position > left_position, false);
    gone boolean := unavailable OR m.deleted_at IS NOT NULL OR coalesce(m.expires_at <= now(), false);
    reactions json := '[]';
    media json := '[]';
    preview json;
    own json;
BEGIN
    IF m.reaction_count > 0 AND NOT gone THEN
        SELECT coalesce(json_agg(CASE WHEN reader IS NULL
                   THEN json_build_object('emoji', r.emoji, 'count', r.n)
                   ELSE json_build_object('emoji', r.emoji, 'count', r.n, 'mine', r.mine) END ORDER BY r.first_at, r.emoji), '[]')
          INTO reactions
          FROM (SELECT emoji, count(*) AS n, min(created_at) AS first_at, bool_or(user_id = reader) AS mine
                  FROM chat_reaction WHERE conversation_id = m.conversation_id AND seq = m.seq GROUP BY emoji) r;
    END IF;
    IF m.media_count > 0 AND NOT gone THEN
        SELECT coalesce(json_agg(json_build_object('id', media_id) ORDER BY ordinal), '[]') INTO media
          FROM chat_message_media WHERE conversation_id = m.conversation_id AND seq = m.seq;
    END IF;
    IF m.reply_to_seq IS NOT NULL AND reader IS NOT NULL AND NOT gone AND visible @> m.reply_to_seq THEN
        SELECT json_build_object('sender_id', s.sender_id, 'kind', s.kind, 'text', left(s.text, 200)) INTO preview
          FROM chat_message s
         WHERE s.conversation_id = m.conversation_id AND s.seq = m.reply_to_seq AND s.deleted_at IS NULL
           AND (s.expires_at IS NULL OR s.expires_at > now()) AND (NOT s.withheld OR s.sender_id = reader)
           AND (left_position IS NULL OR s.position <= left_position)
           AND NOT EXISTS (SELECT FROM chat_hidden h WHERE h.user_id = reader AND h.conversation_id = s.conversation_id AND h.seq = s.seq);
    END IF;
    RETURN left(json_build_object(
        'id', m.id,
        'conversation_id', m.conversation_id,
        'seq', m.seq,
        'position', least(m.position, left_position),
        'client_message_id', m.client_message_id,
        'sender_id', m.sender_id,
        'kind', m.kind,
        'text', CASE WHEN gone THEN NULL ELSE m.text END,
        'entities', CASE WHEN gone OR m.content IS NULL THEN '[]' ELSE coalesce(m.content -> 'entities', '[]') END,
        'mentions', CASE WHEN gone OR m.content IS NULL THEN '[]' ELSE coalesce(m.content -> 'mentions', '[]') END,
        'media', media,
        'reply_to', CASE WHEN m.reply_to_seq IS NULL OR gone THEN NULL
                         ELSE json_build_object('message_id', m.reply_to_id, 'seq', m.reply_to_seq, 'preview', preview) END,
        'forwarded_from', CASE WHEN gone THEN NULL ELSE m.content -> 'forwarded_from' END,
        'reactions', reactions,
        'system', m.content -> 'system',
        'sent_at', chat_wire_time(m.sent_at),
        'edited_at', CASE WHEN unavailable THEN NULL ELSE chat_wire_time(m.edited_at) END,
        'deleted_at', CASE WHEN unavailable THEN NULL
                           ELSE chat_wire_time(CASE WHEN m.deleted_at IS NULL AND gone THEN m.expires_at ELSE m.deleted_at END) END,
        'expires_at', chat_wire_time(m.expires_at),
        'pinned_at', CASE WHEN gone THEN NULL ELSE chat_wire_time(m.pinned_at) END
    )::text, -1)
    || CASE WHEN m.kind = 'text' THEN ''
            WHEN m.kind = 'poll' THEN ', "poll": ' || CASE WHEN gone THEN 'null' ELSE chat_poll_json(m, reader) END
            WHEN NOT gone AND m.kind IN ('location', 'contact')
            THEN ', "' || m.kind || '": ' || coalesce((m.content -> m.kind)::text, 'null')
            ELSE '' END
    || CASE WHEN unavailable THEN ', "unavailable": true' ELSE '' END
    || CASE
        WHEN reader IS NULL THEN '}'
        WHEN m.sender_id IS DISTINCT FROM reader THEN ', "status": null}'
        WHEN m.withheld OR m.seq > coalesce(delivered, 0) THEN ', "status": "sent"}'
        WHEN m.seq > coalesce(read, 0) THEN ', "status": "delivered"}'
        ELSE ', "status": "read"}' END;
END $$;
