// Shows the OpenAPI document of this server. Nothing is requested from other servers: no validator badge, no remote settings.
SwaggerUIBundle({
  url: "/api/v1/schema",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  queryConfigEnabled: false,
});
