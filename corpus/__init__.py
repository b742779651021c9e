"""What the documents are: sources, layouts, readers, sections, and the store that keeps them."""
