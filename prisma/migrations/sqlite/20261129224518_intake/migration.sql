-- CreateTable
CREATE TABLE "IntakeSource" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "perMinute" INTEGER NOT NULL,
    "maxBytes" INTEGER NOT NULL,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "revokedAt" DATETIME,
    "lastSeenAt" DATETIME,
    "windowAt" DATETIME,
    "windowItems" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "IntakeKey" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "secretHash" TEXT NOT NULL,
    "createdBy" TEXT,
    "createdAt" DATETIME NOT NULL,
    "endsAt" DATETIME,
    "lastUsedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "IntakeFact" (
    "corpId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "factId" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "customerId" TEXT,
    "digest" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "eventKey" TEXT,
    "bodySealed" TEXT NOT NULL,
    "recordedAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "source", "kind", "factId")
);

-- CreateTable
CREATE TABLE "IntakeFactVersion" (
    "corpId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "factId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "bodySealed" TEXT NOT NULL,
    "replacedAt" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "source", "kind", "factId", "version")
);

-- CreateTable
CREATE TABLE "IntakeFactKey" (
    "corpId" TEXT NOT NULL,
    "valueHash" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "factId" TEXT NOT NULL,

    PRIMARY KEY ("corpId", "valueHash", "source", "kind", "factId")
);

-- CreateTable
CREATE TABLE "IntakeRefusal" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "factId" TEXT NOT NULL,
    "errorsJson" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "IntakeTally" (
    "corpId" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "accepted" INTEGER NOT NULL,
    "same" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,

    PRIMARY KEY ("corpId", "sourceId", "kind", "day")
);

-- CreateTable
CREATE TABLE "IntakeAnswer" (
    "corpId" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "answerJson" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("corpId", "sourceId", "key")
);

-- CreateIndex
CREATE UNIQUE INDEX "IntakeSource_corpId_name_key" ON "IntakeSource"("corpId", "name");

-- CreateIndex
CREATE INDEX "IntakeKey_corpId_sourceId_idx" ON "IntakeKey"("corpId", "sourceId");

-- CreateIndex
CREATE INDEX "IntakeFact_corpId_customerId_idx" ON "IntakeFact"("corpId", "customerId");

-- CreateIndex
CREATE INDEX "IntakeFactKey_corpId_source_kind_factId_idx" ON "IntakeFactKey"("corpId", "source", "kind", "factId");

-- CreateIndex
CREATE INDEX "IntakeRefusal_corpId_sourceId_id_idx" ON "IntakeRefusal"("corpId", "sourceId", "id");

-- CreateIndex
CREATE INDEX "IntakeAnswer_corpId_sourceId_at_idx" ON "IntakeAnswer"("corpId", "sourceId", "at");
