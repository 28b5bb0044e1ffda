DROP TABLE freed_places;
