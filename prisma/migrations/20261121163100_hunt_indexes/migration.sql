-- What hunts begin with. A class is a table of theirs: few values, which B-tree keeps once each (7 bytes a row). The names of
-- processes, as hunts compare them, only where most of them look; rows of Defender, whose class does not decide their table.
CREATE INDEX "event_class_idx" ON "event" ("class");
CREATE INDEX "event_process_name_idx" ON "event" ((lower(translate(left(process_name, 512), U&'\212A', 'k') COLLATE "C")))
  WHERE "class" IN ('process_creation', 'network_connection', 'network_listen', 'dns_query');
CREATE INDEX "event_defender_idx" ON "event" ("class") WHERE "source" = 'defender';
