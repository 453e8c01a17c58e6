"""Names of people by what stands around them: fields, labels, greetings, signatures, kin."""
