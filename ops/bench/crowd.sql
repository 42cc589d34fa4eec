-- People who know each other. Each has so many direct conversations, and everybody takes turns in the groups. Nobody
-- has written yet.
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
CREATE TEMPORARY TABLE pair AS
SELECT gen_random_uuid() AS id, a.id AS a, b.id AS b
  FROM generate_series(0, %(people)s * %(directs)s / 2 - 1) number
  JOIN person a ON a.n = number %% %(people)s
  JOIN person b ON b.n = (number %% %(people)s + 1 + number / %(people)s) %% %(people)s;

CREATE TEMPORARY TABLE crowd AS
SELECT n, gen_random_uuid() AS id FROM generate_series(0, %(groups)s - 1) n;

INSERT INTO chat_conversation (id, kind, last_seq, position, state_position, members_version, changed_xid, title,
                               participant_count, created_at, last_activity_at, direct_key, post_min_role, slow_mode_seconds)
SELECT id, 'direct', 0, 0, 0, 1, 3, NULL, 2, now(), now(),
       least(a::text, b::text) || ':' || greatest(a::text, b::text), 0, 0
  FROM pair
UNION ALL
SELECT id, 'group', 0, 0, 0, 1, 3, 'Group ' || n, %(members)s, now(), now(), NULL, 0, 0 FROM crowd;

INSERT INTO chat_participant (conversation_id, user_id, role, visible_seqs, joined_at, delivered_seq, read_seq,
                              shown_read_seq, pushed_seq, marked_unread, opened_at, changed_xid)
SELECT id, unnest(ARRAY[a, b]), 0, '{[1,)}'::int8multirange, now(), 0, 0, 0, 0, false, now(), 3 FROM pair
UNION ALL
SELECT c.id, p.id, CASE WHEN place = 0 THEN 2 ELSE 0 END, '{[1,)}'::int8multirange, now(), 0, 0, 0, 0, false, NULL, 3
  FROM crowd c
 CROSS JOIN generate_series(0, %(members)s - 1) place
  JOIN person p ON p.n = (7 * c.n + place) %% %(people)s;

INSERT INTO groups_group (conversation_id, description, who_can_edit_info, who_can_add_members,
                          history_for_new_members, join_approval)
SELECT id, '', 'admins', 'admins', 'from_joining', false FROM crowd;

INSERT INTO chat_conversationreceipts (conversation_id, delivered_to_all_seq, read_by_all_seq, changed_xid)
SELECT id, 0, 0, 3 FROM crowd;

VACUUM ANALYZE
