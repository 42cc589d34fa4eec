// Shows the document of this server. Nothing is asked of another one: no validator badge, no remote settings.
SwaggerUIBundle({
  url: "/api/v1/schema",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  queryConfigEnabled: false,
});
