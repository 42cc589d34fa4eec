-- A server with history. Person 0 is the reader: the first conversations are theirs, and every tenth of those is a
-- group of six. All other conversations are direct ones between other people. The messages of all conversations are
-- interleaved, as if they had been written at the same time.
SET session_replication_role = replica;
SET synchronous_commit = off;

INSERT INTO accounts_user (id, password, is_superuser, phone_number, name, about, locale, is_staff, created_at,
                           profile_xid, contacts_xid, blocks_xid, privacy_xid, devices_xid)
SELECT gen_random_uuid(), '', false, '+49' || (1000000000 + n), 'Person ' || n, '', '', false, now(), 0, 0, 0, 0, 0
  FROM generate_series(%(first)s, %(first)s + %(people)s - 1) n;

CREATE TEMPORARY TABLE person AS
SELECT id, substr(phone_number, 4)::bigint - 1000000000 - %(first)s AS n
  FROM accounts_user WHERE phone_number >= '+49' || (1000000000 + %(first)s);
CREATE UNIQUE INDEX ON person (n);

-- Pairs that never repeat: each person with the next one, then with the one after that, and so on.
CREATE TEMPORARY TABLE made AS
SELECT n, gen_random_uuid() AS id, n < %(mine)s AND n %% 10 = 9 AS is_group,
       CASE WHEN n < %(mine)s THEN 0 ELSE 1 + n %% (%(people)s - 1) END AS a,
       CASE WHEN n < %(mine)s THEN n + 1
            ELSE 1 + (n %% (%(people)s - 1) + 1 + n / (%(people)s - 1)) %% (%(people)s - 1) END AS b
  FROM generate_series(0, %(conversations)s - 1) n;

INSERT INTO chat_conversation (id, kind, last_seq, position, state_position, members_version, changed_xid, title,
                               participant_count, created_at, last_activity_at, direct_key, post_min_role, slow_mode_seconds)
SELECT m.id, CASE WHEN m.is_group THEN 'group' ELSE 'direct' END, %(messages)s, %(messages)s, 0, 1, 3,
       CASE WHEN m.is_group THEN 'Group ' || m.n END, CASE WHEN m.is_group THEN 6 ELSE 2 END, now() - interval '1 year',
       now() - make_interval(secs => m.n),
       CASE WHEN NOT m.is_group THEN least(a.id::text, b.id::text) || ':' || greatest(a.id::text, b.id::text) END, 0, 0
  FROM made m JOIN person a ON a.n = m.a JOIN person b ON b.n = m.b;

INSERT INTO chat_participant (conversation_id, user_id, role, visible_seqs, joined_at, delivered_seq, read_seq,
                              shown_read_seq, pushed_seq, marked_unread, opened_at, changed_xid)
SELECT m.id, p.id, 0, '{[1,)}', now() - interval '1 year', read.seq, read.seq, read.seq, 0, false,
       CASE WHEN (who.n = m.a) = (m.n %% 2 = 0) THEN now() END, 3
  FROM made m
  JOIN LATERAL (SELECT m.a AS n UNION SELECT m.b
                UNION SELECT m.b + extra FROM generate_series(1, 4) extra WHERE m.is_group) who ON true
  JOIN person p ON p.n = who.n
 CROSS JOIN LATERAL (SELECT %(messages)s - (m.n + who.n) %% %(unread)s AS seq) read;

INSERT INTO chat_conversationreceipts (conversation_id, delivered_to_all_seq, read_by_all_seq, changed_xid)
SELECT id, %(messages)s - 10, %(messages)s - 10, 3 FROM made WHERE is_group;

INSERT INTO chat_message (conversation_id, seq, id, position, sender_id, client_message_id, body_digest, kind, text, sent_at)
SELECT m.id, seq, gen_random_uuid(), seq, sender.id, gen_random_uuid(), '\x00'::bytea, 'text',
       'Message ' || seq || repeat(' and some more words', seq::integer %% 4),
       now() - make_interval(secs => m.n + 3600.0 * (%(messages)s - seq))
  FROM generate_series(1, %(messages)s) seq
 CROSS JOIN made m
  JOIN person sender ON sender.n = CASE WHEN seq %% 2 = 0 THEN m.a ELSE m.b END;

VACUUM ANALYZE
