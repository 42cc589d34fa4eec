-- The tables beside chat_message reference the conversation, not the message row, so that old messages can move to another
-- store while their reactions, votes, mentions, media and hidden marks stay here (docs/decisions/0002).
ALTER TABLE chat_reaction
    DROP CONSTRAINT chat_reaction_conversation_id_seq_fkey,
    ADD FOREIGN KEY (conversation_id) REFERENCES chat_conversation (id);
ALTER TABLE chat_mention
    DROP CONSTRAINT chat_mention_conversation_id_seq_fkey,
    ADD FOREIGN KEY (conversation_id) REFERENCES chat_conversation (id);
ALTER TABLE chat_vote
    DROP CONSTRAINT chat_vote_conversation_id_seq_fkey,
    ADD FOREIGN KEY (conversation_id) REFERENCES chat_conversation (id);
ALTER TABLE chat_message_media
    DROP CONSTRAINT chat_message_media_conversation_id_seq_fkey,
    ADD FOREIGN KEY (conversation_id) REFERENCES chat_conversation (id);
ALTER TABLE chat_hidden
    DROP CONSTRAINT chat_hidden_conversation_id_seq_fkey,
    ADD FOREIGN KEY (conversation_id) REFERENCES chat_conversation (id),
    ADD message_id uuid;

-- Sync sends the id of a hidden message; reading it here needs no look at the message.
UPDATE chat_hidden h SET message_id = m.id
  FROM chat_message m WHERE m.conversation_id = h.conversation_id AND m.seq = h.seq;
ALTER TABLE chat_hidden ALTER message_id SET NOT NULL;
