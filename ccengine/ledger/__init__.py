"""Is what we recorded true? The PBX's own log against ours, and what to do where they differ."""
