"""The full-text engines behind `index.ports.TextIndex`; each file is the only one that knows its library."""
