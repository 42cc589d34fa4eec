// Says that there is no connection, once that has lasted three seconds. It lies over the log, so that nothing moves.
import { Icon } from "../../ui/Icon";
import { useLasting } from "./lasting";
import { useStore } from "./store-context";

function promise(waiting: number): string {
  if (waiting === 0) return "You can go on reading and writing.";
  if (waiting === 1) return "You can go on writing. 1 message will be sent.";
  return `You can go on writing. ${waiting} messages will be sent in order.`;
}

export function Banner({ waiting }: { waiting: number }) {
  const line = useStore().line.value;
  const shown = useLasting(line !== "open");
  return (
    <div class="over" role="status">
      {shown && (
        <div class="banner">
          <Icon name="offline" size={20} />
          {line === "waiting" ? (
            <span>
              <b>Waiting for network.</b> {promise(waiting)}
            </span>
          ) : (
            <span>Connecting…</span>
          )}
        </div>
      )}
    </div>
  );
}
