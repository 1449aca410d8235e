"""Text in, the values in it out, comparable in whatever form they are written: `quantities`, `moments` and names."""
