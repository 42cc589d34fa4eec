"""The API described for programs: OpenAPI for REST, JSON Schema for the socket, both made from what the code checks."""
