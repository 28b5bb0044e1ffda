DROP TABLE crowded_slots;
