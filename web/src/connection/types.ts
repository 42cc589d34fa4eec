// Words of the connection that layers above use, too.
import type { CommandFields, CommandName, CommandResult } from "../protocol/types";

/** waiting: no connection, trying again. */
export type LineState = "connecting" | "open" | "waiting";

/** Sends one command; rejects with ApiProblem when it is refused, ConnectionLost when nobody knows. */
export type SendCommand = <Name extends CommandName>(
  name: Name,
  fields: CommandFields<Name>,
) => Promise<CommandResult<Name>>;
