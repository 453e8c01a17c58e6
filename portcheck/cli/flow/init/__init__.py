"""The first suite: of what somebody has."""
