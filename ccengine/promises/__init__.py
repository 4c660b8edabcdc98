"""Promises to call back as time goes by: claims end, what sleeps wakes, what is late is told."""
