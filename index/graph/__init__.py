"""The concept graph: vocabulary, mentions, relations with their evidence, and the questions asked of them."""
