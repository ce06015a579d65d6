"""Meeting invitations that every calendar program understands (iTIP, iMIP)."""
