"""Groups exchanges by the templates of their prompts, in one pass and bounded memory."""
