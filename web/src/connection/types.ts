// Types of the connection that higher layers use, too.
import type { CommandFields, CommandName, CommandResult } from "../protocol/types";

/** waiting: there is no connection, and the next try is to come. */
export type LineState = "connecting" | "open" | "waiting";

/** Sends one command. Rejects with ApiProblem when it is refused, with ConnectionLost when its fate is not known. */
export type SendCommand = <Name extends CommandName>(
  name: Name,
  fields: CommandFields<Name>,
) => Promise<CommandResult<Name>>;
