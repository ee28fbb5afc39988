-- CreateTable
CREATE TABLE "Handover" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "fromStaffId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "planJson" TEXT NOT NULL,
    "message" TEXT,
    "haltedBy" TEXT,
    "resumesAt" DATETIME,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "confirmedBy" TEXT,
    "confirmedAt" DATETIME,
    "pausedAt" DATETIME,
    "endedAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "HandoverRow" (
    "corpId" TEXT NOT NULL,
    "handoverId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "customerId" TEXT,
    "fromStaffId" TEXT NOT NULL,
    "toStaffId" TEXT,
    "isPinned" BOOLEAN NOT NULL DEFAULT false,
    "because" TEXT,
    "rank" INTEGER NOT NULL,
    "tierCode" INTEGER,
    "spentFen" BIGINT NOT NULL DEFAULT 0,
    "storeName" TEXT,
    "model" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "errorCode" INTEGER,
    "batchId" TEXT,
    "openKey" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "startedAt" DATETIME,
    "dueAt" DATETIME,
    "settledAt" DATETIME,
    "followedAt" DATETIME,

    PRIMARY KEY ("corpId", "handoverId", "kind", "objectId")
);

-- CreateTable
CREATE TABLE "HandoverBatch" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "handoverId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "toStaffId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rowCount" INTEGER NOT NULL,
    "startCount" INTEGER NOT NULL DEFAULT 0,
    "effectId" TEXT,
    "reason" TEXT,
    "errorCode" INTEGER,
    "createdAt" DATETIME NOT NULL,
    "answeredAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "HandoverTry" (
    "corpId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "handoverId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "fromStaffId" TEXT NOT NULL,
    "toStaffId" TEXT NOT NULL,
    "batchId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "errorCode" INTEGER,
    "startedAt" DATETIME NOT NULL,
    "settledAt" DATETIME,

    PRIMARY KEY ("corpId", "id")
);

-- CreateTable
CREATE TABLE "HandoverPoll" (
    "corpId" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "fromStaffId" TEXT NOT NULL,
    "toStaffId" TEXT NOT NULL,
    "polls" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "lastAt" DATETIME,

    PRIMARY KEY ("corpId", "family", "fromStaffId", "toStaffId")
);

-- CreateIndex
CREATE INDEX "Handover_corpId_fromStaffId_createdAt_idx" ON "Handover"("corpId", "fromStaffId", "createdAt");

-- CreateIndex
CREATE INDEX "Handover_corpId_state_createdAt_idx" ON "Handover"("corpId", "state", "createdAt");

-- CreateIndex
CREATE INDEX "Handover_corpId_createdAt_id_idx" ON "Handover"("corpId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "HandoverRow_corpId_handoverId_kind_rank_idx" ON "HandoverRow"("corpId", "handoverId", "kind", "rank");

-- CreateIndex
CREATE INDEX "HandoverRow_corpId_handoverId_state_toStaffId_idx" ON "HandoverRow"("corpId", "handoverId", "state", "toStaffId");

-- CreateIndex
CREATE INDEX "HandoverRow_corpId_fromStaffId_toStaffId_state_idx" ON "HandoverRow"("corpId", "fromStaffId", "toStaffId", "state");

-- CreateIndex
CREATE INDEX "HandoverRow_corpId_customerId_state_idx" ON "HandoverRow"("corpId", "customerId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "HandoverRow_corpId_openKey_key" ON "HandoverRow"("corpId", "openKey");

-- CreateIndex
CREATE INDEX "HandoverBatch_corpId_handoverId_createdAt_idx" ON "HandoverBatch"("corpId", "handoverId", "createdAt");

-- CreateIndex
CREATE INDEX "HandoverBatch_corpId_state_idx" ON "HandoverBatch"("corpId", "state");

-- CreateIndex
CREATE INDEX "HandoverTry_corpId_handoverId_kind_objectId_idx" ON "HandoverTry"("corpId", "handoverId", "kind", "objectId");

-- CreateIndex
CREATE INDEX "HandoverTry_corpId_kind_objectId_startedAt_idx" ON "HandoverTry"("corpId", "kind", "objectId", "startedAt");

-- CreateIndex
CREATE INDEX "HandoverTry_corpId_kind_fromStaffId_toStaffId_startedAt_idx" ON "HandoverTry"("corpId", "kind", "fromStaffId", "toStaffId", "startedAt");

-- CreateIndex
CREATE INDEX "HandoverPoll_corpId_nextAt_idx" ON "HandoverPoll"("corpId", "nextAt");
