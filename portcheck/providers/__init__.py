"""Call models over HTTP, with one module per dialect; no other code knows HTTP."""
