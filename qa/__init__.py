"""A question in, an Answer made of literal excerpts out."""
