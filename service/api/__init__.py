"""The HTTP API, a module a resource; errors become answers in `problems`."""
