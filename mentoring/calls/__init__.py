"""Calls of incubators: forms, applications, and the stages they go through as data."""
