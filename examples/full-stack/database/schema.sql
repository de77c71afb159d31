CREATE TABLE results (
  id           uuid PRIMARY KEY,
  upto         integer NOT NULL,
  primes       integer NOT NULL,
  milliseconds integer NOT NULL,
  worker       text NOT NULL,
  finished     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON results (finished DESC);
