"""Makes text and concepts findable: analysis, full-text engines, the concept graph, generations."""
