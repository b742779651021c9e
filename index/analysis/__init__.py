"""From text to terms: the same analysis for documents and for queries."""
