"""The API's description for programs: OpenAPI for REST, JSON Schema for the socket. Both are made from the code."""
