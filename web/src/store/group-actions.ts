// What a person does to a group and its members: one call each.
import { type Rest, withQuery } from "../connection/rest";
import type { Group, GroupMember, Invitation, InviteLink, JoinRequest } from "../protocol/types";
import type { GroupChange, GroupStore, NewGroupFields, NewLink, Page, Role } from "./group-types";
import type { Inside } from "./inside";

export class GroupActions implements GroupStore {
  constructor(
    private readonly rest: Rest,
    private readonly uuid: () => string,
    private readonly inside: () => Inside,
    private readonly bring: (conversationId: string) => Promise<void>,
  ) {}

  watch(groupId: string) {
    return this.inside().groups.watch(groupId);
  }

  async create({ name, description, userIds }: NewGroupFields): Promise<string> {
    const body = { name, description, member_ids: [...userIds] };
    const group = await this.once<Group>("/groups", body);
    await this.bring(group.conversation_id);
    return group.conversation_id;
  }

  async change(groupId: string, change: GroupChange): Promise<void> {
    const group = await this.rest.call<Group>("PATCH", `/groups/${groupId}`, change);
    this.inside().groups.of(groupId)?.take(group);
  }

  async remove(groupId: string): Promise<void> {
    await this.rest.call("DELETE", `/groups/${groupId}`);
  }

  async add(groupId: string, userIds: readonly string[]): Promise<void> {
    await this.once(`/groups/${groupId}/members`, { user_ids: [...userIds] });
    await this.refreshed(groupId);
  }

  async setRole(groupId: string, userId: string, role: Role): Promise<void> {
    await this.member("PATCH", groupId, userId, { role });
  }

  async silence(groupId: string, userId: string, until: string | null): Promise<void> {
    await this.member("PATCH", groupId, userId, { silenced_until: until });
  }

  async dismiss(groupId: string, userId: string): Promise<void> {
    await this.member("DELETE", groupId, userId);
  }

  async leave(groupId: string): Promise<void> {
    await this.rest.call("DELETE", `/groups/${groupId}/members/${this.inside().me}`);
  }

  links(groupId: string): Promise<Page<InviteLink>> {
    return this.rest.get(withQuery(`/groups/${groupId}/invite_links`, { limit: 100 }));
  }

  createLink(groupId: string, link: NewLink): Promise<InviteLink> {
    return this.once(`/groups/${groupId}/invite_links`, link);
  }

  async revokeLink(groupId: string, linkId: string): Promise<void> {
    await this.rest.call("DELETE", `/groups/${groupId}/invite_links/${linkId}`);
  }

  async requests(groupId: string, cursor: string | null): Promise<Page<JoinRequest>> {
    const path = withQuery(`/groups/${groupId}/join_requests`, { limit: 100, cursor });
    const page = await this.rest.get<Page<JoinRequest>>(path);
    this.inside().people.learn(page.results.map(({ user }) => user));
    return page;
  }

  async answer(groupId: string, userId: string, action: "approve" | "refuse"): Promise<void> {
    await this.once(`/groups/${groupId}/join_requests/${userId}`, { action });
    await this.refreshed(groupId);
  }

  invitation(token: string): Promise<Invitation> {
    return this.rest.get(`/join/${encodeURIComponent(token)}`);
  }

  async join(token: string): Promise<string | null> {
    const answer = await this.once<Group | { requested: true }>(`/join/${encodeURIComponent(token)}`, {});
    if (!("conversation_id" in answer)) return null;
    await this.bring(answer.conversation_id);
    return answer.conversation_id;
  }

  async withdraw(token: string): Promise<void> {
    await this.rest.call("DELETE", `/join/${encodeURIComponent(token)}`);
  }

  private async member(method: string, groupId: string, userId: string, body?: unknown): Promise<void> {
    await this.rest.call<GroupMember | null>(method, `/groups/${groupId}/members/${userId}`, body);
    await this.refreshed(groupId);
  }

  private async refreshed(groupId: string): Promise<void> {
    await this.inside().groups.of(groupId)?.refresh();
  }

  /** A POST that may be repeated and is still carried out only once. */
  private once<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.rest.call("POST", path, body, { "Idempotency-Key": this.uuid() });
  }
}
