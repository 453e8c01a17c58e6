"""What a report holds beside its verdicts: texts, and how answers came."""
