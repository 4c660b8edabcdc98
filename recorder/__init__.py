"""Recordings: each leg's own voice becomes one file per call, kept in the CRM database."""
