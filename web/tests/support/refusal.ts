// A refusal of the small server.
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly more: Record<string, unknown> = {},
  ) {
    super(code);
  }
}
