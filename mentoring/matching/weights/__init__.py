"""What counts how much in a programme: versions, and what other weights would change."""
