"""The REST API: routes, request schemas, one map of errors, the gate of local mode."""
