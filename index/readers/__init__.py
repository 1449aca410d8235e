"""One module per kind of file; `index.kinds` finds each by its SUFFIXES, so a new kind is one new file here."""
