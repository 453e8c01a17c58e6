"""Files of logs to records: lines, arrays, tables, compressed or not, one by one and bounded."""
