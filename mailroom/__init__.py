"""Every message that leaves: the outbox, delivery, personal links, confirmations."""
