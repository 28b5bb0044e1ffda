ALTER TABLE offices DROP COLUMN profile;
