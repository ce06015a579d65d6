"""What somebody says is wrong with a list, and what a person answers."""
