"""Cohorts: companies that go through a schedule together, with the people who come along."""
