"""Documents in, a searchable library out."""
