"""Labels answers by rules, in pure functions of prompt and answer."""
