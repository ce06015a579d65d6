"""Mail that comes in: an answer to a mail of ours becomes a message of its conversation."""
