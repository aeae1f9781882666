-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "role" TEXT,
    "banned" BOOLEAN DEFAULT false,
    "banReason" TEXT,
    "banExpires" TIMESTAMP(3),

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "token" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" TEXT NOT NULL,
    "impersonatedBy" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMP(3),
    "refreshTokenExpiresAt" TIMESTAMP(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "apikey" (
    "id" TEXT NOT NULL,
    "configId" TEXT NOT NULL DEFAULT 'default',
    "name" TEXT,
    "start" TEXT,
    "referenceId" TEXT NOT NULL,
    "prefix" TEXT,
    "key" TEXT NOT NULL,
    "refillInterval" INTEGER,
    "refillAmount" INTEGER,
    "lastRefillAt" TIMESTAMP(3),
    "enabled" BOOLEAN DEFAULT true,
    "rateLimitEnabled" BOOLEAN DEFAULT true,
    "rateLimitTimeWindow" INTEGER DEFAULT 86400000,
    "rateLimitMax" INTEGER DEFAULT 10,
    "requestCount" INTEGER DEFAULT 0,
    "remaining" INTEGER,
    "lastRequest" TIMESTAMP(3),
    "expiresAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "permissions" TEXT,
    "metadata" TEXT,

    CONSTRAINT "apikey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rateLimit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL,

    CONSTRAINT "rateLimit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setup_link" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "token_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "setup_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_token" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "start" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert" (
    "id" UUID NOT NULL,
    "key" UUID NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "rule_id" TEXT NOT NULL,
    "rule_title" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "severity_rank" INTEGER NOT NULL,
    "tags" TEXT[],
    "status" TEXT NOT NULL DEFAULT 'open',
    "verdict" TEXT,
    "verdict_reason" TEXT,
    "assignee_id" TEXT,
    "assignee_name" TEXT,
    "host_id" INTEGER NOT NULL,
    "host_name" TEXT NOT NULL,
    "user_name" TEXT,
    "process_key" TEXT,
    "process_name" TEXT,
    "executable" TEXT,
    "command_line" TEXT,
    "destination_address" INET,
    "destination_port" INTEGER,
    "destination_count" INTEGER NOT NULL DEFAULT 0,
    "asn" BIGINT,
    "as_organization" TEXT,
    "country" TEXT,
    "first_seen" TIMESTAMPTZ(6) NOT NULL,
    "last_seen" TIMESTAMPTZ(6) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "total_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "taken_at" TIMESTAMPTZ(6),
    "closed_at" TIMESTAMPTZ(6),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_evidence" (
    "alert_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "alert_key" UUID NOT NULL,
    "host_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(6) NOT NULL,
    "remote_address" INET,
    "remote_port" INTEGER,
    "direction" TEXT,
    "why" JSONB NOT NULL,
    "silenced_by" UUID[],

    CONSTRAINT "alert_evidence_pkey" PRIMARY KEY ("alert_id","event_id")
);

-- CreateTable
CREATE TABLE "alert_note" (
    "id" UUID NOT NULL,
    "alert_id" UUID NOT NULL,
    "author_id" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_note_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "batch_id" UUID NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "undone_by" UUID,
    "prev_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "process" (
    "host_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "pid" BIGINT,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "executable" TEXT,
    "name" TEXT,
    "command_line" TEXT,
    "user_name" TEXT,
    "integrity" TEXT,
    "sha256" TEXT,
    "original_name" TEXT,
    "parent_key" TEXT,
    "parent_pid" BIGINT,
    "parent_link" TEXT NOT NULL DEFAULT 'missing',
    "rank" INTEGER NOT NULL,
    "start_event_id" UUID,
    "first_seen" TIMESTAMPTZ(6) NOT NULL,
    "last_seen" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "process_pkey" PRIMARY KEY ("host_id","key")
);

-- CreateTable
CREATE TABLE "sighting" (
    "host_id" INTEGER NOT NULL,
    "address" INET NOT NULL,
    "process_name" TEXT NOT NULL,
    "first_seen" TIMESTAMPTZ(6) NOT NULL,
    "last_seen" TIMESTAMPTZ(6) NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "sighting_pkey" PRIMARY KEY ("host_id","address","process_name")
);

-- CreateTable
CREATE TABLE "host" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "os_type" TEXT,

    CONSTRAINT "host_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "host_id" INTEGER NOT NULL,
    "timestamp" TIMESTAMPTZ(6) NOT NULL,
    "id" UUID NOT NULL,
    "ingest_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "code" TEXT,
    "channel" TEXT,
    "process_key" TEXT,
    "parent_key" TEXT,
    "process_name" TEXT,
    "user_name" TEXT,
    "remote_address" INET,
    "remote_port" INTEGER,
    "direction" TEXT,
    "file" TEXT NOT NULL,
    "record" BIGINT NOT NULL,
    "shape" TEXT NOT NULL,
    "timestamp_quality" TEXT NOT NULL DEFAULT 'ok',
    "raw" TEXT NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("host_id","timestamp","id")
) PARTITION BY RANGE ("timestamp");

-- CreateTable
CREATE TABLE "exception" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "conditions" JSONB NOT NULL,
    "rule_ids" TEXT[],
    "source_alert_id" UUID,
    "status" TEXT NOT NULL DEFAULT 'active',
    "error" TEXT,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "exception_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ingest" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "sha256" TEXT,
    "size" BIGINT NOT NULL DEFAULT 0,
    "format" TEXT,
    "bytes_read" BIGINT NOT NULL DEFAULT 0,
    "records" INTEGER NOT NULL DEFAULT 0,
    "stored" INTEGER NOT NULL DEFAULT 0,
    "duplicates" INTEGER NOT NULL DEFAULT 0,
    "faults" INTEGER NOT NULL DEFAULT 0,
    "findings" INTEGER NOT NULL DEFAULT 0,
    "alerts" INTEGER NOT NULL DEFAULT 0,
    "hosts" TEXT[],
    "first_event_at" TIMESTAMPTZ(6),
    "last_event_at" TIMESTAMPTZ(6),
    "files" JSONB NOT NULL DEFAULT '[]',
    "unread_fields" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,
    "duplicate_of" UUID,
    "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "ingest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ingest_fault" (
    "ingest_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "file" TEXT NOT NULL,
    "record" BIGINT NOT NULL,
    "offset" BIGINT,
    "code" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "excerpt" TEXT,

    CONSTRAINT "ingest_fault_pkey" PRIMARY KEY ("ingest_id","ordinal")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "beat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rule" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "severity_rank" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'experimental',
    "description" TEXT NOT NULL DEFAULT '',
    "author" TEXT NOT NULL DEFAULT '',
    "references" TEXT[],
    "tags" TEXT[],
    "false_positives" TEXT[],
    "log_source" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "built_in" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "diagnostics" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rule_version" (
    "rule_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rule_version_pkey" PRIMARY KEY ("rule_id","version")
);

-- CreateTable
CREATE TABLE "detection_revision" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "detection_revision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "session_userId_idx" ON "session"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "account_userId_idx" ON "account"("userId");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- CreateIndex
CREATE INDEX "apikey_configId_idx" ON "apikey"("configId");

-- CreateIndex
CREATE INDEX "apikey_referenceId_idx" ON "apikey"("referenceId");

-- CreateIndex
CREATE INDEX "apikey_key_idx" ON "apikey"("key");

-- CreateIndex
CREATE UNIQUE INDEX "rateLimit_key_key" ON "rateLimit"("key");

-- CreateIndex
CREATE UNIQUE INDEX "service_token_token_hash_key" ON "service_token"("token_hash");

-- CreateIndex
CREATE INDEX "alert_status_severity_rank_last_seen_id_idx" ON "alert"("status", "severity_rank" DESC, "last_seen" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "alert_last_seen_id_idx" ON "alert"("last_seen" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "alert_host_id_last_seen_idx" ON "alert"("host_id", "last_seen" DESC);

-- CreateIndex
CREATE INDEX "alert_rule_id_last_seen_idx" ON "alert"("rule_id", "last_seen" DESC);

-- CreateIndex
CREATE INDEX "alert_host_id_process_key_idx" ON "alert"("host_id", "process_key");

-- CreateIndex
CREATE UNIQUE INDEX "alert_key_generation_key" ON "alert"("key", "generation");

-- CreateIndex
CREATE INDEX "alert_evidence_silenced_by_idx" ON "alert_evidence" USING GIN ("silenced_by");

-- CreateIndex
CREATE INDEX "alert_evidence_alert_id_timestamp_event_id_idx" ON "alert_evidence"("alert_id", "timestamp" DESC, "event_id" DESC);

-- CreateIndex
CREATE INDEX "alert_evidence_alert_id_remote_address_idx" ON "alert_evidence"("alert_id", "remote_address");

-- CreateIndex
CREATE INDEX "alert_evidence_remote_address_idx" ON "alert_evidence"("remote_address");

-- CreateIndex
CREATE UNIQUE INDEX "alert_evidence_alert_key_event_id_key" ON "alert_evidence"("alert_key", "event_id");

-- CreateIndex
CREATE INDEX "alert_note_alert_id_created_at_idx" ON "alert_note"("alert_id", "created_at");

-- CreateIndex
CREATE INDEX "audit_entry_subject_type_subject_id_id_idx" ON "audit_entry"("subject_type", "subject_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_batch_id_idx" ON "audit_entry"("batch_id");

-- CreateIndex
CREATE INDEX "process_host_id_parent_key_started_at_idx" ON "process"("host_id", "parent_key", "started_at");

-- CreateIndex
CREATE INDEX "process_host_id_pid_started_at_idx" ON "process"("host_id", "pid", "started_at");

-- CreateIndex
CREATE INDEX "sighting_address_first_seen_idx" ON "sighting"("address", "first_seen");

-- CreateIndex
CREATE UNIQUE INDEX "host_key_key" ON "host"("key");

-- CreateIndex
CREATE INDEX "event_id_idx" ON "event"("id");

-- CreateIndex
CREATE INDEX "event_host_id_process_key_timestamp_idx" ON "event"("host_id", "process_key", "timestamp");

-- CreateIndex
CREATE INDEX "event_remote_address_timestamp_idx" ON "event"("remote_address", "timestamp");

-- CreateIndex
CREATE INDEX "event_timestamp_idx" ON "event" USING BRIN ("timestamp");

-- CreateIndex
CREATE UNIQUE INDEX "exception_number_key" ON "exception"("number");

-- CreateIndex
CREATE INDEX "exception_status_expires_at_idx" ON "exception"("status", "expires_at");

-- CreateIndex
CREATE INDEX "ingest_created_at_id_idx" ON "ingest"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ingest_sha256_idx" ON "ingest"("sha256");

-- CreateIndex
CREATE INDEX "rule_severity_rank_title_idx" ON "rule"("severity_rank" DESC, "title");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_evidence" ADD CONSTRAINT "alert_evidence_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_note" ADD CONSTRAINT "alert_note_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ingest_fault" ADD CONSTRAINT "ingest_fault_ingest_id_fkey" FOREIGN KEY ("ingest_id") REFERENCES "ingest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule_version" ADD CONSTRAINT "rule_version_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- Partitions are made as events arrive: a day each from 2026 on, a year each from 2000 to 2025. The boundary is fixed, so
-- the two kinds never overlap. Wild timestamps stay in the default partition: a file full of them cannot ask for thousands.
CREATE TABLE "event_default" PARTITION OF "event" DEFAULT;

CREATE FUNCTION ensure_event_partition(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  floor_at timestamp := date_trunc(CASE WHEN at < '2026-01-01Z' THEN 'year' ELSE 'day' END, at AT TIME ZONE 'UTC');
  ceiling_at timestamp := floor_at + CASE WHEN at < '2026-01-01Z' THEN interval '1 year' ELSE interval '1 day' END;
  partition_name text := 'event_' || to_char(floor_at, CASE WHEN at < '2026-01-01Z' THEN 'YYYY' ELSE 'YYYYMMDD' END);
BEGIN
  IF at < '2000-01-01Z' OR at > now() + interval '2 days' OR to_regclass(quote_ident(partition_name)) IS NOT NULL THEN
    RETURN;
  END IF;
  -- Two workers may want the same day: the second waits here and then finds it.
  PERFORM pg_advisory_xact_lock(720418);
  IF to_regclass(quote_ident(partition_name)) IS NOT NULL THEN
    RETURN;
  END IF;
  -- Nobody may write to the default partition between moving its rows of that day and closing the day to it.
  LOCK TABLE "event_default" IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('CREATE TABLE %I (LIKE "event" INCLUDING ALL)', partition_name);
  EXECUTE format('WITH moved AS (DELETE FROM "event_default" WHERE "timestamp" >= %1$L AND "timestamp" < %2$L RETURNING *) INSERT INTO %3$I SELECT * FROM moved',
                 floor_at || 'Z', ceiling_at || 'Z', partition_name);
  EXECUTE format('ALTER TABLE "event" ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition_name, floor_at || 'Z', ceiling_at || 'Z');
END $$;

-- The queue's default view reads open work only, which stays small however many alerts are closed.
CREATE INDEX "alert_queue_idx" ON "alert" ("severity_rank" DESC, "last_seen" DESC, "id" DESC) WHERE status IN ('open', 'in_progress');
CREATE INDEX "alert_open_last_seen_idx" ON "alert" ("last_seen" DESC, "id" DESC) WHERE status IN ('open', 'in_progress');
CREATE INDEX "alert_open_first_seen_idx" ON "alert" ("first_seen" DESC, "id" DESC) WHERE status IN ('open', 'in_progress');
CREATE INDEX "alert_open_count_idx" ON "alert" ("count" DESC, "id" DESC) WHERE status IN ('open', 'in_progress');
CREATE INDEX "alert_open_rule_idx" ON "alert" (lower("rule_title") DESC, "id" DESC) WHERE status IN ('open', 'in_progress');
CREATE INDEX "alert_open_host_idx" ON "alert" (lower("host_name") DESC, "id" DESC) WHERE status IN ('open', 'in_progress');
CREATE INDEX "alert_open_process_idx" ON "alert" (lower(coalesce("process_name", '')) DESC, "id" DESC) WHERE status IN ('open', 'in_progress');

-- The same orders over every status, for the views that show closed and silenced alerts too.
CREATE INDEX "alert_severity_idx" ON "alert" ("severity_rank" DESC, "last_seen" DESC, "id" DESC);
CREATE INDEX "alert_first_seen_idx" ON "alert" ("first_seen" DESC, "id" DESC);
CREATE INDEX "alert_count_idx" ON "alert" ("count" DESC, "id" DESC);
CREATE INDEX "alert_rule_idx" ON "alert" (lower("rule_title") DESC, "id" DESC);
CREATE INDEX "alert_host_idx" ON "alert" (lower("host_name") DESC, "id" DESC);
CREATE INDEX "alert_process_idx" ON "alert" (lower(coalesce("process_name", '')) DESC, "id" DESC);

-- What the queue filters by.
CREATE INDEX "alert_user_name_idx" ON "alert" (lower("user_name"));
CREATE INDEX "alert_process_name_idx" ON "alert" (lower("process_name"));
CREATE INDEX "alert_asn_idx" ON "alert" ("asn", "status");
CREATE INDEX "alert_country_idx" ON "alert" ("country", "status");
CREATE INDEX "alert_assignee_idx" ON "alert" ("assignee_id", "status");

-- What an exception by address must look at beside the addresses themselves: few, since most evidence by far goes out.
CREATE INDEX "alert_evidence_not_egress_idx" ON "alert_evidence" ("alert_id") WHERE remote_address IS NOT NULL AND direction IS DISTINCT FROM 'egress';

-- Free text in the queue is a substring of any of these. Trigrams are an extra module that every packaged Postgres has; where an
-- administrator keeps it out, the same search works without the index.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "alert_text_idx" ON "alert" USING gin (
    lower("rule_title" || E'\n' || coalesce("process_name", '') || E'\n' || coalesce("command_line", '') || E'\n' ||
          "host_name" || E'\n' || coalesce("user_name", '') || E'\n' || coalesce(host("destination_address"), '')) gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'pg_trgm is not available: free-text search in the queue reads every alert';
END $$;

INSERT INTO "detection_revision" ("id", "revision") VALUES (1, 0);
