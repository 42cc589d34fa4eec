// What lies beside a conversation: a group, a person, who has seen a message. Each has its own address.
import type { PanelRoute } from "../app/routes";
import { useStore } from "../app/store-context";
import { AddMembers } from "./AddMembers";
import { EditGroup } from "./EditGroup";
import { GroupInfo } from "./GroupInfo";
import { Links } from "./Links";
import { MessageInfo } from "./MessageInfo";
import { PersonInfo } from "./PersonInfo";
import { PollVotes } from "./PollVotes";
import { Requests } from "./Requests";
import { Settings } from "./Settings";
import "./panel.css";

export function Panel({ id, panel: { name, of } }: { id: string; panel: PanelRoute }) {
  const item = useStore().item(id).value;
  if (of !== null && name === "seen") return <MessageInfo key={of} id={id} messageId={of} />;
  if (of !== null && name === "votes") return <PollVotes key={of} id={id} messageId={of} />;
  if (of !== null) return <PersonInfo key={of} userId={of} item={null} />;
  if (!item) return null;
  if (item.peer) return <PersonInfo userId={item.peer.id} item={item} />;
  switch (name) {
    case "edit":
      return <EditGroup item={item} />;
    case "add":
      return <AddMembers item={item} />;
    case "settings":
      return <Settings item={item} />;
    case "links":
      return <Links item={item} />;
    case "requests":
      return <Requests item={item} />;
    default:
      return <GroupInfo item={item} />;
  }
}
