// The server's end of one WebSocket.
import type { Socket, SocketHandlers } from "../../src/platform/types";

type Json = Record<string, unknown>;

/** What a socket needs of its server. */
interface Owner {
  readonly sockets: Set<ServerSocket>;
  command(socket: ServerSocket, command: Json): void;
}

export class ServerSocket implements Socket {
  signedIn = false;
  readonly commands: Json[] = [];

  constructor(
    readonly handlers: SocketHandlers,
    private readonly server: Owner,
  ) {}

  send(text: string): void {
    const command = JSON.parse(text) as Json;
    this.commands.push(command);
    queueMicrotask(() => this.server.command(this, command));
  }

  close(code = 1005): void {
    this.server.sockets.delete(this);
    queueMicrotask(() => this.handlers.closed(code));
  }

  deliver(frame: unknown): void {
    const text = JSON.stringify(frame);
    queueMicrotask(() => {
      if (this.server.sockets.has(this)) this.handlers.received(text);
    });
  }
}
