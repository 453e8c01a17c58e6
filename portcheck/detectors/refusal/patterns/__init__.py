"""The patterns of a refusal: phrases that decline, that accompany one, or that show help."""
