"""Readers: a file format → its headings and blocks, with the lines they stand on."""
