-- The tables of version 0.1 with a little content, to be replaced by the present ones. For SQLite and PostgreSQL.
CREATE TABLE content_state (id INTEGER PRIMARY KEY, fingerprint VARCHAR(64) NOT NULL, ranker BYTEA NOT NULL);
CREATE TABLE sources (
  id VARCHAR(48) NOT NULL PRIMARY KEY, title TEXT NOT NULL, publisher TEXT NOT NULL, url TEXT,
  language VARCHAR(2) NOT NULL, published VARCHAR(32), updated VARCHAR(32), checked_on DATE NOT NULL,
  trust VARCHAR(8) NOT NULL, from_seed BOOLEAN NOT NULL, country VARCHAR(3) NOT NULL, note TEXT
);
CREATE TABLE topics (
  authored_by TEXT NOT NULL, checked_by TEXT NOT NULL, reviewed DATE NOT NULL, next_review DATE NOT NULL,
  id VARCHAR(48) NOT NULL PRIMARY KEY, topic_group VARCHAR(16) NOT NULL, title_en TEXT NOT NULL,
  title_de TEXT NOT NULL, answer JSON NOT NULL, always JSON NOT NULL, related JSON NOT NULL
);
CREATE TABLE exercises (
  authored_by TEXT NOT NULL, checked_by TEXT NOT NULL, reviewed DATE NOT NULL, next_review DATE NOT NULL,
  id VARCHAR(48) NOT NULL PRIMARY KEY, series VARCHAR(16) NOT NULL, title_en TEXT NOT NULL, title_de TEXT NOT NULL,
  difficulty VARCHAR(8), goal JSON NOT NULL, position VARCHAR(16) NOT NULL, equipment JSON NOT NULL,
  dose JSON NOT NULL, summary_en TEXT NOT NULL, summary_de TEXT NOT NULL, steps JSON NOT NULL,
  not_when_en TEXT NOT NULL, not_when_de TEXT NOT NULL, from_seed BOOLEAN NOT NULL
);
CREATE TABLE statements (
  id VARCHAR(48) NOT NULL PRIMARY KEY, topic_id VARCHAR(48) REFERENCES topics (id),
  exercise_id VARCHAR(48) REFERENCES exercises (id), position INTEGER NOT NULL, text_en TEXT NOT NULL,
  text_de TEXT NOT NULL, from_seed BOOLEAN NOT NULL, changes VARCHAR(8) NOT NULL, conflict TEXT
);
CREATE INDEX ix_statements_topic_id ON statements (topic_id);
CREATE INDEX ix_statements_exercise_id ON statements (exercise_id);
CREATE TABLE exercise_sources (
  exercise_id VARCHAR(48) NOT NULL REFERENCES exercises (id), source_id VARCHAR(48) NOT NULL REFERENCES sources (id),
  position INTEGER NOT NULL, PRIMARY KEY (exercise_id, source_id)
);
CREATE TABLE statement_sources (
  statement_id VARCHAR(48) NOT NULL REFERENCES statements (id), source_id VARCHAR(48) NOT NULL REFERENCES sources (id),
  position INTEGER NOT NULL, PRIMARY KEY (statement_id, source_id)
);
CREATE TABLE phrasings (
  id INTEGER PRIMARY KEY, kind VARCHAR(10) NOT NULL, target_id VARCHAR(48) NOT NULL, language VARCHAR(2) NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX ix_phrasings_target_id ON phrasings (target_id);
INSERT INTO content_state VALUES (1, 'as loaded by version 0.1', 'ranking');
INSERT INTO sources VALUES
  ('a_study', 'Walking', 'Somebody', NULL, 'en', '2024', NULL, '2026-11-22', 'high', '0', 'int', NULL);
INSERT INTO topics VALUES
  ('A', 'B', '2026-11-22', '2027-11-22', 'resting', 'exercise', 'Rest', 'Ruhe', '["rest_briefly"]', '[]', '["resting"]');
INSERT INTO exercises VALUES
  ('A', 'B', '2026-11-22', '2027-11-22', 'bridge', 'general', 'Bridge', 'Brücke', 'easy', '["strengthen"]', 'supine',
   '[]', '{}', 'Lift.', 'Heben.', '{}', 'If it hurts.', 'Wenn es wehtut.', '0');
INSERT INTO statements VALUES ('rest_briefly', 'resting', NULL, 0, 'Rest.', 'Ruhe.', '0', 'never', NULL);
INSERT INTO statements VALUES ('bridge_dose', NULL, 'bridge', 0, '12 times.', '12 Mal.', '0', 'never', NULL);
INSERT INTO exercise_sources VALUES ('bridge', 'a_study', 0);
INSERT INTO statement_sources VALUES ('rest_briefly', 'a_study', 0);
INSERT INTO phrasings VALUES (1, 'statement', 'rest_briefly', 'en', 'may i rest');
CREATE TABLE visitors (name TEXT);
INSERT INTO visitors VALUES ('not ours');
