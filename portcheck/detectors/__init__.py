"""Labels answers by rules: pure functions of prompt and answer."""
