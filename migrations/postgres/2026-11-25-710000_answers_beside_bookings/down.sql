DROP VIEW kept_answers;
