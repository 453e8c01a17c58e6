"""What suites say about agents: tools by list, and how their calls are answered."""
