"""Routes with a guardrail: who judges, how often, and what that costs."""
