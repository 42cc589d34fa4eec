// Made by scripts/generate-types.mjs from docs/schema/. Do not edit: run `npm run generate`.

export interface paths {
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign the caller's own device out.
         * @description Sign out.
         */
        post: operations["post_auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a challenge: 202, whether or not the number is known.
         * @description Ask for a code.
         */
        post: operations["post_auth_otp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the refresh token from the body, or else from the cookie; the new token goes back the same way.
         * @description Rotate the tokens of a device.
         */
        post: operations["post_auth_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in on a new device.
         * @description Answer a challenge.
         */
        post: operations["post_auth_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page, by id.
         * @description The people the caller blocked.
         */
        get: operations["get_blocks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/blocks/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Block the person.
         * @description Whether the caller blocks one person. Both calls may be repeated.
         */
        put: operations["put_blocks_user_id"];
        post?: never;
        /**
         * Lift the block.
         * @description Whether the caller blocks one person. Both calls may be repeated.
         */
        delete: operations["delete_blocks_user_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page, by id.
         * @description The caller's address book.
         */
        get: operations["get_contacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contacts/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Add or change the person, with this alias or none.
         * @description One person in the caller's address book. Both calls may be repeated.
         */
        put: operations["put_contacts_user_id"];
        post?: never;
        /**
         * Remove the person.
         * @description One person in the caller's address book. Both calls may be repeated.
         */
        delete: operations["delete_contacts_user_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page, newest activity first. `archived=true`: only archived conversations.
         *
         *     `q`: only conversations whose title, or whose other person's name, contains it.
         * @description The list of one's conversations; opening a direct conversation.
         */
        get: operations["get_conversations"];
        put?: never;
        /**
         * Return the direct conversation with a person; 201 if it is new.
         * @description The list of one's conversations; opening a direct conversation.
         */
        post: operations["post_conversations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the conversation.
         * @description One conversation.
         */
        get: operations["get_conversations_conversation_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Set one's own settings and return the conversation.
         * @description One conversation.
         */
        patch: operations["patch_conversations_conversation_id"];
        trace?: never;
    };
    "/conversations/{conversation_id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the messages that changed after a position, in their current state.
         * @description The changes of a conversation.
         */
        get: operations["get_conversations_conversation_id_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations/{conversation_id}/delivered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move the watermark; return both watermarks and the number of unread messages.
         * @description POST …/read and …/delivered.
         */
        post: operations["post_conversations_conversation_id_delivered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations/{conversation_id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Store the draft. A version that is not newer: 409 with the stored draft.
         *
         *     An empty text deletes the draft: 204.
         * @description One's own draft.
         */
        put: operations["put_conversations_conversation_id_draft"];
        post?: never;
        /**
         * Delete the draft.
         * @description One's own draft.
         */
        delete: operations["delete_conversations_conversation_id_draft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations/{conversation_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page, ascending by seq: before_seq, after_seq, around_seq, a cursor, or the newest.
         * @description The messages of a conversation.
         */
        get: operations["get_conversations_conversation_id_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations/{conversation_id}/pins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page, newest pin first.
         * @description The pinned messages of a conversation.
         */
        get: operations["get_conversations_conversation_id_pins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conversations/{conversation_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move the watermark; return both watermarks and the number of unread messages.
         * @description POST …/read and …/delivered.
         */
        post: operations["post_conversations_conversation_id_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page, newest first.
         * @description The caller's signed-in devices.
         */
        get: operations["get_devices"];
        put?: never;
        post?: never;
        /**
         * Sign out all devices except the caller's own.
         * @description The caller's signed-in devices.
         */
        delete: operations["delete_devices"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{device_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign the device out. A device of another person answers like an unknown one.
         * @description One of the caller's devices.
         */
        delete: operations["delete_devices_device_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a group with its first members.
         * @description Making groups.
         */
        post: operations["post_groups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the group.
         * @description One group.
         */
        get: operations["get_groups_group_id"];
        put?: never;
        post?: never;
        /**
         * Remove all members and close the group for ever. Only the owner may.
         * @description One group.
         */
        delete: operations["delete_groups_group_id"];
        options?: never;
        head?: never;
        /**
         * Change the given fields and return the group.
         * @description One group.
         */
        patch: operations["patch_groups_group_id"];
        trace?: never;
    };
    "/groups/{group_id}/invite_links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page of links that were not revoked, newest first.
         * @description The invite links of a group; for admins and the owner.
         */
        get: operations["get_groups_group_id_invite_links"];
        put?: never;
        /**
         * Make a link.
         * @description The invite links of a group; for admins and the owner.
         */
        post: operations["post_groups_group_id_invite_links"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/invite_links/{link_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke the link for ever.
         * @description One invite link.
         */
        delete: operations["delete_groups_group_id_invite_links_link_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/join_requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page of open requests, the oldest first.
         * @description Requests to join a group; for admins and the owner.
         */
        get: operations["get_groups_group_id_join_requests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/join_requests/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve or refuse the request. The person does not learn of a refusal.
         * @description One request to join.
         */
        post: operations["post_groups_group_id_join_requests_user_id"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page of members.
         * @description The members of a group.
         */
        get: operations["get_groups_group_id_members"];
        put?: never;
        /**
         * Add people and return the group.
         * @description The members of a group.
         */
        post: operations["post_groups_group_id_members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member, or leave.
         * @description One member of a group.
         */
        delete: operations["delete_groups_group_id_members_user_id"];
        options?: never;
        head?: never;
        /**
         * Change a member's role or silence, and return the member.
         * @description One member of a group.
         */
        patch: operations["patch_groups_group_id_members_user_id"];
        trace?: never;
    };
    "/join/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the group that the link leads to.
         * @description Joining by an invite link. A link that can no longer be used answers like a link that never existed.
         */
        get: operations["get_join_token"];
        put?: never;
        /**
         * Join and return the group; 202 when an admin has to approve.
         * @description Joining by an invite link. A link that can no longer be used answers like a link that never existed.
         */
        post: operations["post_join_token"];
        /**
         * Withdraw the request to join.
         * @description Joining by an invite link. A link that can no longer be used answers like a link that never existed.
         */
        delete: operations["delete_join_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message: 201, or 200 if it was sent before.
         * @description Sending messages.
         */
        post: operations["post_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the message.
         * @description One message.
         */
        get: operations["get_messages_message_id"];
        put?: never;
        post?: never;
        /**
         * Delete the message for everyone (200 with the position) or for oneself (204).
         * @description One message.
         */
        delete: operations["delete_messages_message_id"];
        options?: never;
        head?: never;
        /**
         * Replace the text of one's own message.
         * @description One message.
         */
        patch: operations["patch_messages_message_id"];
        trace?: never;
    };
    "/messages/{message_id}/close_poll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close the poll. Its sender and the group's admins may do this.
         * @description The end of a poll.
         */
        post: operations["post_messages_message_id_close_poll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{message_id}/forward": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forward: 201, or 200 if all messages were sent before.
         * @description Sending a message on to other conversations.
         */
        post: operations["post_messages_message_id_forward"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{message_id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pin it.
         * @description Whether a message is pinned for all.
         */
        put: operations["put_messages_message_id_pin"];
        post?: never;
        /**
         * Unpin it.
         * @description Whether a message is pinned for all.
         */
        delete: operations["delete_messages_message_id_pin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{message_id}/reactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page, the oldest first.
         * @description The reactions to a message.
         */
        get: operations["get_messages_message_id_reactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{message_id}/reactions/{emoji}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Add the emoji.
         * @description One's own emoji on a message.
         */
        put: operations["put_messages_message_id_reactions_emoji"];
        post?: never;
        /**
         * Remove the emoji.
         * @description One's own emoji on a message.
         */
        delete: operations["delete_messages_message_id_reactions_emoji"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{message_id}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page of members.
         * @description Who received and read one's own message.
         */
        get: operations["get_messages_message_id_receipts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/messages/{message_id}/votes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return a page of votes, unless the poll is anonymous.
         * @description The votes in a poll.
         */
        get: operations["get_messages_message_id_votes"];
        /**
         * Vote; the options replace one's earlier vote. No options take the vote back.
         * @description The votes in a poll.
         */
        put: operations["put_messages_message_id_votes"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the OpenAPI 3.1 document of the REST API.
         * @description The REST API.
         */
        get: operations["get_schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schema/socket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the JSON Schema of every frame on /ws/messages.
         * @description The socket.
         */
        get: operations["get_schema_socket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the changes since a cursor; without a cursor, a snapshot.
         * @description Changes of all conversations.
         */
        get: operations["get_sync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the person with exactly this username, regardless of letter case, or nobody.
         * @description Finding a person by username.
         */
        get: operations["get_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the profile.
         * @description The caller's own profile.
         */
        get: operations["get_users_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the given fields; absent fields stay.
         * @description The caller's own profile.
         */
        patch: operations["patch_users_me"];
        trace?: never;
    };
    "/users/me/privacy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the settings; the defaults if the caller set none.
         * @description The caller's privacy settings.
         */
        get: operations["get_users_me_privacy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the given fields; absent fields stay.
         * @description The caller's privacy settings.
         */
        patch: operations["patch_users_me_privacy"];
        trace?: never;
    };
    "/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the parts of a profile that the caller may see. An erased person answers like an unknown one.
         * @description One person.
         */
        get: operations["get_users_user_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return the status as the caller may see it.
         * @description Whether a person is online.
         */
        get: operations["get_users_user_id_status"];
        /**
         * Set the caller's own status.
         * @description Whether a person is online.
         */
        put: operations["put_users_user_id_status"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AddMembers
         * @description People to become members.
         */
        AddMembers: {
            user_ids: string[];
        };
        /**
         * AnswerRequest
         * @description The answer to a request to join.
         */
        AnswerRequest: {
            /** @enum {string} */
            action: "approve" | "refuse";
        };
        /**
         * BlocksAnswer
         * @description A page of the people whom the caller blocks, by id.
         */
        BlocksAnswer: {
            next: string | null;
            results: components["schemas"]["UserAnswer"][];
        };
        /**
         * ChangeGroup
         * @description The fields of a group to change; absent fields stay.
         */
        ChangeGroup: {
            /** @default null */
            avatar_id?: string | null;
            /** @default  */
            description?: string;
            /** @default  */
            name?: string;
            /**
             * @default {
             *       "history_for_new_members": "from_joining",
             *       "join_approval": false,
             *       "slow_mode_seconds": 0,
             *       "who_can_add_members": "admins",
             *       "who_can_edit_info": "admins",
             *       "who_can_send": "everyone"
             *     }
             */
            settings?: components["schemas"]["ChangeSettings"];
        };
        /**
         * ChangeMember
         * @description The fields of a member to change; absent fields stay.
         *
         *     role: `owner` makes the caller an admin. silenced_until: with null, or a time in the past, the member may send.
         */
        ChangeMember: {
            /**
             * @default member
             * @enum {string}
             */
            role?: "member" | "admin" | "owner";
            /** @default null */
            silenced_until?: string | null;
        };
        /**
         * ChangeSettings
         * @description Some of a group's settings.
         */
        ChangeSettings: {
            /**
             * @default from_joining
             * @enum {string}
             */
            history_for_new_members?: "all" | "from_joining";
            /** @default false */
            join_approval?: boolean;
            /** @default 0 */
            slow_mode_seconds?: number;
            /**
             * @default admins
             * @enum {string}
             */
            who_can_add_members?: "everyone" | "admins";
            /**
             * @default admins
             * @enum {string}
             */
            who_can_edit_info?: "everyone" | "admins";
            /**
             * @default everyone
             * @enum {string}
             */
            who_can_send?: "everyone" | "admins";
        };
        /**
         * Changes
         * @description The changes of a conversation after a position, ascending by position.
         */
        Changes: {
            complete: boolean;
            conversation: components["schemas"]["ConversationState"] | null;
            messages: components["schemas"]["Message"][];
            position: number;
            reset: boolean;
        };
        /**
         * ContactAnswer
         * @description A person in the address book; alias is empty if none was given.
         */
        ContactAnswer: {
            alias: string;
            user: components["schemas"]["UserAnswer"];
        };
        /**
         * ContactRequest
         * @description PUT /contacts/{user_id}. Without an alias, or with null, the contact has none.
         */
        ContactRequest: {
            /** @default null */
            alias?: string | null;
        };
        /**
         * ContactsAnswer
         * @description A page of the address book, by id.
         */
        ContactsAnswer: {
            next: string | null;
            results: components["schemas"]["ContactAnswer"][];
        };
        /**
         * Conversation
         * @description A conversation as one person sees it in their list.
         */
        Conversation: {
            avatar: {
                [key: string]: unknown;
            } | null;
            group_id: string | null;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "direct" | "group";
            last_activity_at: string;
            last_message: components["schemas"]["Message"] | null;
            last_seq: number;
            message_ttl_seconds: number | null;
            my: components["schemas"]["MyState"];
            participant_count: number;
            peer: components["schemas"]["Peer"] | null;
            position: number;
            receipts: components["schemas"]["Receipts"];
            request: boolean;
            title: string | null;
            unread_count: number;
            unread_mentions: number;
        };
        /**
         * ConversationPage
         * @description A page of conversations, newest activity first.
         */
        ConversationPage: {
            next: string | null;
            results: components["schemas"]["Conversation"][];
        };
        /**
         * ConversationSettings
         * @description One's own settings of a conversation; absent fields stay. muted_until null: not muted.
         */
        ConversationSettings: {
            /** @default null */
            archived?: boolean | null;
            /** @default null */
            marked_unread?: boolean | null;
            /** @default null */
            muted_until?: string | null;
            /** @default null */
            pinned?: boolean | null;
        };
        /**
         * ConversationState
         * @description A conversation in updates and changes: the part that is the same for all members.
         */
        ConversationState: {
            avatar: {
                [key: string]: unknown;
            } | null;
            group_id: string | null;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "direct" | "group";
            last_seq: number;
            message_ttl_seconds: number | null;
            participant_count: number;
            position: number;
            title: string | null;
        };
        /**
         * CreateGroup
         * @description A new group. Its creator becomes the owner; naming the creator, or a person twice, changes nothing.
         */
        CreateGroup: {
            /** @default null */
            avatar_id?: string | null;
            /** @default  */
            description?: string;
            /** @default [] */
            member_ids?: string[];
            name: string;
        };
        /**
         * CreateInviteLink
         * @description A new link; without limits, any number of people can use it until it is revoked.
         */
        CreateInviteLink: {
            /** @default null */
            expires_at?: string | null;
            /** @default null */
            max_uses?: number | null;
        };
        /**
         * DeviceAnswer
         * @description A signed-in device.
         */
        DeviceAnswer: {
            created_at: string;
            current: boolean;
            /** Format: uuid */
            id: string;
            last_active_at: string;
            name: string;
            platform: string;
        };
        /**
         * DeviceDescription
         * @description The name and platform of a new device. `platform` is a short identifier: web, android, ios, desktop.
         */
        DeviceDescription: {
            name: string;
            platform: string;
        };
        /**
         * DevicesAnswer
         * @description A page of devices, newest first.
         */
        DevicesAnswer: {
            next: string | null;
            results: components["schemas"]["DeviceAnswer"][];
        };
        /**
         * Document
         * @description A document that describes the API.
         */
        Document: Record<string, never>;
        /**
         * Draft
         * @description An unfinished message.
         */
        Draft: {
            reply_to_seq: number | null;
            text: string;
            updated_at: string;
            version: number;
        };
        /**
         * EditText
         * @description A new text for a message. Without `mentions`, they stay; without `entities`, none are left.
         */
        EditText: {
            /** @default [] */
            entities?: components["schemas"]["Entity"][];
            /** @default null */
            mentions?: string[] | null;
            text: string;
        };
        /**
         * Empty
         * @description A body without fields.
         */
        Empty: Record<string, never>;
        /**
         * Entity
         * @description A range of the text, in Unicode code points, and its kind. A link has `url`, a mention has `user_id`.
         */
        Entity: {
            /** @default null */
            language?: string | null;
            length: number;
            offset: number;
            /** @enum {string} */
            type: "bold" | "italic" | "underline" | "strikethrough" | "spoiler" | "code" | "pre" | "link" | "mention";
            /** @default null */
            url?: string | null;
            /** @default null */
            user_id?: string | null;
        };
        /**
         * Forward
         * @description Send a message on to other conversations; client_message_id is used once in each of them.
         */
        Forward: {
            /** Format: uuid */
            client_message_id: string;
            conversation_ids: string[];
        };
        /**
         * Forwarded
         * @description The forwarded messages, in the order of the conversations.
         */
        Forwarded: {
            results: components["schemas"]["Message"][];
        };
        /**
         * GroupAnswer
         * @description A group, as its members see it. join_request_count: open requests to join; null for members who are no admins.
         */
        GroupAnswer: {
            avatar: null;
            /** Format: uuid */
            conversation_id: string;
            created_at: string;
            description: string;
            /** Format: uuid */
            id: string;
            join_request_count: number | null;
            name: string;
            settings: components["schemas"]["GroupSettings"];
        };
        /**
         * GroupMember
         * @description One member. silenced_until is shown to admins, the owner and the member; for others it is null.
         */
        GroupMember: {
            joined_at: string;
            /** @enum {string} */
            role: "member" | "admin" | "owner";
            silenced_until: string | null;
            user: components["schemas"]["UserAnswer"];
        };
        /**
         * GroupSettings
         * @description Who may do what, which messages new members see, and slow mode.
         */
        GroupSettings: {
            /** @enum {string} */
            history_for_new_members: "all" | "from_joining";
            join_approval: boolean;
            slow_mode_seconds: number;
            /** @enum {string} */
            who_can_add_members: "everyone" | "admins";
            /** @enum {string} */
            who_can_edit_info: "everyone" | "admins";
            /** @enum {string} */
            who_can_send: "everyone" | "admins";
        };
        /**
         * Invitation
         * @description The group of a link. member: the caller is a member already; requested: the caller has asked to join.
         */
        Invitation: {
            group: components["schemas"]["JoinableGroup"];
            member: boolean;
            requested: boolean;
        };
        /**
         * InviteLinkAnswer
         * @description A link. A person with its token can join, or ask to join.
         */
        InviteLinkAnswer: {
            created_at: string;
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            max_uses: number | null;
            token: string;
            url: string;
            uses: number;
        };
        /**
         * InviteLinkPage
         * @description A page of links, newest first.
         */
        InviteLinkPage: {
            next: string | null;
            results: components["schemas"]["InviteLinkAnswer"][];
        };
        /**
         * JoinRequestAnswer
         * @description A person who asked to join and waits for approval.
         */
        JoinRequestAnswer: {
            requested_at: string;
            user: components["schemas"]["UserAnswer"];
        };
        /**
         * JoinRequestPage
         * @description A page of open requests to join, the oldest first.
         */
        JoinRequestPage: {
            next: string | null;
            results: components["schemas"]["JoinRequestAnswer"][];
        };
        /**
         * JoinRequested
         * @description The caller has asked to join and waits for approval.
         */
        JoinRequested: {
            /** @constant */
            requested: true;
        };
        /**
         * JoinableGroup
         * @description The parts of a group that a person with a link to it sees.
         */
        JoinableGroup: {
            avatar: null;
            description: string;
            join_approval: boolean;
            name: string;
            participant_count: number;
        };
        /**
         * Location
         * @description A place: degrees, WGS 84.
         */
        Location: {
            latitude: number;
            longitude: number;
            /** @default null */
            name?: string | null;
        };
        /**
         * MemberPage
         * @description A page of members.
         */
        MemberPage: {
            next: string | null;
            results: components["schemas"]["GroupMember"][];
        };
        /**
         * Message
         * @description A message; `status` is absent in updates and null for others' messages.
         *
         *     unavailable: it changed after the reader, a former member, had left; they may not see its new content.
         */
        Message: {
            client_message_id: string | null;
            /** @default null */
            contact?: {
                [key: string]: unknown;
            } | null;
            /** Format: uuid */
            conversation_id: string;
            deleted_at: string | null;
            edited_at: string | null;
            entities: {
                [key: string]: unknown;
            }[];
            expires_at: string | null;
            forwarded_from: string | null;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "text" | "image" | "video" | "audio" | "voice" | "document" | "location" | "contact" | "poll" | "system";
            /** @default null */
            location?: {
                [key: string]: unknown;
            } | null;
            media: {
                [key: string]: unknown;
            }[];
            mentions: string[];
            pinned_at: string | null;
            /** @default null */
            poll?: components["schemas"]["Poll"] | null;
            position: number;
            reactions: components["schemas"]["Reaction"][];
            reply_to: components["schemas"]["ReplyTo"] | null;
            sender_id: string | null;
            sent_at: string;
            seq: number;
            /** @default null */
            status?: ("sent" | "delivered" | "read") | null;
            system: {
                [key: string]: unknown;
            } | null;
            text: string | null;
            /** @default false */
            unavailable?: boolean;
        };
        /**
         * MessagePage
         * @description A page of messages, ascending by seq.
         */
        MessagePage: {
            next: string | null;
            results: components["schemas"]["Message"][];
        };
        /**
         * MyState
         * @description One's own state in a conversation. silenced_until: one may not send in this group until then.
         */
        MyState: {
            archived_at: string | null;
            delivered_seq: number;
            draft: components["schemas"]["Draft"] | null;
            joined_seq: number;
            left_at: string | null;
            marked_unread: boolean;
            muted_until: string | null;
            pinned_at: string | null;
            read_seq: number;
            /** @enum {string} */
            role: "member" | "admin" | "owner";
            silenced_until: string | null;
        };
        /**
         * NewPoll
         * @description A question and its options; the id of an option is its place, counted from 0.
         *
         *     multiple: a person may choose several options. anonymous: nobody sees who voted. closes_at: the end of the voting.
         */
        NewPoll: {
            /** @default true */
            anonymous?: boolean;
            /** @default null */
            closes_at?: string | null;
            /** @default false */
            multiple?: boolean;
            options: string[];
            question: string;
        };
        /**
         * OpenDirect
         * @description The direct conversation with a person.
         */
        OpenDirect: {
            /** Format: uuid */
            user_id: string;
        };
        /**
         * OtpAnswer
         * @description An open challenge; its code is being sent.
         */
        OtpAnswer: {
            /** Format: uuid */
            challenge_id: string;
            expires_at: string;
            resend_at: string;
        };
        /**
         * OtpRequest
         * @description POST /auth/otp.
         */
        OtpRequest: {
            phone_number: string;
            /** @default null */
            region?: string | null;
        };
        /**
         * OwnUserAnswer
         * @description The caller's own profile.
         */
        OwnUserAnswer: {
            about: string;
            avatar: null;
            /** Format: uuid */
            id: string;
            name: string;
            phone_number: string;
            username: string | null;
        };
        /**
         * Peer
         * @description The other person of a direct conversation, as their privacy settings allow.
         */
        Peer: {
            about: string;
            avatar: {
                [key: string]: unknown;
            } | null;
            /** Format: uuid */
            id: string;
            name: string;
            username: string | null;
        };
        /**
         * PeopleAnswer
         * @description GET /users?username=: one person or none.
         */
        PeopleAnswer: {
            /** @default null */
            next?: null;
            results: components["schemas"]["PersonAnswer"][];
        };
        /**
         * PersonAnswer
         * @description GET /users/{id}: the parts that the caller may see. Only the caller's own profile has `phone_number`.
         */
        PersonAnswer: {
            about: string;
            avatar: null;
            /** Format: uuid */
            id: string;
            name: string;
            /** @default  */
            phone_number?: string;
            username: string | null;
        };
        /**
         * Poll
         * @description A poll. voters: the number of people who voted. closed: by a person, or because closes_at has passed.
         */
        Poll: {
            anonymous: boolean;
            closed: boolean;
            closes_at: string | null;
            multiple: boolean;
            options: components["schemas"]["PollOption"][];
            question: string;
            voters: number;
        };
        /**
         * PollOption
         * @description One option of a poll and the number of people who chose it; `mine` is absent in updates.
         */
        PollOption: {
            count: number;
            id: number;
            /** @default null */
            mine?: boolean | null;
            text: string;
        };
        /**
         * PositionOnly
         * @description A message's position after its deletion.
         */
        PositionOnly: {
            position: number;
        };
        /**
         * Preview
         * @description The part of the answered message that a reply shows.
         */
        Preview: {
            /** @enum {string} */
            kind: "text" | "image" | "video" | "audio" | "voice" | "document" | "location" | "contact" | "poll" | "system";
            sender_id: string | null;
            text: string | null;
        };
        /**
         * PrivacyAnswer
         * @description Who may see which parts of a person, who may add them to groups, and whether others see read receipts.
         */
        PrivacyAnswer: {
            /** @enum {string} */
            about: "everyone" | "contacts" | "nobody";
            /** @enum {string} */
            avatar: "everyone" | "contacts" | "nobody";
            /** @enum {string} */
            group_invites: "everyone" | "contacts" | "nobody";
            /** @enum {string} */
            last_seen: "everyone" | "contacts" | "nobody";
            read_receipts: boolean;
        };
        /**
         * PrivacyRequest
         * @description PATCH /users/me/privacy. Absent fields stay.
         */
        PrivacyRequest: {
            /**
             * @default everyone
             * @enum {string}
             */
            about?: "everyone" | "contacts" | "nobody";
            /**
             * @default everyone
             * @enum {string}
             */
            avatar?: "everyone" | "contacts" | "nobody";
            /**
             * @default everyone
             * @enum {string}
             */
            group_invites?: "everyone" | "contacts" | "nobody";
            /**
             * @default everyone
             * @enum {string}
             */
            last_seen?: "everyone" | "contacts" | "nobody";
            /** @default true */
            read_receipts?: boolean;
        };
        /** @description RFC 9457. Clients must match on `code`, which docs/errors.md explains. Some codes add members. */
        Problem: {
            /** @description With invalid_code. */
            attempts_left?: number;
            /** @enum {string} */
            code: "malformed_json" | "invalid" | "invalid_code" | "challenge_spent" | "reserved" | "too_many_reactions" | "not_authenticated" | "token_superseded" | "token_reused" | "not_allowed" | "not_found" | "method_not_allowed" | "not_acceptable" | "too_slow" | "conflict" | "idempotency_conflict" | "message_deleted" | "poll_closed" | "draft_outdated" | "too_many" | "group_full" | "too_large" | "unsupported_media_type" | "rate_limited" | "slow_mode" | "internal" | "busy" | "unavailable";
            /** @description For people; it may change. */
            detail: string;
            /** @description With draft_outdated: the stored draft. */
            draft?: Record<string, never>;
            errors?: {
                code: string;
                detail: string;
                /** @description The field's path with dots. Empty for the body itself. */
                field: string;
            }[];
            retry_after_seconds?: number;
            status: number;
            /** @description For people; it may change. */
            title: string;
            /** Format: uri */
            type: string;
        };
        /**
         * ProfileRequest
         * @description PATCH /users/me. Absent fields stay; null removes the username.
         */
        ProfileRequest: {
            /** @default  */
            about?: string;
            /** @default  */
            name?: string;
            /** @default null */
            username?: string | null;
        };
        /**
         * PutDraft
         * @description A draft; its version must be greater than that of the stored draft. An empty text deletes the draft.
         */
        PutDraft: {
            /** @default null */
            reply_to_seq?: number | null;
            text: string;
            version: number;
        };
        /**
         * ReactedBy
         * @description One person's reaction.
         */
        ReactedBy: {
            emoji: string;
            reacted_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * Reaction
         * @description One emoji on a message; `mine` is absent in updates.
         */
        Reaction: {
            count: number;
            emoji: string;
            /** @default null */
            mine?: boolean | null;
        };
        /**
         * ReactionPage
         * @description A page of reactions, the oldest first.
         */
        ReactionPage: {
            next: string | null;
            results: components["schemas"]["ReactedBy"][];
        };
        /**
         * ReceiptOf
         * @description Whether one member received and read the message, with the times if they are known.
         */
        ReceiptOf: {
            delivered_at: string | null;
            read_at: string | null;
            /** @enum {string} */
            state: "sent" | "delivered" | "read";
            /** Format: uuid */
            user_id: string;
        };
        /**
         * ReceiptPage
         * @description A page of receipts, by member.
         */
        ReceiptPage: {
            next: string | null;
            results: components["schemas"]["ReceiptOf"][];
        };
        /**
         * Receipts
         * @description In direct conversations the watermarks of the other person, in groups the minima over all active members.
         */
        Receipts: {
            delivered_to_all_seq: number;
            read_by_all_seq: number;
        };
        /**
         * RefreshAnswer
         * @description The pair that is valid now. `refresh` is absent if it was put into the cookie.
         */
        RefreshAnswer: {
            access: string;
            /** @default  */
            refresh?: string;
        };
        /**
         * RefreshRequest
         * @description POST /auth/refresh. Without `refresh`, the cookie is used.
         */
        RefreshRequest: {
            /** @default null */
            refresh?: string | null;
        };
        /**
         * ReplyTo
         * @description The message a reply answers. preview is null in updates, and if the reader may not see that message.
         */
        ReplyTo: {
            /** Format: uuid */
            message_id: string;
            preview: components["schemas"]["Preview"] | null;
            seq: number;
        };
        /**
         * Seen
         * @description A watermark: every message up to seq.
         */
        Seen: {
            seq: number;
        };
        /**
         * SendMessage
         * @description A message to a conversation, or to a person: exactly one of conversation_id and recipient_id.
         *
         *     Kind text needs text; kinds location, contact and poll need the field of that name.
         */
        SendMessage: {
            /** Format: uuid */
            client_message_id: string;
            /** @default null */
            contact?: components["schemas"]["SharedContact"] | null;
            /** @default null */
            conversation_id?: string | null;
            /** @default [] */
            entities?: components["schemas"]["Entity"][];
            /**
             * @default text
             * @enum {string}
             */
            kind?: "text" | "location" | "contact" | "poll";
            /** @default null */
            location?: components["schemas"]["Location"] | null;
            /** @default [] */
            mentions?: string[];
            /** @default null */
            poll?: components["schemas"]["NewPoll"] | null;
            /** @default null */
            recipient_id?: string | null;
            /** @default null */
            reply_to_seq?: number | null;
            /** @default null */
            text?: string | null;
        };
        /**
         * SharedContact
         * @description A contact card.
         */
        SharedContact: {
            name: string;
            /** @default null */
            phone_number?: string | null;
            /** @default null */
            user_id?: string | null;
        };
        /**
         * StatusAnswer
         * @description Whether a person is online, as the caller may see it. last_seen_at: null if online, hidden or never seen.
         */
        StatusAnswer: {
            last_seen_at: string | null;
            /** @enum {string} */
            status: "online" | "offline";
        };
        /**
         * StatusRequest
         * @description PUT /users/{id}/status.
         */
        StatusRequest: {
            /** @enum {string} */
            status: "online" | "offline";
        };
        /**
         * SyncAnswer
         * @description The changes since a cursor, and the cursor for the next call.
         */
        SyncAnswer: {
            account: components["schemas"]["SyncedAccount"];
            complete: boolean;
            conversations: components["schemas"]["Conversation"][];
            cursor: string;
            next: string | null;
            reset: boolean;
        };
        /**
         * SyncedAccount
         * @description The changed parts of one's account; each part is complete.
         */
        SyncedAccount: {
            /** @default null */
            blocks?: string[] | null;
            /** @default null */
            contacts?: {
                [key: string]: unknown;
            }[] | null;
            /** @default null */
            devices?: {
                [key: string]: unknown;
            }[] | null;
            /** @default null */
            hidden_message_ids?: string[] | null;
            /** @default null */
            privacy?: {
                [key: string]: unknown;
            } | null;
            /** @default null */
            profile?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * UserAnswer
         * @description A person, as others see them.
         */
        UserAnswer: {
            about: string;
            avatar: null;
            /** Format: uuid */
            id: string;
            name: string;
            username: string | null;
        };
        /**
         * VerifyAnswer
         * @description The new session. `refresh` is absent if it was put into the cookie.
         */
        VerifyAnswer: {
            access: string;
            device: components["schemas"]["DeviceAnswer"];
            is_new_user: boolean;
            /** @default  */
            refresh?: string;
            user: components["schemas"]["OwnUserAnswer"];
        };
        /**
         * VerifyRequest
         * @description POST /auth/verify.
         */
        VerifyRequest: {
            /** Format: uuid */
            challenge_id: string;
            code: string;
            device: components["schemas"]["DeviceDescription"];
            /**
             * @default body
             * @enum {string}
             */
            refresh_in?: "body" | "cookie";
        };
        /**
         * Vote
         * @description The options one chooses; they replace one's earlier vote. An empty list takes the vote back.
         */
        Vote: {
            option_ids: number[];
        };
        /**
         * VoteOf
         * @description The options one person chose, and when.
         */
        VoteOf: {
            option_ids: number[];
            /** Format: uuid */
            user_id: string;
            voted_at: string;
        };
        /**
         * VotePage
         * @description A page of votes, by person.
         */
        VotePage: {
            next: string | null;
            results: components["schemas"]["VoteOf"][];
        };
        /**
         * Watermarks
         * @description One's own watermarks, and the number of unread messages.
         */
        Watermarks: {
            delivered_seq: number;
            read_seq: number;
            unread_count: number;
        };
        /**
         * Account
         * @description Parts of the person's own account changed; the client fetches them.
         */
        Account: {
            changed: ("profile" | "contacts" | "blocks" | "privacy" | "devices")[];
            /** @constant */
            update: "account";
        };
        /**
         * Ack
         * @description Every message up to seq has reached this device.
         */
        Ack: {
            /** Format: uuid */
            conversation_id: string;
            seq: number;
        };
        /**
         * Authenticate
         * @description The first frame of a socket.
         */
        Authenticate: {
            token: string;
        };
        /**
         * Authenticated
         * @description The person and the device of the socket.
         */
        Authenticated: {
            /** Format: uuid */
            device_id: string;
            heartbeat_seconds: number;
            server_time: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * Cause
         * @description Why a conversation changed.
         *
         *     option_ids: the chosen options of a poll. In an anonymous poll user_id is null and only the voter's sockets get
         *     them.
         */
        Cause: {
            /** @default null */
            emoji?: string | null;
            /** @enum {string} */
            kind: "sent" | "edited" | "deleted" | "reacted" | "pinned" | "voted" | "media" | "preview" | "membership" | "settings";
            /** @default null */
            option_ids?: number[] | null;
            /** @default null */
            removed?: boolean | null;
            user_id: string | null;
        };
        /**
         * Change
         * @description The state after one change, the same bytes for every member; message is null for members who may not see it.
         */
        Change: {
            cause: components["schemas"]["Cause"];
            conversation: components["schemas"]["ConversationState"] | null;
            /** Format: uuid */
            conversation_id: string;
            message: components["schemas"]["Message"] | null;
            position: number;
            /** @constant */
            update: "change";
        };
        /**
         * DeleteMessage
         * @description Delete a message for everyone, or for oneself only.
         */
        DeleteMessage: {
            /** @enum {string} */
            for: "everyone" | "me";
            /** Format: uuid */
            message_id: string;
        };
        /**
         * Done
         * @description No result but success.
         */
        Done: Record<string, never>;
        /**
         * EditMessage
         * @description A new text for one's own message.
         */
        EditMessage: {
            /** @default [] */
            entities?: components["schemas"]["Entity"][];
            /** @default null */
            mentions?: string[] | null;
            /** Format: uuid */
            message_id: string;
            text: string;
        };
        /**
         * GetChanges
         * @description The changes of a conversation after a position.
         */
        GetChanges: {
            after: number;
            /** Format: uuid */
            conversation_id: string;
            /** @default 100 */
            limit?: number;
        };
        /**
         * Head
         * @description The conversation's position, for repair: a client with a smaller position fetches the changes.
         */
        Head: {
            /** Format: uuid */
            conversation_id: string;
            position: number;
            receipts: components["schemas"]["Receipts"];
            /** @constant */
            update: "head";
        };
        /**
         * JoinRequests
         * @description How many people wait to be let into a group; for those who may decide.
         */
        JoinRequests: {
            /** Format: uuid */
            conversation_id: string;
            count: number;
            /** @constant */
            update: "join_requests";
        };
        /**
         * MessageResult
         * @description The message as it is now.
         */
        MessageResult: {
            message: components["schemas"]["Message"];
        };
        /**
         * Mine
         * @description A person's own state in a conversation; only their own sockets get it.
         */
        Mine: {
            /** Format: uuid */
            conversation_id: string;
            /** @default null */
            hidden_message_ids?: string[] | null;
            my: components["schemas"]["MyState"];
            unread_count: number;
            unread_mentions: number;
            /** @constant */
            update: "mine";
        };
        /**
         * PersonStatus
         * @description The status of a named person.
         */
        PersonStatus: {
            last_seen_at: string | null;
            /** @enum {string} */
            status: "online" | "offline";
            /** Format: uuid */
            user_id: string;
        };
        /**
         * Ping
         * @description No fields.
         */
        Ping: Record<string, never>;
        /**
         * PositionResult
         * @description The message's position after the change.
         */
        PositionResult: {
            position: number;
        };
        /**
         * Presence
         * @description A watched person came online or went offline.
         */
        Presence: {
            last_seen_at: string | null;
            /** @enum {string} */
            status: "online" | "offline";
            /** @constant */
            update: "presence";
            /** Format: uuid */
            user_id: string;
        };
        /**
         * React
         * @description Add one's emoji to a message, or remove it.
         */
        React: {
            emoji: string;
            /** Format: uuid */
            message_id: string;
            /** @default false */
            remove?: boolean;
        };
        /**
         * Read
         * @description Every message up to seq was read.
         */
        Read: {
            /** Format: uuid */
            conversation_id: string;
            seq: number;
        };
        /**
         * Receipt
         * @description One member's watermarks; or, without a user, the minima of a group.
         */
        Receipt: {
            /** Format: uuid */
            conversation_id: string;
            /** @default null */
            delivered_seq?: number | null;
            /** @default null */
            delivered_to_all_seq?: number | null;
            /** @default null */
            read_by_all_seq?: number | null;
            /** @default null */
            read_seq?: number | null;
            /** @constant */
            update: "receipt";
            /** @default null */
            user_id?: string | null;
        };
        /**
         * RefreshToken
         * @description A fresh access token of the same device.
         */
        RefreshToken: {
            token: string;
        };
        /**
         * Resync
         * @description The server may have missed something: sync after a random 0 to 3 seconds.
         */
        Resync: {
            reason: string;
            /** @constant */
            update: "resync";
        };
        /**
         * ServerTime
         * @description The server's clock.
         */
        ServerTime: {
            server_time: string;
        };
        /**
         * Statuses
         * @description The statuses of the watched people, in the order of the request.
         */
        Statuses: {
            statuses: components["schemas"]["PersonStatus"][];
        };
        /**
         * Sync
         * @description The changes since a cursor; without a cursor, a snapshot.
         */
        Sync: {
            /** @default null */
            since?: string | null;
        };
        /**
         * Typing
         * @description The person types or records; idle: stopped.
         */
        "Typing-Input": {
            /** Format: uuid */
            conversation_id: string;
            /** @enum {string} */
            state: "typing" | "recording" | "idle";
        };
        /**
         * Typing
         * @description A person types or records; idle: stopped. Clients forget it after 6 seconds.
         */
        "Typing-Output": {
            /** Format: uuid */
            conversation_id: string;
            /** @enum {string} */
            state: "typing" | "recording" | "idle";
            /** @constant */
            update: "typing";
            /** Format: uuid */
            user_id: string;
        };
        /**
         * WatchPresence
         * @description The people on screen; replaces the people of the previous command.
         */
        WatchPresence: {
            user_ids: string[];
        };
        command: components["schemas"]["command.authenticate"] | components["schemas"]["command.send_message"] | components["schemas"]["command.edit_message"] | components["schemas"]["command.delete_message"] | components["schemas"]["command.react"] | components["schemas"]["command.ack"] | components["schemas"]["command.read"] | components["schemas"]["command.sync"] | components["schemas"]["command.changes"] | components["schemas"]["command.typing"] | components["schemas"]["command.watch_presence"] | components["schemas"]["command.refresh_token"] | components["schemas"]["command.ping"];
        /**
         * ack
         * @description Every message up to seq has reached this device.
         */
        "command.ack": {
            /** Format: uuid */
            conversation_id: string;
            /** @description The reply has the same id. */
            id: number;
            seq: number;
            /** @constant */
            type: "ack";
        };
        /**
         * authenticate
         * @description The first frame of a socket.
         */
        "command.authenticate": {
            /** @description The reply has the same id. */
            id: number;
            token: string;
            /** @constant */
            type: "authenticate";
        };
        /**
         * changes
         * @description The changes of a conversation after a position.
         */
        "command.changes": {
            after: number;
            /** Format: uuid */
            conversation_id: string;
            /** @description The reply has the same id. */
            id: number;
            /** @default 100 */
            limit?: number;
            /** @constant */
            type: "changes";
        };
        /**
         * delete_message
         * @description Delete a message for everyone, or for oneself only.
         */
        "command.delete_message": {
            /** @enum {string} */
            for: "everyone" | "me";
            /** @description The reply has the same id. */
            id: number;
            /** Format: uuid */
            message_id: string;
            /** @constant */
            type: "delete_message";
        };
        /**
         * edit_message
         * @description A new text for one's own message.
         */
        "command.edit_message": {
            /** @default [] */
            entities?: components["schemas"]["Entity"][];
            /** @description The reply has the same id. */
            id: number;
            /** @default null */
            mentions?: string[] | null;
            /** Format: uuid */
            message_id: string;
            text: string;
            /** @constant */
            type: "edit_message";
        };
        /**
         * ping
         * @description No fields.
         */
        "command.ping": {
            /** @description The reply has the same id. */
            id: number;
            /** @constant */
            type: "ping";
        };
        /**
         * react
         * @description Add one's emoji to a message, or remove it.
         */
        "command.react": {
            emoji: string;
            /** @description The reply has the same id. */
            id: number;
            /** Format: uuid */
            message_id: string;
            /** @default false */
            remove?: boolean;
            /** @constant */
            type: "react";
        };
        /**
         * read
         * @description Every message up to seq was read.
         */
        "command.read": {
            /** Format: uuid */
            conversation_id: string;
            /** @description The reply has the same id. */
            id: number;
            seq: number;
            /** @constant */
            type: "read";
        };
        /**
         * refresh_token
         * @description A fresh access token of the same device.
         */
        "command.refresh_token": {
            /** @description The reply has the same id. */
            id: number;
            token: string;
            /** @constant */
            type: "refresh_token";
        };
        /**
         * send_message
         * @description A message to a conversation, or to a person: exactly one of conversation_id and recipient_id.
         *
         *     Kind text needs text; kinds location, contact and poll need the field of that name.
         */
        "command.send_message": {
            /** Format: uuid */
            client_message_id: string;
            /** @default null */
            contact?: components["schemas"]["SharedContact"] | null;
            /** @default null */
            conversation_id?: string | null;
            /** @default [] */
            entities?: components["schemas"]["Entity"][];
            /** @description The reply has the same id. */
            id: number;
            /**
             * @default text
             * @enum {string}
             */
            kind?: "text" | "location" | "contact" | "poll";
            /** @default null */
            location?: components["schemas"]["Location"] | null;
            /** @default [] */
            mentions?: string[];
            /** @default null */
            poll?: components["schemas"]["NewPoll"] | null;
            /** @default null */
            recipient_id?: string | null;
            /** @default null */
            reply_to_seq?: number | null;
            /** @default null */
            text?: string | null;
            /** @constant */
            type: "send_message";
        };
        /**
         * sync
         * @description The changes since a cursor; without a cursor, a snapshot.
         */
        "command.sync": {
            /** @description The reply has the same id. */
            id: number;
            /** @default null */
            since?: string | null;
            /** @constant */
            type: "sync";
        };
        /**
         * typing
         * @description The person types or records; idle: stopped.
         */
        "command.typing": {
            /** Format: uuid */
            conversation_id: string;
            /** @description The reply has the same id. */
            id: number;
            /** @enum {string} */
            state: "typing" | "recording" | "idle";
            /** @constant */
            type: "typing";
        };
        /**
         * watch_presence
         * @description The people on screen; replaces the people of the previous command.
         */
        "command.watch_presence": {
            /** @description The reply has the same id. */
            id: number;
            /** @constant */
            type: "watch_presence";
            user_ids: string[];
        };
        error: {
            /** @description With invalid_code. */
            attempts_left?: number;
            /** @enum {string} */
            code: "malformed_json" | "invalid" | "invalid_code" | "challenge_spent" | "reserved" | "too_many_reactions" | "not_authenticated" | "token_superseded" | "token_reused" | "not_allowed" | "not_found" | "method_not_allowed" | "not_acceptable" | "too_slow" | "conflict" | "idempotency_conflict" | "message_deleted" | "poll_closed" | "draft_outdated" | "too_many" | "group_full" | "too_large" | "unsupported_media_type" | "rate_limited" | "slow_mode" | "internal" | "busy" | "unavailable";
            /** @description For people; it may change. */
            detail: string;
            /** @description With draft_outdated: the stored draft. */
            draft?: Record<string, never>;
            errors?: {
                code: string;
                detail: string;
                /** @description The field's path with dots. Empty for the body itself. */
                field: string;
            }[];
            retry_after_seconds?: number;
        };
        reply: {
            id: number;
            result: components["schemas"]["result.authenticate"] | components["schemas"]["result.send_message"] | components["schemas"]["result.edit_message"] | components["schemas"]["result.delete_message"] | components["schemas"]["result.react"] | components["schemas"]["result.ack"] | components["schemas"]["result.read"] | components["schemas"]["result.sync"] | components["schemas"]["result.changes"] | components["schemas"]["result.typing"] | components["schemas"]["result.watch_presence"] | components["schemas"]["result.refresh_token"] | components["schemas"]["result.ping"];
        } | {
            error: components["schemas"]["error"];
            id: number;
        };
        "result.ack": components["schemas"]["Done"];
        "result.authenticate": components["schemas"]["Authenticated"];
        "result.changes": components["schemas"]["Changes"];
        "result.delete_message": components["schemas"]["PositionResult"];
        "result.edit_message": components["schemas"]["PositionResult"];
        "result.ping": components["schemas"]["ServerTime"];
        "result.react": components["schemas"]["PositionResult"];
        "result.read": components["schemas"]["Done"];
        "result.refresh_token": components["schemas"]["Done"];
        "result.send_message": components["schemas"]["MessageResult"];
        "result.sync": components["schemas"]["SyncAnswer"];
        "result.typing": components["schemas"]["Done"];
        "result.watch_presence": components["schemas"]["Statuses"];
        update: components["schemas"]["update.change"] | components["schemas"]["update.mine"] | components["schemas"]["update.receipt"] | components["schemas"]["update.head"] | components["schemas"]["update.typing"] | components["schemas"]["update.presence"] | components["schemas"]["update.account"] | components["schemas"]["update.join_requests"] | components["schemas"]["update.resync"];
        "update.account": components["schemas"]["Account"];
        "update.change": components["schemas"]["Change"];
        "update.head": components["schemas"]["Head"];
        "update.join_requests": components["schemas"]["JoinRequests"];
        "update.mine": components["schemas"]["Mine"];
        "update.presence": components["schemas"]["Presence"];
        "update.receipt": components["schemas"]["Receipt"];
        "update.resync": components["schemas"]["Resync"];
        "update.typing": components["schemas"]["Typing-Output"];
    };
    responses: {
        /** @description `invalid`: Some fields are wrong */
        "400_invalid": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "invalid";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description `invalid`: Some fields are wrong; `too_many_reactions`: There is no room for one more reaction */
        "400_invalid_or_too_many_reactions": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "invalid" | "too_many_reactions";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description `malformed_json`: The body is not valid JSON; `invalid`: Some fields are wrong */
        "400_malformed_json_or_invalid": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "malformed_json" | "invalid";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description `malformed_json`: The body is not valid JSON; `invalid`: Some fields are wrong; `invalid_code`: The code is wrong; `challenge_spent`: This challenge can no longer be used; ask for a new code */
        "400_malformed_json_or_invalid_or_invalid_code_or_challenge_spent": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "malformed_json" | "invalid" | "invalid_code" | "challenge_spent";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description `malformed_json`: The body is not valid JSON; `invalid`: Some fields are wrong; `reserved`: This user name is reserved */
        "400_malformed_json_or_invalid_or_reserved": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "malformed_json" | "invalid" | "reserved";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description `not_authenticated`: Not signed in */
        "401_not_authenticated": {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_authenticated";
                    /** @constant */
                    status?: 401;
                };
            };
        };
        /** @description `not_authenticated`: Not signed in; `token_superseded`: A newer refresh token has replaced this one; `token_reused`: This refresh token was already used, so the device was signed out */
        "401_not_authenticated_or_token_superseded_or_token_reused": {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_authenticated" | "token_superseded" | "token_reused";
                    /** @constant */
                    status?: 401;
                };
            };
        };
        /** @description `not_allowed`: Not allowed */
        "403_not_allowed": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_allowed";
                    /** @constant */
                    status?: 403;
                };
            };
        };
        /** @description `not_found`: Not found */
        "404_not_found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_found";
                    /** @constant */
                    status?: 404;
                };
            };
        };
        /** @description `not_acceptable`: The server can answer only in JSON */
        "406_not_acceptable": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "not_acceptable";
                    /** @constant */
                    status?: 406;
                };
            };
        };
        /** @description `conflict`: The current state does not allow this; `idempotency_conflict`: This key was already used with a different body */
        "409_conflict_or_idempotency_conflict": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "conflict" | "idempotency_conflict";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `conflict`: The current state does not allow this; `idempotency_conflict`: This key was already used with a different body; `group_full`: The group is full */
        "409_conflict_or_idempotency_conflict_or_group_full": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "conflict" | "idempotency_conflict" | "group_full";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `draft_outdated`: A newer draft is stored; `too_many`: There are already as many of these as allowed */
        "409_draft_outdated_or_too_many": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "draft_outdated" | "too_many";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `idempotency_conflict`: This key was already used with a different body */
        "409_idempotency_conflict": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "idempotency_conflict";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `idempotency_conflict`: This key was already used with a different body; `group_full`: The group is full */
        "409_idempotency_conflict_or_group_full": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "idempotency_conflict" | "group_full";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `idempotency_conflict`: This key was already used with a different body; `message_deleted`: The message is deleted */
        "409_idempotency_conflict_or_message_deleted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "idempotency_conflict" | "message_deleted";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `message_deleted`: The message is deleted */
        "409_message_deleted": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "message_deleted";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `message_deleted`: The message is deleted; `poll_closed`: The poll is closed */
        "409_message_deleted_or_poll_closed": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "message_deleted" | "poll_closed";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `message_deleted`: The message is deleted; `too_many`: There are already as many of these as allowed */
        "409_message_deleted_or_too_many": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "message_deleted" | "too_many";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `too_many`: There are already as many of these as allowed */
        "409_too_many": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "too_many";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `too_large`: The request is too large */
        "413_too_large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "too_large";
                    /** @constant */
                    status?: 413;
                };
            };
        };
        /** @description `unsupported_media_type`: The media type is not supported */
        "415_unsupported_media_type": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "unsupported_media_type";
                    /** @constant */
                    status?: 415;
                };
            };
        };
        /** @description `rate_limited`: Too many requests */
        "429_rate_limited": {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "rate_limited";
                    /** @constant */
                    status?: 429;
                };
            };
        };
        /** @description `rate_limited`: Too many requests; `slow_mode`: The group is in slow mode */
        "429_rate_limited_or_slow_mode": {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "rate_limited" | "slow_mode";
                    /** @constant */
                    status?: 429;
                };
            };
        };
        /** @description `busy`: The server is too busy at the moment; `unavailable`: The service is not available at the moment */
        "503_busy_or_unavailable": {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    code?: "busy" | "unavailable";
                    /** @constant */
                    status?: 503;
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Seconds. */
        "Retry-After": number;
        "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    post_auth_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Empty"];
            };
        };
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_auth_otp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OtpRequest"];
            };
        };
        responses: {
            /** @description Accepted, not done yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OtpAnswer"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            406: components["responses"]["406_not_acceptable"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_auth_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefreshAnswer"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated_or_token_superseded_or_token_reused"];
            403: components["responses"]["403_not_allowed"];
            406: components["responses"]["406_not_acceptable"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_auth_verify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerifyAnswer"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid_or_invalid_code_or_challenge_spent"];
            403: components["responses"]["403_not_allowed"];
            406: components["responses"]["406_not_acceptable"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_blocks: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlocksAnswer"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    put_blocks_user_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Empty"];
            };
        };
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_too_many"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_blocks_user_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_contacts: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactsAnswer"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    put_contacts_user_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ContactRequest"];
            };
        };
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_too_many"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_contacts_user_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_conversations: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
                /** @description `true`: only archived conversations. */
                archived?: "true" | "false";
                /** @description A part of the title, or of the name of the other person. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationPage"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_conversations: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: the same key and body get the same answer, and nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenDirect"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_idempotency_conflict"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_conversations_conversation_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    patch_conversations_conversation_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConversationSettings"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_conversations_conversation_id_changes: {
        parameters: {
            query: {
                /** @description The last position that the client has. */
                after: number;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_conversations_conversation_id_delivered: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: the same key and body get the same answer, and nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Seen"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Watermarks"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_idempotency_conflict"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    put_conversations_conversation_id_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutDraft"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_draft_outdated_or_too_many"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_conversations_conversation_id_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_conversations_conversation_id_messages: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
                /** @description Only messages with a lower seq. */
                before_seq?: number;
                /** @description Only messages with a higher seq. */
                after_seq?: number;
                /** @description The messages around this seq, including it. */
                around_seq?: number;
            };
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_conversations_conversation_id_pins: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_conversations_conversation_id_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: the same key and body get the same answer, and nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Seen"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Watermarks"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_idempotency_conflict"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_devices: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicesAnswer"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_devices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_devices_device_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_groups: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: the same key and body get the same answer, and nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateGroup"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_idempotency_conflict"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_groups_group_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_groups_group_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    patch_groups_group_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangeGroup"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_groups_group_id_invite_links: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteLinkPage"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_groups_group_id_invite_links: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: the same key and body get the same answer, and nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateInviteLink"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteLinkAnswer"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_conflict_or_idempotency_conflict"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_groups_group_id_invite_links_link_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
                link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_groups_group_id_join_requests: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinRequestPage"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_groups_group_id_join_requests_user_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: the same key and body get the same answer, and nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                group_id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerRequest"];
            };
        };
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_conflict_or_idempotency_conflict_or_group_full"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_groups_group_id_members: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_groups_group_id_members: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: the same key and body get the same answer, and nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddMembers"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_idempotency_conflict"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_groups_group_id_members_user_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    patch_groups_group_id_members_user_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangeMember"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupMember"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_join_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_join_token: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: the same key and body get the same answer, and nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            /** @description Accepted, not done yet. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinRequested"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_idempotency_conflict_or_group_full"];
            413: components["responses"]["413_too_large"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_join_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendMessage"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_idempotency_conflict"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited_or_slow_mode"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_messages_message_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_messages_message_id: {
        parameters: {
            query: {
                /** @description For whom the message is deleted. */
                for: "everyone" | "me";
            };
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PositionOnly"];
                };
            };
            /** @description Done. The answer has no body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    patch_messages_message_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditText"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_message_deleted"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_messages_message_id_close_poll: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: the same key and body get the same answer, and nothing is done twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_idempotency_conflict_or_message_deleted"];
            413: components["responses"]["413_too_large"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    post_messages_message_id_forward: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Forward"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forwarded"];
                };
            };
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forwarded"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_idempotency_conflict_or_message_deleted"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    put_messages_message_id_pin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_message_deleted_or_too_many"];
            413: components["responses"]["413_too_large"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_messages_message_id_pin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_message_deleted"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_messages_message_id_reactions: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReactionPage"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    put_messages_message_id_reactions_emoji: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
                emoji: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["400_invalid_or_too_many_reactions"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_message_deleted"];
            413: components["responses"]["413_too_large"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    delete_messages_message_id_reactions_emoji: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
                emoji: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_message_deleted"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_messages_message_id_receipts: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptPage"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_messages_message_id_votes: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The `next` of the previous page. */
                cursor?: string;
            };
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VotePage"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    put_messages_message_id_votes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Vote"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            409: components["responses"]["409_message_deleted_or_poll_closed"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_schema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            400: components["responses"]["400_invalid"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_schema_socket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            400: components["responses"]["400_invalid"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_sync: {
        parameters: {
            query?: {
                /** @description The `cursor` of the previous answer. */
                since?: string;
                /** @description The `next` of the previous page. */
                cursor?: string;
                /** @description How many seconds to wait for changes. */
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncAnswer"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_users: {
        parameters: {
            query: {
                /** @description The whole username, in upper or lower case. */
                username: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleAnswer"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_users_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnUserAnswer"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    patch_users_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ProfileRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnUserAnswer"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid_or_reserved"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_users_me_privacy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrivacyAnswer"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    patch_users_me_privacy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PrivacyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrivacyAnswer"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            406: components["responses"]["406_not_acceptable"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_users_user_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonAnswer"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    get_users_user_id_status: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusAnswer"];
                };
            };
            400: components["responses"]["400_invalid"];
            401: components["responses"]["401_not_authenticated"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
    put_users_user_id_status: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusAnswer"];
                };
            };
            400: components["responses"]["400_malformed_json_or_invalid"];
            401: components["responses"]["401_not_authenticated"];
            403: components["responses"]["403_not_allowed"];
            404: components["responses"]["404_not_found"];
            406: components["responses"]["406_not_acceptable"];
            413: components["responses"]["413_too_large"];
            415: components["responses"]["415_unsupported_media_type"];
            429: components["responses"]["429_rate_limited"];
            503: components["responses"]["503_busy_or_unavailable"];
        };
    };
}
