"""From what a reader types to a tree that any engine can answer."""
