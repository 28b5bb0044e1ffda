-- How the office presents itself, as JSON: it is read whole with the plan, and nothing is looked up in it. Null for an
-- office from before, which then has nothing to say.
ALTER TABLE offices ADD COLUMN profile TEXT;
