"""What a person should know, and the outbox that carries it to them."""
