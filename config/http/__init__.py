"""HTTP before Django sees it: hosts and origins, the body limit, health, the web client's files, the access log."""
