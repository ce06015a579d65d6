"""The demo network: enacted through the services, with a mailbox and a clock that moves."""
