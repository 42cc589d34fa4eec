// Who may do what in a group. The server decides; this only hides buttons whose requests it would refuse.
import type { Group, Role } from "../../store/types";

const RANKS: Readonly<Record<Role, number>> = { member: 0, admin: 1, owner: 2 };

export function isAdmin(role: Role): boolean {
  return RANKS[role] > 0;
}

function may(setting: "everyone" | "admins", role: Role): boolean {
  return setting === "everyone" || isAdmin(role);
}

export const mayEdit = ({ settings }: Group, role: Role) => may(settings.who_can_edit_info, role);
export const mayAdd = ({ settings }: Group, role: Role) => may(settings.who_can_add_members, role);
export const mayWrite = ({ settings }: Group, role: Role) => may(settings.who_can_send, role);

/** Whether this person may remove or silence a member. */
export function outranks(role: Role, other: Role): boolean {
  return isAdmin(role) && RANKS[role] > RANKS[other];
}
