"""What the reader is trained on and fitted with; nothing here is needed to answer."""
